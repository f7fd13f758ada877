-- Through-train points ranked for the yearly review of item 6: most grounds flagged first, then most grounds that could not be tested.
with criterion as (
    select * from {{ ref('fact_criterion') }} where overall_clause_id = 'SHWP2024-6-any'
),

parameter as (
    select parameter_year, i06_high_priority from {{ ref('int_policy__criterion_parameter') }}
),

point as (
    select
        school_key, school_id, school_name, major_code, major_name, pathway, period_year,
        sum(case when outcome = 'not_met' then 1 else 0 end) as flagged,
        sum(case when outcome = 'unknown' then 1 else 0 end) as not_evaluable,
        count(*) as criteria,
        max(case when criterion = 'quality' then outcome end) as quality_outcome,
        max(case when criterion = 'intake_by_plan' then outcome end) as demand_outcome,
        max(case when criterion = 'through_train_placement' then outcome end) as placement_outcome,
        max(case when criterion = 'intake_by_plan' then value_low end) as intake_by_plan_pct,
        max(case when criterion = 'through_train_placement' then value_low end) as placement_pct,
        -- By its code, and the words for it afterwards: a million points with lists of sentences do not fit into memory.
        max(case when criterion = 'intake_by_plan' and outcome = 'unknown' then reason end) as plan_missing,
        max(case when criterion = 'quality' and outcome = 'unknown' then reason end) as quality_missing,
        max(case when criterion = 'through_train_placement' and outcome = 'unknown' then reason end) as placement_missing
    from criterion
    group by school_key, school_id, school_name, major_code, major_name, pathway, period_year
),

ranked as (
    select
        point.*, parameter.i06_high_priority,
        rank() over (
            partition by point.period_year
            order by point.flagged desc, point.placement_pct asc nulls last, point.intake_by_plan_pct asc nulls last, point.not_evaluable desc
        ) as watch_rank
    from point
    inner join parameter on point.period_year = parameter.parameter_year
),

missing as (
    select distinct plan_missing, quality_missing, placement_missing from point
),

listed as (
    select missing.*, 1 as place, plan_missing as reason from missing
    union all
    select missing.*, 2, quality_missing from missing
    union all
    select missing.*, 3, placement_missing from missing
),

told as (
    select
        coalesce(listed.plan_missing, '') as plan_missing, coalesce(listed.quality_missing, '') as quality_missing,
        coalesce(listed.placement_missing, '') as placement_missing,
        {{ dbt.listagg('measure_reason.label_zh', "'；'", 'order by listed.place') }} as missing_zh,
        {{ dbt.listagg('measure_reason.label_en', "'; '", 'order by listed.place') }} as missing_en
    from listed
    inner join {{ ref('measure_reason') }} as measure_reason on listed.reason = measure_reason.reason
    group by listed.plan_missing, listed.quality_missing, listed.placement_missing
),

final as (
    select
        {{ surrogate_key(['school_id', 'coalesce(major_code, major_name)', 'pathway', 'period_year']) }} as watch_key,
        cast(period_year as integer) as period_year,
        cast(watch_rank as integer) as watch_rank,
        cast(school_key as bigint) as school_key,
        cast(school_id as varchar) as school_id,
        cast(school_name as varchar) as school_name,
        cast(major_code as varchar) as major_code,
        cast(major_name as varchar) as major_name,
        cast(pathway as varchar) as pathway,
        cast(
            case when flagged >= i06_high_priority then 'high' when flagged > 0 then 'normal' when not_evaluable = criteria then 'unknown' else 'none' end as varchar
        ) as priority,
        cast(flagged as integer) as flagged,
        cast(criteria - not_evaluable as integer) as tested,
        cast(criteria as integer) as criteria,
        cast(quality_outcome as varchar) as quality_outcome,
        cast(demand_outcome as varchar) as demand_outcome,
        cast(placement_outcome as varchar) as placement_outcome,
        cast(intake_by_plan_pct as decimal(24, 6)) as intake_by_plan_pct,
        cast(placement_pct as decimal(24, 6)) as placement_pct,
        cast(told.missing_zh as varchar) as missing_zh,
        cast(told.missing_en as varchar) as missing_en
    from ranked
    left join told
        on coalesce(ranked.plan_missing, '') = told.plan_missing and coalesce(ranked.quality_missing, '') = told.quality_missing
        and coalesce(ranked.placement_missing, '') = told.placement_missing
)

select * from final

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
        {{ dbt.listagg("case when outcome = 'unknown' then reason_zh end", "'；'", "order by criterion") }} as missing_zh,
        {{ dbt.listagg("case when outcome = 'unknown' then reason_en end", "'; '", "order by criterion") }} as missing_en
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
        cast(missing_zh as varchar) as missing_zh,
        cast(missing_en as varchar) as missing_en
    from ranked
)

select * from final

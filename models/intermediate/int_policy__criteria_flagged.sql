-- The criteria of a point read together: how many flag it, how many cannot be tested, and which, by name.
with judged as (
    select
        fact_criterion.*, {{ point_label('fact_criterion') }} as object_key, criterion.overall_measure_id, criterion.display_order, criterion.label_zh,
        criterion.label_en, tested.value as tested_minimum, priority.value as high_priority
    from {{ ref('fact_criterion') }} as fact_criterion
    inner join {{ ref('criterion') }} as criterion on fact_criterion.criterion = criterion.criterion
    left join {{ ref('int_policy__parameter') }} as tested
        on criterion.tested_parameter_id = tested.parameter_id
        and {{ year_end('fact_criterion.period_year') }} >= tested.valid_from and {{ year_end('fact_criterion.period_year') }} < tested.valid_until
    left join {{ ref('int_policy__parameter') }} as priority
        on criterion.priority_parameter_id = priority.parameter_id
        and {{ year_end('fact_criterion.period_year') }} >= priority.valid_from and {{ year_end('fact_criterion.period_year') }} < priority.valid_until
),

-- The share in the college and in the city are one criterion: either flags it, and it is unknown while one is unknown and the other does not flag.
factor as (
    select
        overall_measure_id, school_id, school_name, object_key, period_year, factor, min(tested_minimum) as tested_minimum, min(high_priority) as high_priority,
        max(case when outcome = 'not_met' then 1 else 0 end) as is_flagged,
        max(case when outcome = 'unknown' then 1 else 0 end) as has_unknown
    from judged
    group by overall_measure_id, school_id, school_name, object_key, period_year, factor
),

counted as (
    select
        overall_measure_id, school_id, school_name, object_key, period_year, min(tested_minimum) as tested_minimum, min(high_priority) as high_priority,
        count(*) as criteria, sum(is_flagged) as flagged, sum(case when is_flagged = 0 and has_unknown = 1 then 1 else 0 end) as untested
    from factor
    group by overall_measure_id, school_id, school_name, object_key, period_year
),

named as (
    select
        overall_measure_id, school_id, object_key, period_year,
        {{ dbt.listagg("case when outcome = 'not_met' then label_zh end", "'、'", "order by display_order") }} as flagged_zh,
        {{ dbt.listagg("case when outcome = 'not_met' then label_en end", "', '", "order by display_order") }} as flagged_en,
        {{ dbt.listagg("case when outcome = 'unknown' then label_zh end", "'、'", "order by display_order") }} as untested_zh,
        {{ dbt.listagg("case when outcome = 'unknown' then label_en end", "', '", "order by display_order") }} as untested_en
    from judged
    group by overall_measure_id, school_id, object_key, period_year
),

final as (
    select
        counted.overall_measure_id as measure_id, counted.school_id, counted.school_name, counted.object_key, counted.period_year, counted.criteria,
        counted.flagged, counted.untested,
        case when counted.flagged = 0 and counted.untested > 0 and counted.criteria - counted.untested >= counted.tested_minimum then 'partly' end as forced_outcome,
        counted.flagged >= counted.high_priority as is_high_priority,
        named.flagged_zh, named.flagged_en, named.untested_zh, named.untested_en
    from counted
    inner join named
        on counted.overall_measure_id = named.overall_measure_id and counted.school_id = named.school_id
        and counted.object_key = named.object_key and counted.period_year = named.period_year
)

select * from final

-- Majors of each school at each checkpoint as intervals, a reading: the clause does not say whether the levels of a university are added (EC11).
with level_count as (
    select
        *,
        case when has_whole_list then recruiting + recruiting_names end as recruiting_high,
        case when has_whole_list then filed + filed_names end as filed_high
    from {{ ref('int_policy__level_count') }}
),

counted as (
    select
        scenario_id, school_id, school_name, school_level, year, checkpoint_date, phase, list_year,
        case when school_level = 'vocational_undergraduate' then 'levels_added' else 'plain' end as reading,
        sum(recruiting) as recruiting_low, sum(recruiting_high) as recruiting_high, sum(filed) as filed_low, sum(filed_high) as filed_high,
        cast(null as {{ dbt.type_string() }}) as levels
    from level_count
    group by scenario_id, school_id, school_name, school_level, year, checkpoint_date, phase, list_year
    union all
    -- Apart, the level with more majors decides.
    select
        scenario_id, school_id, school_name, school_level, year, checkpoint_date, phase, list_year, 'levels_apart',
        max(recruiting), max(recruiting_high), max(filed), max(filed_high),
        {{ dbt.listagg("cast(recruiting as " ~ dbt.type_string() ~ ")", "' + '", "order by education_level") }}
    from level_count
    where school_level = 'vocational_undergraduate'
    group by scenario_id, school_id, school_name, school_level, year, checkpoint_date, phase, list_year
),

major as (
    select major_code, major_name from {{ ref('dim_major') }}
),

named as (
    select
        offering.scenario_id, offering.school_id, offering.checkpoint_date, offering.phase,
        {{ dbt.listagg("major.major_name", "'、'", "order by offering.major_code") }} as evidence
    from {{ ref('int_policy__offering') }} as offering
    inner join major on offering.major_code = major.major_code
    where offering.status = 'recruiting'
    group by offering.scenario_id, offering.school_id, offering.checkpoint_date, offering.phase
),

final as (
    select
        counted.scenario_id, counted.school_id, counted.school_name, counted.school_level, counted.year, counted.checkpoint_date, counted.phase,
        counted.reading, counted.list_year, counted.recruiting_low, counted.recruiting_high, counted.filed_low, counted.filed_high,
        coalesce(counted.levels, named.evidence) as evidence
    from counted
    left join named
        on counted.scenario_id = named.scenario_id and counted.school_id = named.school_id
        and counted.checkpoint_date = named.checkpoint_date and counted.phase = named.phase
)

select * from final

-- Majors of each college at each checkpoint, as intervals: an addition whose name is not resolved may be one major more,
-- and a list that is not whole is a lower bound only (no upper end).
with offering as (
    select * from {{ ref('int_policy__offering') }}
),

major as (
    select major_code, major_name from {{ ref('dim_major') }}
),

line as (
    select scenario_id, school_id, effective_date, action, major_code from {{ ref('proposal_line') }}
),

checkpoint as (
    select distinct scenario_id, school_id, year, checkpoint_date, phase from offering
    union
    select scenario_id, school_id, cast(extract(year from effective_date) as integer), effective_date, 1 from line
    union
    select scenario_id, school_id, cast(extract(year from effective_date) as integer), effective_date, 2 from line
),

-- A proposal starts from the latest year on record.
latest_year as (
    select school_id, max(year) as year from offering where scenario_id = 'actual' group by school_id
),

whole_list as (
    select distinct dim_school.school_id, fact_programme.academic_year as year
    from {{ ref('fact_programme') }} as fact_programme
    inner join {{ ref('dim_school') }} as dim_school on fact_programme.school_key = dim_school.school_key
    where fact_programme.is_whole_list
),

known as (
    select
        offering.scenario_id, offering.school_id, offering.checkpoint_date, offering.phase,
        count(distinct case when offering.status = 'recruiting' then offering.major_code end) as recruiting,
        count(distinct case when offering.status <> 'withdrawn' then offering.major_code end) as filed,
        {{ dbt.listagg("case when offering.status = 'recruiting' then major.major_name end", "'、'", "order by offering.major_code") }} as evidence
    from offering
    inner join major on offering.major_code = major.major_code
    group by offering.scenario_id, offering.school_id, offering.checkpoint_date, offering.phase
),

unresolved as (
    select checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase, count(*) as names
    from checkpoint
    inner join line
        on checkpoint.scenario_id = line.scenario_id
        and checkpoint.school_id = line.school_id
        and line.action = 'add'
        and line.major_code is null
        and (line.effective_date < checkpoint.checkpoint_date or (line.effective_date = checkpoint.checkpoint_date and checkpoint.phase = 2))
    group by checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase
),

final as (
    select
        checkpoint.scenario_id,
        checkpoint.school_id,
        checkpoint.year,
        checkpoint.checkpoint_date,
        checkpoint.phase,
        coalesce(known.recruiting, 0) as recruiting_low,
        case when whole_list.school_id is not null then coalesce(known.recruiting, 0) + coalesce(unresolved.names, 0) end as recruiting_high,
        coalesce(known.filed, 0) as filed_low,
        case when whole_list.school_id is not null then coalesce(known.filed, 0) + coalesce(unresolved.names, 0) end as filed_high,
        known.evidence
    from checkpoint
    left join latest_year on checkpoint.school_id = latest_year.school_id
    left join whole_list
        on checkpoint.school_id = whole_list.school_id
        and whole_list.year = case when checkpoint.scenario_id = 'actual' then checkpoint.year else latest_year.year end
    left join known
        on checkpoint.scenario_id = known.scenario_id
        and checkpoint.school_id = known.school_id
        and checkpoint.checkpoint_date = known.checkpoint_date
        and checkpoint.phase = known.phase
    left join unresolved
        on checkpoint.scenario_id = unresolved.scenario_id
        and checkpoint.school_id = unresolved.school_id
        and checkpoint.checkpoint_date = unresolved.checkpoint_date
        and checkpoint.phase = unresolved.phase
)

select * from final

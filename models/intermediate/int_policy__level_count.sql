-- Majors of each school at each checkpoint, a level: known ones, and names that are not resolved and may each be one major more.
with checkpoint as (
    select * from {{ ref('int_policy__checkpoint') }}
),

-- A secondary school is judged by its secondary majors, any other by its college majors; through-train points belong to the partner above.
level_scope as (
    select 'secondary' as education_level, 'secondary' as school_scope
    union all
    select 'higher_vocational', 'college'
    union all
    select 'vocational_undergraduate', 'college'
),

offering as (
    select * from {{ ref('int_policy__offering') }}
),

known as (
    select
        scenario_id, school_id, checkpoint_date, phase, education_level,
        count(case when status = 'recruiting' then 1 end) as recruiting,
        count(case when status <> 'withdrawn' then 1 end) as filed
    from offering
    group by scenario_id, school_id, checkpoint_date, phase, education_level
),

unresolved as (
    select
        checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase,
        {{ counted_level('checkpoint.school_level', 'programme.major_code', 'programme.education_level') }} as education_level, programme.major_as_printed, programme.status in ('recruiting', 'approved') as is_recruiting
    from checkpoint
    inner join {{ ref('int_policy__programme') }} as programme
        on checkpoint.school_id = programme.school_id and checkpoint.list_year = programme.academic_year
    where programme.major_code is null and programme.status <> 'withdrawn'
    union all
    select
        checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase, line.education_level, line.major_as_printed, true
    from checkpoint
    inner join {{ ref('int_policy__line') }} as line
        on checkpoint.scenario_id = line.scenario_id and checkpoint.school_id = line.school_id
        and line.action = 'add' and line.major_code is null and not line.is_carrier_unknown
        and (
            line.effective_date < checkpoint.checkpoint_date
            or (line.effective_date = checkpoint.checkpoint_date and checkpoint.phase = 2)
        )
),

unresolved_count as (
    select
        scenario_id, school_id, checkpoint_date, phase, education_level,
        count(distinct case when is_recruiting then major_as_printed end) as recruiting_names, count(distinct major_as_printed) as filed_names
    from unresolved
    group by scenario_id, school_id, checkpoint_date, phase, education_level
),

final as (
    select
        checkpoint.scenario_id, checkpoint.school_id, checkpoint.school_name, checkpoint.school_level, checkpoint.year, checkpoint.checkpoint_date,
        checkpoint.phase, checkpoint.list_year, checkpoint.has_whole_list, level_scope.education_level,
        coalesce(known.recruiting, 0) as recruiting, coalesce(known.filed, 0) as filed,
        coalesce(unresolved_count.recruiting_names, 0) as recruiting_names, coalesce(unresolved_count.filed_names, 0) as filed_names
    from checkpoint
    inner join level_scope
        on level_scope.school_scope = case when checkpoint.school_level = 'secondary' then 'secondary' else 'college' end
    left join known
        on checkpoint.scenario_id = known.scenario_id and checkpoint.school_id = known.school_id
        and checkpoint.checkpoint_date = known.checkpoint_date and checkpoint.phase = known.phase
        and level_scope.education_level = known.education_level
    left join unresolved_count
        on checkpoint.scenario_id = unresolved_count.scenario_id and checkpoint.school_id = unresolved_count.school_id
        and checkpoint.checkpoint_date = unresolved_count.checkpoint_date and checkpoint.phase = unresolved_count.phase
        and level_scope.education_level = unresolved_count.education_level
)

select * from final

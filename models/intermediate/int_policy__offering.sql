-- The fact seam: which majors each school offers, per year as filed and, in a proposal, at two checkpoints a date:
-- after its exits (withdrawals and suspensions, phase 1) and after its additions (phase 2).
with programme as (
    select * from {{ ref('int_policy__programme') }} where major_code is not null
),

-- Directions, campuses and pathways fold into the catalogue code; the most active status of a code counts.
filed as (
    select
        school_id, education_level, major_code, academic_year,
        min(case status when 'recruiting' then 1 when 'approved' then 1 when 'suspended' then 2 else 3 end) as activity
    from programme
    group by school_id, education_level, major_code, academic_year
),

line as (
    select distinct
        scenario_id, school_id, effective_date, education_level, major_code,
        case when action in ('withdraw', 'suspend') then 1 else 2 end as phase,
        case action when 'withdraw' then 3 when 'suspend' then 2 else 1 end as activity
    from {{ ref('int_policy__line') }}
    where action in ('add', 'withdraw', 'suspend', 'resume') and not is_carrier_unknown
),

checkpoint as (
    select scenario_id, school_id, checkpoint_date, phase, list_year from {{ ref('int_policy__checkpoint') }} where scenario_id <> 'actual'
),

event as (
    select
        checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase, filed.education_level, filed.major_code,
        {{ beginning_of_time() }} as event_date, 0 as event_phase, filed.activity
    from checkpoint
    inner join filed on checkpoint.school_id = filed.school_id and checkpoint.list_year = filed.academic_year
    union all
    select
        checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase, line.education_level, line.major_code,
        line.effective_date, line.phase, line.activity
    from checkpoint
    inner join line
        on checkpoint.scenario_id = line.scenario_id and checkpoint.school_id = line.school_id and line.major_code is not null
        and (
            line.effective_date < checkpoint.checkpoint_date
            or (line.effective_date = checkpoint.checkpoint_date and line.phase <= checkpoint.phase)
        )
),

ranked as (
    select
        *,
        row_number() over (
            partition by scenario_id, school_id, checkpoint_date, phase, major_code
            order by event_date desc, event_phase desc, activity desc, education_level
        ) as recency
    from event
),

final as (
    select
        'actual' as scenario_id, school_id, academic_year as year, {{ year_end('academic_year') }} as checkpoint_date, 2 as phase, education_level,
        major_code, case activity when 1 then 'recruiting' when 2 then 'suspended' else 'withdrawn' end as status
    from filed
    union all
    select
        scenario_id, school_id, cast(extract(year from checkpoint_date) as integer), checkpoint_date, phase, education_level, major_code,
        case activity when 1 then 'recruiting' when 2 then 'suspended' else 'withdrawn' end
    from ranked
    where recency = 1
)

select * from final

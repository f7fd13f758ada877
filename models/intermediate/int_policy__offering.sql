-- The fact seam: which majors each college offers, per year as filed and, in a proposal, at two checkpoints a date:
-- after its exits (withdrawals and suspensions, phase 1) and after its additions (phase 2).
with college as (
    select school_id, school_key from {{ ref('dim_school') }}
    where school_level in ('higher_vocational', 'vocational_undergraduate')
),

-- Directions, campuses and pathways fold into the catalogue code; the most active status of a code counts.
filed as (
    select
        college.school_id,
        dim_major.major_code,
        fact_programme.academic_year,
        min(case fact_programme.status when 'recruiting' then 1 when 'approved' then 1 when 'suspended' then 2 else 3 end) as activity
    from {{ ref('fact_programme') }} as fact_programme
    inner join college on fact_programme.school_key = college.school_key
    inner join {{ ref('dim_major') }} as dim_major on fact_programme.major_key = dim_major.major_key
    where dim_major.education_level in ('higher_vocational', 'vocational_undergraduate')
    group by college.school_id, dim_major.major_code, fact_programme.academic_year
),

latest_year as (
    select school_id, max(academic_year) as academic_year from filed group by school_id
),

line as (
    select
        scenario_id, school_id, effective_date, major_code,
        case when action in ('withdraw', 'suspend') then 1 else 2 end as phase,
        case action when 'withdraw' then 3 when 'suspend' then 2 else 1 end as activity
    from {{ ref('proposal_line') }}
    where action in ('add', 'withdraw', 'suspend', 'resume')
),

scenario as (
    select distinct scenario_id from line
),

checkpoint as (
    select scenario_id, school_id, effective_date as checkpoint_date, 1 as phase from line
    union
    select scenario_id, school_id, effective_date, 2 from line
),

event as (
    select scenario.scenario_id, filed.school_id, filed.major_code, {{ beginning_of_time() }} as event_date, 0 as phase, filed.activity
    from filed
    inner join latest_year on filed.school_id = latest_year.school_id and filed.academic_year = latest_year.academic_year
    cross join scenario
    union all
    select scenario_id, school_id, major_code, effective_date, phase, activity from line where major_code is not null
),

ranked as (
    select
        checkpoint.scenario_id,
        checkpoint.school_id,
        checkpoint.checkpoint_date,
        checkpoint.phase,
        event.major_code,
        event.activity,
        row_number() over (
            partition by checkpoint.scenario_id, checkpoint.school_id, checkpoint.checkpoint_date, checkpoint.phase, event.major_code
            order by event.event_date desc, event.phase desc, event.activity desc
        ) as recency
    from checkpoint
    inner join event
        on checkpoint.scenario_id = event.scenario_id
        and checkpoint.school_id = event.school_id
        and (event.event_date < checkpoint.checkpoint_date or (event.event_date = checkpoint.checkpoint_date and event.phase <= checkpoint.phase))
),

final as (
    select
        'actual' as scenario_id, school_id, academic_year as year,
        {{ year_end('academic_year') }} as checkpoint_date, 2 as phase, major_code,
        case activity when 1 then 'recruiting' when 2 then 'suspended' else 'withdrawn' end as status
    from filed
    union all
    select
        scenario_id, school_id, cast(extract(year from checkpoint_date) as integer), checkpoint_date, phase, major_code,
        case activity when 1 then 'recruiting' when 2 then 'suspended' else 'withdrawn' end
    from ranked
    where recency = 1
)

select * from final

-- Through-train points (item 6) in a year: what is known of the plan, the intake, the quality monitor and the graduates of each.
with school as (
    select school_id, school_key, school_name, is_current from {{ ref('dim_school') }}
    {% if var('made_again', none) %}where school_id not in (select school_id from {{ ref('int_policy__kept_school') }}){% endif %}
),

programme as (
    select
        school.school_id, programme.major_key, programme.pathway, programme.academic_year as year,
        case when programme.major_key > 0 then dim_major.major_code end as major_code,
        case when programme.major_key > 0 then dim_major.major_name else programme.major_as_printed end as major_name
    from {{ ref('fact_programme') }} as programme
    inner join school on programme.school_key = school.school_key
    inner join {{ ref('dim_major') }} as dim_major on programme.major_key = dim_major.major_key
    where programme.pathway not in ('plain', 'all') and programme.status in ('recruiting', 'approved')
),

point as (
    select school_id, major_name, pathway, year, max(major_code) as major_code, max(major_key) as major_key
    from programme
    group by school_id, major_name, pathway, year
),

-- Graduates are counted by major, so they are a point's own only where the school runs the major in that pathway alone.
pathways as (
    select school.school_id, programme.major_key, programme.academic_year as year, count(distinct programme.pathway) as pathways
    from {{ ref('fact_programme') }} as programme
    inner join school on programme.school_key = school.school_key
    group by school.school_id, programme.major_key, programme.academic_year
),

intake as (
    select
        school.school_id, enrolment.major_key, enrolment.pathway, enrolment.academic_year as year,
        case when count(*) = count(enrolment.intake) then sum(enrolment.intake) end as intake
    from {{ ref('fact_enrolment') }} as enrolment
    inner join school on enrolment.school_key = school.school_key
    group by school.school_id, enrolment.major_key, enrolment.pathway, enrolment.academic_year
),

outcome as (
    select
        school.school_id, graduate.major_key, graduate.period_year as year,
        case when count(*) = count(graduate.graduates) then sum(graduate.graduates) end as graduates,
        case when count(*) = count(graduate.placed) then sum(graduate.placed) end as placed
    from {{ ref('fact_graduate_outcome') }} as graduate
    inner join school on graduate.school_key = school.school_key
    -- Here and not where it is joined: a condition on one side alone makes DuckDB compare every point with every outcome.
    where graduate.major_key > 0
    group by school.school_id, graduate.major_key, graduate.period_year
),

signal as (
    select
        signal_kind, school_id, major_code, pathway, period_year, report_no, value,
        row_number() over (
            partition by signal_kind, school_id, major_code, pathway, period_year, report_no order by loaded_date desc
        ) as recency
    from {{ ref('policy_signal') }}
),

-- Intake by plan in a year, of the latest two years by each year.
fulfilled as (
    select
        point.school_id, point.major_name, point.pathway, point.year, signal.period_year,
        cast(100 as decimal(24, 6)) * intake.intake / nullif(signal.value, 0) as percent_of_plan,
        row_number() over (partition by point.school_id, point.major_name, point.pathway, point.year order by signal.period_year desc) as recency
    from point
    inner join signal
        on signal.signal_kind = 'planned_intake' and signal.recency = 1 and point.school_id = signal.school_id and point.major_code = signal.major_code
        and point.pathway = signal.pathway and signal.period_year <= point.year
    inner join intake
        on point.school_id = intake.school_id and point.major_key = intake.major_key and point.pathway = intake.pathway
        and signal.period_year = intake.year
    where intake.intake is not null
),

plan as (
    select school_id, major_name, pathway, year, count(*) as years, max(percent_of_plan) as percent_of_plan
    from fulfilled
    where recency <= 2
    group by school_id, major_name, pathway, year
),

-- A monitor that grades the pathway itself goes before the same monitor's grade of the major as a whole.
graded as (
    select
        point.school_id, point.major_name, point.pathway, point.year, signal.period_year, signal.report_no, signal.value as grade,
        row_number() over (
            partition by point.school_id, point.major_name, point.pathway, point.year, signal.period_year, signal.report_no
            order by case when signal.pathway is null then 1 else 0 end
        ) as preference
    from point
    inner join signal
        on signal.signal_kind = 'quality_grade' and signal.recency = 1 and point.school_id = signal.school_id and point.major_code = signal.major_code
        and coalesce(signal.pathway, point.pathway) = point.pathway and signal.period_year <= point.year
),

monitored as (
    select
        school_id, major_name, pathway, year, grade,
        row_number() over (partition by school_id, major_name, pathway, year order by period_year desc, report_no desc) as recency
    from graded
    where preference = 1
),

monitor as (
    select school_id, major_name, pathway, year, count(*) as monitors, max(grade) as grade
    from monitored
    where recency <= 2
    group by school_id, major_name, pathway, year
),

final as (
    select
        point.school_id, school.school_name, school.school_key, point.major_key, point.major_code, point.major_name, point.pathway, point.year as period_year,
        intake.intake, plan.years as plan_years, plan.percent_of_plan, monitor.monitors, monitor.grade,
        case when pathways.pathways = 1 then outcome.graduates end as graduates,
        case when pathways.pathways = 1 then outcome.placed end as placed
    from point
    inner join school on point.school_id = school.school_id and school.is_current
    inner join pathways on point.school_id = pathways.school_id and point.major_key = pathways.major_key and point.year = pathways.year
    left join intake
        on point.school_id = intake.school_id and point.major_key = intake.major_key and point.pathway = intake.pathway and point.year = intake.year
    left join outcome on point.school_id = outcome.school_id and point.major_key = outcome.major_key and point.year = outcome.year
    left join plan
        on point.school_id = plan.school_id and point.major_name = plan.major_name and point.pathway = plan.pathway and point.year = plan.year
    left join monitor
        on point.school_id = monitor.school_id and point.major_name = monitor.major_name and point.pathway = monitor.pathway and point.year = monitor.year
)

select * from final

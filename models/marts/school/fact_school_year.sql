with enrolment as (
    select
        school_key,
        coalesce(campus, '') as campus_or_whole,
        academic_year,
        sum(students) as students,
        sum(intake) as intake
    from {{ ref('fact_enrolment') }}
    group by school_key, coalesce(campus, ''), academic_year
),

teachers as (
    select
        school_key,
        coalesce(campus, '') as campus_or_whole,
        period_year as academic_year,
        max(case when teacher_category = 'staff' then headcount end) as staff,
        max(case when teacher_category = 'full_time' then headcount end) as full_time_teachers,
        max(case when teacher_category = 'dual_qualified' then headcount end) as dual_qualified_teachers
    from {{ ref('fact_teachers') }}
    group by school_key, coalesce(campus, ''), period_year
),

joined as (
    select
        coalesce(enrolment.school_key, teachers.school_key) as school_key,
        coalesce(enrolment.campus_or_whole, teachers.campus_or_whole) as campus_or_whole,
        coalesce(enrolment.academic_year, teachers.academic_year) as academic_year,
        enrolment.students,
        enrolment.intake,
        teachers.staff,
        teachers.full_time_teachers,
        teachers.dual_qualified_teachers
    from enrolment
    full outer join teachers
        on enrolment.school_key = teachers.school_key
        and enrolment.campus_or_whole = teachers.campus_or_whole
        and enrolment.academic_year = teachers.academic_year
),

final as (
    select
        {{ surrogate_key(['school_key', 'campus_or_whole', 'academic_year']) }} as school_year_key,
        cast(school_key as bigint) as school_key,
        cast(nullif(campus_or_whole, '') as varchar) as campus,
        cast(academic_year as integer) as academic_year,
        cast(students as integer) as students,
        cast(intake as integer) as intake,
        cast(staff as integer) as staff,
        cast(full_time_teachers as integer) as full_time_teachers,
        cast(dual_qualified_teachers as integer) as dual_qualified_teachers,
        {{ is_synthetic() }} as is_synthetic
    from joined
)

select * from final

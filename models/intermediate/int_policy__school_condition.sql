-- Students and teachers of each whole school and year of which anything is printed or filed.
with school as (
    select school_id, school_name, case when school_level = 'secondary' then 'secondary' else 'college' end as sector
    from {{ ref('dim_school') }}
    where is_current and school_level in ('secondary', 'higher_vocational')
),

student as (
    select
        dim_school.school_id, enrolment.academic_year as year,
        case when count(*) = count(enrolment.students) then sum(enrolment.students) end as students
    from {{ ref('fact_enrolment') }} as enrolment
    inner join {{ ref('dim_school') }} as dim_school on enrolment.school_key = dim_school.school_key
    where enrolment.campus is null
    group by dim_school.school_id, enrolment.academic_year
),

teacher as (
    select
        dim_school.school_id, teachers.period_year as year,
        max(case when teachers.teacher_category = 'full_time' then teachers.headcount end) as full_time,
        max(case when teachers.teacher_category = 'senior_title' then teachers.headcount end) as senior,
        max(case when teachers.teacher_category = 'senior_title' and teachers.base_category = 'full_time' then teachers.share_pct end) as senior_share,
        max(case when teachers.teacher_category = 'dual_qualified' then teachers.headcount end) as dual_qualified,
        max(case when teachers.teacher_category = 'master_or_above' then teachers.headcount end) as master,
        max(case when teachers.teacher_category = 'master_or_above' and teachers.base_category = 'full_time' then teachers.share_pct end) as master_share
    from {{ ref('fact_teachers') }} as teachers
    inner join {{ ref('dim_school') }} as dim_school on teachers.school_key = dim_school.school_key
    where teachers.campus is null
    group by dim_school.school_id, teachers.period_year
),

key as (
    select school_id, year from student
    union
    select school_id, year from teacher
),

final as (
    select
        school.sector, school.school_id, school.school_name, key.year, student.students, teacher.full_time, teacher.dual_qualified,
        cast(student.students as decimal(24, 6)) / nullif(teacher.full_time, 0) as ratio,
        coalesce({{ percent_of('teacher.senior', 'teacher.full_time') }}, teacher.senior_share) as senior_share,
        coalesce({{ percent_of('teacher.master', 'teacher.full_time') }}, teacher.master_share) as master_share,
        {{ percent_of('teacher.dual_qualified', 'teacher.full_time') }} as dual_qualified_share
    from key
    inner join school on key.school_id = school.school_id
    left join student on key.school_id = student.school_id and key.year = student.year
    left join teacher on key.school_id = teacher.school_id and key.year = teacher.year
)

select * from final

-- Students per full-time teacher of a whole secondary school. Nobody enrolled: the clause does not apply. Students but no teacher: not met, and no ratio.
with school as (
    select school_id, school_name from {{ ref('dim_school') }} where is_current and school_key > 0 and school_level = 'secondary'
),

report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

student as (
    select dim_school.school_id, fact_enrolment.academic_year as year, sum(fact_enrolment.students) as students
    from {{ ref('fact_enrolment') }} as fact_enrolment
    inner join {{ ref('dim_school') }} as dim_school on fact_enrolment.school_key = dim_school.school_key
    where fact_enrolment.campus is null
    group by dim_school.school_id, fact_enrolment.academic_year
),

teacher as (
    select dim_school.school_id, fact_teachers.period_year as year, sum(fact_teachers.headcount) as teachers
    from {{ ref('fact_teachers') }} as fact_teachers
    inner join {{ ref('dim_school') }} as dim_school on fact_teachers.school_key = dim_school.school_key
    where fact_teachers.teacher_category = 'full_time' and fact_teachers.campus is null
    group by dim_school.school_id, fact_teachers.period_year
),

final as (
    select
        school.school_id, school.school_name, coalesce(student.year, report_year.year) as year, student.students, teacher.teachers,
        cast(student.students as decimal(24, 6)) / nullif(teacher.teachers, 0) as ratio
    from school
    cross join report_year
    left join student on school.school_id = student.school_id
    left join teacher on school.school_id = teacher.school_id and teacher.year = student.year
)

select
    {{ measure_row(
        measure_id="'students_per_full_time_teacher'", subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value='ratio', numerator='students', denominator='teachers', reason="case when students = 0 then 'scope_no_students' else 'students_or_teachers_missing' end",
        forced_outcome="case when students = 0 then 'out_of_scope' when teachers = 0 then 'not_met' end"
    ) }}
from final

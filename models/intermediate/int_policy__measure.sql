with school as (
    select school_id, school_name, school_level from {{ ref('dim_school') }} where is_current and school_key > 0
),

programme as (
    select
        dim_school.school_id,
        fact_programme.academic_year,
        fact_programme.major_key,
        fact_programme.status
    from {{ ref('fact_programme') }} as fact_programme
    inner join {{ ref('dim_school') }} as dim_school on fact_programme.school_key = dim_school.school_key
    where fact_programme.major_key > 0
),

recruiting_major as (
    select school_id, academic_year as year, count(distinct major_key) as value
    from programme
    where status in ('recruiting', 'approved')
    group by school_id, academic_year
),

-- Every college is a subject; a college without a filed programme has no value, which is not zero.
recruiting_major_count as (
    select
        'recruiting_major_count' as measure_id,
        'school' as subject_type,
        school.school_id as subject_id,
        school.school_name as subject_name,
        2024 as year,
        cast(recruiting_major.value as decimal(24, 6)) as value,
        'no programme list of this college is filed or printed' as missing_en,
        '该校专业清单未填报，报告也未印出' as missing_zh
    from school
    left join recruiting_major on school.school_id = recruiting_major.school_id and recruiting_major.year = 2024
    where school.school_level in ('higher_vocational', 'vocational_undergraduate')
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

students_per_full_time_teacher as (
    select
        'students_per_full_time_teacher' as measure_id,
        'school' as subject_type,
        school.school_id as subject_id,
        school.school_name as subject_name,
        2024 as year,
        cast(student.students as decimal(24, 6)) / nullif(teacher.teachers, 0) as value,
        'students or full-time teachers of the whole school are not printed' as missing_en,
        '未印出全校在校生数或专任教师数' as missing_zh
    from school
    left join student on school.school_id = student.school_id and student.year = 2024
    left join teacher on school.school_id = teacher.school_id and teacher.year = 2024
    where school.school_level = 'secondary'
),

recognised_count as (
    select
        policy_recognition_measure.measure_id,
        'city' as subject_type,
        '上海' as subject_id,
        '上海' as subject_name,
        2024 as year,
        cast(nullif(count(fact_recognition.recognition_id), 0) as decimal(24, 6)) as value,
        'no such recognition is on record' as missing_en,
        '无此项认定记录' as missing_zh
    from {{ ref('policy_recognition_measure') }} as policy_recognition_measure
    left join {{ ref('fact_recognition') }} as fact_recognition
        on policy_recognition_measure.recognition_title = fact_recognition.recognition_title
    group by policy_recognition_measure.measure_id
),

consortium_count as (
    select
        {{ dbt.concat(["'consortium_count_'", 'consortium_kind']) }} as measure_id,
        'city' as subject_type,
        '上海' as subject_id,
        '上海' as subject_name,
        2024 as year,
        cast(count(*) as decimal(24, 6)) as value,
        'no consortium of this kind is on record' as missing_en,
        '无此类联合体记录' as missing_zh
    from {{ ref('dim_consortium') }}
    group by consortium_kind
),

final as (
    select * from recruiting_major_count
    union all
    select * from students_per_full_time_teacher
    union all
    select * from recognised_count
    union all
    select * from consortium_count
)

select * from final

-- zh: 普陀五校在校生和教职工各占全区多少，哪些只是校区数？
-- en: What share of the district's students and staff has each Putuo school, and which rows speak of a campus only?
-- note: Where a campus is named the school has more students and staff elsewhere.
select
    school.school_name,
    enrolment.campus,
    enrolment.students,
    round(100.0 * enrolment.students / sum(enrolment.students) over (), 1) as students_share_pct,
    teachers.headcount as staff,
    round(100.0 * teachers.headcount / sum(teachers.headcount) over (), 1) as staff_share_pct
from marts.fact_enrolment as enrolment
inner join marts.dim_school as school on enrolment.school_key = school.school_key
inner join marts.fact_teachers as teachers
    on enrolment.school_key = teachers.school_key
    and enrolment.academic_year = teachers.period_year
    and teachers.teacher_category = 'staff'
where enrolment.document_id = 'PTQAR2024'
order by enrolment.students desc

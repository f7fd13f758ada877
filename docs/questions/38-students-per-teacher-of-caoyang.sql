-- zh: 上海市曹杨职业技术学校的生师比，印出的、按人数重算的、政策判定所用的各是多少？
-- en: What is the student-teacher ratio of Caoyang school: as printed, as recomputed, and as used for the policy verdict?
-- note: No printed pair gives the printed 9.96:1; the verdict is taken from the counts. Both are below 20, so it does not hang on the difference.
select
    school.school_name,
    enrolment.students,
    teachers.headcount as full_time_teachers,
    figure.value_as_printed,
    cast(reconciliation.recomputed as decimal(6, 2)) as recomputed,
    reconciliation.agrees,
    verdict.clause_id,
    cast(verdict.measure as decimal(6, 2)) as policy_measure,
    cast(verdict.threshold as decimal(6, 2)) as threshold,
    verdict.verdict
from marts.dim_school as school
inner join marts.fact_enrolment as enrolment on school.school_key = enrolment.school_key
inner join marts.fact_teachers as teachers on school.school_key = teachers.school_key and teachers.teacher_category = 'full_time'
inner join marts.fact_reported_figure as figure on school.school_name = figure.subject_name and figure.indicator_id = 'student_teacher_ratio'
inner join reconciliation.fact_reconciliation as reconciliation on figure.figure_id = reconciliation.stated_quantity_id
inner join policy.fact_verdict as verdict on school.school_id = verdict.subject_id and verdict.measure_id = 'students_per_full_time_teacher'
where school.school_name = '上海市曹杨职业技术学校'
order by verdict.clause_id

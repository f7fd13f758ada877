-- zh: 按人次，哪些学校的培训印出的规模最大？
-- en: Which schools print the largest training in person-times?
-- note: over means that the true number is larger than the one printed.
select
    school.school_name,
    training.training_name,
    training.period_year,
    training.person_times,
    training.training_qualifier,
    training.document_id,
    training.section,
    training.locator
from marts.fact_training as training
inner join marts.dim_school as school on training.school_key = school.school_key
where training.person_times >= 10000
order by training.person_times desc, school.school_name

-- zh: 学校一年内所做的培训，按学校层次各印出多少，五种单位分开？
-- en: How much training given by schools in one year is printed by level of school, in each of the five units kept apart?
-- note: The five columns are never added to each other. Print covers few schools, and several numbers are 'over': these are sums of what is printed, not of what was done.
-- note: Counts since an unprinted start (累计, 已) and the training of a school's own teachers are not in fact_training.
select
    school.school_level,
    count(*) as trainings,
    count(distinct school.school_id) as schools,
    sum(training.sessions) as sessions,
    sum(training.persons) as persons,
    sum(training.person_times) as person_times,
    sum(training.person_days) as person_days,
    sum(training.hours) as hours
from marts.fact_training as training
inner join marts.dim_school as school on training.school_key = school.school_key
group by school.school_level
order by school.school_level

-- zh: 哪些高职院校印出了专业总数，与“原则上不超过35个”相比如何，判定是什么？
-- en: Which colleges print their number of majors, how does it stand to the cap of 35, and what is the verdict?
-- note: Print gives four totals and no list. The 4 majors that case 45 prints for 上海科学技术职业学院 are those with continuing education, not all of its majors: they are left out here.
select
    school.school_name,
    cast(figure.value as bigint) as majors_printed,
    clause.operator,
    cast(verdict.threshold as integer) as threshold,
    clause.hardness,
    verdict.verdict,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join marts.dim_school as school on figure.school_key = school.school_key
inner join policy.fact_verdict as verdict
    on school.school_id = verdict.subject_id and verdict.measure_id = 'recruiting_major_count' and verdict.proposal_id is null
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
where figure.indicator_id = 'programme_count' and figure.locator = '案例42'
order by majors_printed, school.school_name

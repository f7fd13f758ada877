-- zh: 逐校判定的条款无法判断时缺什么数据，缺多少所学校？
-- en: Which data is missing where a clause cannot be judged for a school, and for how many schools?
select
    clause.clause_id,
    clause.section,
    verdict.measure_id,
    verdict.reason_zh,
    verdict.reason_en,
    count(*) as schools
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
where
    verdict.verdict = 'NOT_EVALUABLE'
    and verdict.measure_id in ('students_per_full_time_teacher', 'recruiting_major_count')
    and verdict.proposal_id is null
group by clause.clause_id, clause.section, verdict.measure_id, verdict.reason_zh, verdict.reason_en
order by schools desc, clause.clause_id

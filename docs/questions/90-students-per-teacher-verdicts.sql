-- zh: 中职生师比不高于20:1一条，多少所学校能判断，结果和缺的数据是什么？
-- en: For how many secondary schools can the cap of 20 students per teacher be judged, with which verdict, and what is missing for the others?
-- note: Only 上海市曹杨职业技术学校 prints students and full-time teachers of the whole school. The 14:1 of the city hides the schools.
select
    clause.clause_id,
    clause.section,
    verdict.verdict,
    count(*) as schools,
    cast(max(verdict.measure) as decimal(6, 2)) as highest_measure,
    cast(max(verdict.threshold) as decimal(6, 2)) as threshold,
    max(case when verdict.verdict = 'NOT_EVALUABLE' then verdict.reason_zh end) as missing_zh,
    max(case when verdict.verdict = 'NOT_EVALUABLE' then verdict.reason_en end) as missing_en
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
where verdict.measure_id = 'students_per_full_time_teacher' and verdict.proposal_id is null
group by clause.clause_id, clause.section, verdict.verdict
order by schools desc

-- zh: 逐校判定的两条（中职生师比、高职专业总数）各得到什么结果，各多少所？
-- en: What verdicts did the two clauses that are judged school by school bring (students per teacher, number of majors), and for how many schools?
-- note: Missing data is NOT_EVALUABLE, never PASS.
select
    clause.clause_id,
    clause.statement_en,
    verdict.verdict,
    code.label_zh,
    count(*) as schools
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
inner join reference.verdict_code as code on verdict.verdict = code.verdict
where
    verdict.measure_id in ('students_per_full_time_teacher', 'recruiting_major_count')
    and verdict.subject_type = 'school'
    and verdict.proposal_id is null
group by clause.clause_id, clause.statement_en, verdict.verdict, code.label_zh, code.rank
order by clause.clause_id, code.rank

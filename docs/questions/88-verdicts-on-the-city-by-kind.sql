-- zh: 对全市的条款判定中，各种结果有多少，多少条还没有度量？
-- en: How many clauses on the city have which verdict, and how many have no measure yet?
-- note: Missing data is NOT_EVALUABLE, never PASS. A clause without a measure stands on the city, whomever it binds.
select
    code.rank,
    verdict.verdict,
    code.label_zh,
    case when verdict.measure_id is null then 'no measure' else 'measured' end as measure_state,
    count(*) as verdicts,
    count(distinct verdict.clause_id) as clauses
from policy.fact_verdict as verdict
inner join reference.verdict_code as code on verdict.verdict = code.verdict
where verdict.subject_type = 'city' and verdict.proposal_id is null
group by code.rank, verdict.verdict, code.label_zh, case when verdict.measure_id is null then 'no measure' else 'measured' end
order by code.rank

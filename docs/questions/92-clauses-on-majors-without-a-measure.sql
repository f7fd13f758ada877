-- zh: 工作要点第12、13条中，哪些要求还没有度量，需要点数什么？
-- en: Which demands of items 12 and 13 of the work points have no measure yet, and what would have to be counted?
-- note: Demands that are judged on proposals only, and the five criteria of item 13, have a measure; whether its data is there is another matter (policy.fact_criterion).
select
    clause.clause_id,
    clause.statement_zh,
    clause.statement_en,
    clause.measure_text,
    verdict.verdict
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
where
    clause.document_id = 'SHWP2024'
    and clause.section in ('item 12', 'item 13')
    and verdict.measure_id is null
    and verdict.proposal_id is null
order by clause.clause_id

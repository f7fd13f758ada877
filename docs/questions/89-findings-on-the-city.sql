-- zh: 全市条款中哪些得到提示或警告，实际数是多少，要求是多少？
-- en: Which clauses on the city bring a finding, with which number against which threshold?
-- note: Nine selected colleges are more than the 4 to 8 of the plan, which is no fault. 200 or so is read as 180 to 220; no deadline is printed.
select
    clause.clause_id,
    document.document_kind,
    clause.statement_en,
    cast(verdict.measure as integer) as measure,
    clause.operator,
    clause.threshold_value,
    verdict.verdict,
    verdict.evidence
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
inner join marts.dim_document as document on clause.document_id = document.document_id
where verdict.subject_type = 'city' and verdict.proposal_id is null and verdict.verdict in ('INFO', 'WARN', 'BLOCK')
order by clause.clause_id

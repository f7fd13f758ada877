-- zh: 哪些条款的数量目标按印出的表格逐行点数，数出多少，判定如何？
-- en: Which targets are judged by counting the rows of a printed table, with which count and verdict?
-- note: An annual report states the number it has reached, so such a clause says that list and text agree, not that a duty was met.
select
    clause.clause_id,
    clause.document_id,
    clause.section,
    clause.statement_en,
    cast(verdict.measure as integer) as rows_counted,
    clause.operator,
    cast(verdict.threshold as integer) as threshold,
    verdict.verdict
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
where
    (verdict.measure_id like 'recognised_count_%' or verdict.measure_id like 'consortium_count_%')
    and verdict.proposal_id is null
order by clause.clause_id

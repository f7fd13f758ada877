-- zh: 哪些要求等于某数的条款由正文印出的数判定，数是多少，印在哪里？
-- en: Which clauses that ask for an exact number are judged by a number in print, which number is it, and where is it printed?
-- note: Clauses ANN2024 come from the annual reports themselves: their verdict says that the report agrees with itself.
select
    clause.clause_id,
    clause.statement_en,
    verdict.subject_name,
    cast(verdict.measure as integer) as measure,
    cast(verdict.threshold as integer) as threshold,
    verdict.verdict,
    verdict.evidence as printed_at
from policy.fact_verdict as verdict
inner join policy.dim_clause as clause on verdict.clause_id = clause.clause_id
where verdict.measure_id = 'quantity' and clause.operator = '=' and verdict.proposal_id is null
order by clause.clause_id, verdict.subject_name

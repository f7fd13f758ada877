-- zh: 工作要点和年报的条款中，哪些在2024年底之后仍有效？
-- en: Which clauses of the work points and the annual reports hold beyond the end of 2024?
-- note: 9999-12-31 stands for no printed end. The clauses of CNOP2022 are open-ended too.
select
    clause_id,
    document_id,
    section,
    statement_en,
    valid_from,
    valid_to
from policy.dim_clause
where document_id in ('SHWP2024', 'SHQAR2024', 'PTQAR2024') and valid_to > date '2024-12-31'
order by valid_to, clause_id

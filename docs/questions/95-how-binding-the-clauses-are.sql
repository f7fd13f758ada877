-- zh: 各政策文件条款的约束力度如何，原则上的有哪些？
-- en: How binding are the clauses of each document?
-- note: in_principle stands for 原则上, encouraged for 鼓励, 支持, 探索, must for the plain imperative.
select
    document.document_id,
    document.document_kind,
    clause.hardness,
    count(*) as clauses
from policy.dim_clause as clause
inner join marts.dim_document as document on clause.document_id = document.document_id
where clause.clause_origin = 'policy_document'
group by document.document_id, document.document_kind, clause.hardness
order by document.document_kind desc, document.document_id, clauses desc, clause.hardness

-- zh: 各文件有多少条款，其中多少有数字门槛或名单门槛？
-- en: How many clauses has each document, and how many of them set a number or a list as threshold?
-- note: The split into clauses is the project's, not a numbering of the documents. A number is often 1 (it exists) or 100 (percent).
select
    document.document_id,
    document.document_kind,
    count(*) as clauses,
    sum(case when clause.threshold_value like 'list:%' then 1 else 0 end) as with_a_list,
    sum(case when clause.threshold_value is not null and clause.threshold_value not like 'list:%' then 1 else 0 end) as with_a_number,
    sum(case when clause.threshold_value is null then 1 else 0 end) as without_threshold
from policy.dim_clause as clause
inner join marts.dim_document as document on clause.document_id = document.document_id
group by document.document_id, document.document_kind
order by clauses desc, document.document_id

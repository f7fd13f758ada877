-- zh: 每份文件是哪类、哪年，给仓库带来多少数字、认定、获奖和条款？
-- en: Of which kind and year is each document, and how many numbers, recognitions, award rows and clauses does it bring?
-- note: An empty date is not printed in the text in hand. Policies bring clauses only; a clause of an annual report is a standard or target that it states. Published standards bring further clauses; two clauses of SHWP2024 combine others.
with brought as (
    select document_id, 'number' as kind from marts.fact_reported_figure
    union all
    select document_id, 'recognition' as kind from marts.fact_recognition
    union all
    select document_id, 'award' as kind from marts.fact_awards
    union all
    select document_id, 'clause' as kind from policy.dim_clause
)

select
    document.document_id,
    document.document_kind,
    document.report_year,
    document.published_date,
    sum(case when brought.kind = 'number' then 1 else 0 end) as numbers,
    sum(case when brought.kind = 'recognition' then 1 else 0 end) as recognitions,
    sum(case when brought.kind = 'award' then 1 else 0 end) as award_rows,
    sum(case when brought.kind = 'clause' then 1 else 0 end) as clauses
from marts.dim_document as document
left join brought on document.document_id = brought.document_id
group by document.document_id, document.document_kind, document.report_year, document.published_date
order by document.document_kind, document.document_id

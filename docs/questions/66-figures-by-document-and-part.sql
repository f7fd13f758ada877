-- zh: 每份文件各篇印出多少个数，其中多少是重复印出，涉及多少指标？
-- en: How many numbers does each part of each document print, how many of them are repeats, and of how many indicators?
-- note: Count and add only rows that repeat nothing.
with placed as (
    select
        figure.document_id,
        case
            when figure.section like '中职篇%' then '中职篇'
            when figure.section like '高职篇%' then '高职篇'
            when figure.document_id = 'SHQAR2024' then '前言'
            else '全文'
        end as part,
        figure.indicator_id,
        figure.repeats_figure_id
    from marts.fact_reported_figure as figure
)

select
    document.document_id,
    document.report_year,
    placed.part,
    count(*) as printed_numbers,
    sum(case when placed.repeats_figure_id is not null then 1 else 0 end) as repeats,
    count(distinct placed.indicator_id) as indicators
from placed
inner join marts.dim_document as document on placed.document_id = document.document_id
group by document.document_id, document.report_year, placed.part
order by document.document_id, printed_numbers desc

-- zh: 普陀哪些学校在正文里说新增或新招了几个专业，是什么途径？
-- en: Which Putuo schools say in prose how many programmes are new, and in which pathway?
-- note: The majors named stand after the last bar of breakdown.
select
    figure.subject_name,
    indicator.label_zh,
    figure.breakdown,
    cast(figure.value as bigint) as new_programmes,
    figure.period,
    figure.period_basis,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.document_id = 'PTQAR2024' and figure.indicator_id in ('new_programme_count', 'new_pathway_programme_count')
order by figure.figure_id

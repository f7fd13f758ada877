-- zh: 哪些学校的数是按学年印出的，不能与自然年的数相比？
-- en: Which schools print numbers for a school year, not to be compared with a calendar year, and of which indicators?
-- note: All are printed 本学年 without a year and read as 2023/2024.
select
    figure.subject_name,
    indicator.label_zh,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.period,
    figure.document_id,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.period_basis = 'school_year'
order by figure.figure_id

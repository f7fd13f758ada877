-- zh: 8736.38万元与8666.38万元是不是同一笔钱？
-- en: Are the 8736.38 and the 8666.38 (10,000 CNY) the same money?
-- note: No: one is the district's fiscal input of 2024, the other the fiscal income of one school in 2023.
select
    figure.subject_type,
    figure.subject_name,
    indicator.label_zh,
    figure.value_as_printed,
    figure.unit_as_printed,
    cast(figure.value as bigint) as amount_cny,
    figure.period,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.indicator_id = 'funding_fiscal' and figure.subject_name in ('普陀区', '上海市曹杨职业技术学校')
order by figure.section, figure.figure_id

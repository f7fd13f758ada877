-- zh: 正文和案例印出的收入、到账、投入、效益金额有哪些，各多少元？
-- en: Which amounts of income, investment and benefit are printed in prose, and how much are they in CNY?
-- note: Different indicators: never add them. over means more than the printed amount.
select
    figure.subject_name,
    indicator.label_zh,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.qualifier,
    cast(figure.value as bigint) as amount_cny,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where
    indicator.unit = 'CNY'
    and figure.indicator_id not like 'funding%'
    and figure.indicator_id not like 'graduate%'
    and figure.indicator_id <> 'industry_cluster_scale'
order by figure.value desc, figure.figure_id

-- zh: 全市口径的数中，哪些是约数或“超过”，用了什么字眼？
-- en: Which numbers of the city are printed as about or over, and with which word?
select
    indicator.label_zh,
    figure.sector,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.qualifier,
    figure.qualifier_as_printed,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.subject_type = 'city' and figure.qualifier <> 'exact'
order by figure.figure_id

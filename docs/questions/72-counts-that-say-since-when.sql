-- zh: 全市口径的数中，哪些印明了从哪一年起算？
-- en: Which numbers of the city say since which year they count?
-- note: A range carries its last year in period_year: compare it with no single year.
select
    figure.subject_name,
    indicator.label_zh,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.period,
    figure.period_as_printed,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.period_basis = 'range' and figure.period not like '..%' and figure.subject_type = 'city'
order by figure.period, figure.figure_id

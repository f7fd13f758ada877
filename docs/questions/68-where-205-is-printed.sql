-- zh: 全市205个中高职贯通专业点印在哪些地方？
-- en: Where are the city's 205 secondary-to-diploma programme points printed?
-- note: 目前 (now) and no date: a state at the time of the report.
select
    figure.section,
    figure.locator,
    figure.locator_row,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.period_as_printed,
    case when figure.repeats_figure_id is null then 'first printing' else 'repeat' end as printing
from marts.fact_reported_figure as figure
inner join marts.fact_reported_figure as first_printing
    on coalesce(figure.repeats_figure_id, figure.figure_id) = first_printing.figure_id
where
    first_printing.indicator_id = 'pathway_programme_count'
    and first_printing.subject_type = 'city'
    and first_printing.value = 205
order by figure.figure_id

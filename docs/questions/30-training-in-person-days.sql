-- zh: 哪些培训以人天（人日）计量，是学校还是联合体的？
-- en: Which training is measured in person-days, and is it that of a school or of a consortium?
-- note: 人日 and 人天 are the same unit; person-days are never compared with person-times.
select
    figure.subject_type,
    figure.subject_name,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    cast(figure.value as bigint) as person_days,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where indicator.unit = 'person_day' and figure.repeats_figure_id is null
order by figure.value desc

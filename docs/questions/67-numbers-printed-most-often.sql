-- zh: 哪些数在文件里重复印得最多，各印了几次？
-- en: Which numbers are printed most often, and how many times?
with repeated as (
    select repeats_figure_id, count(*) as repeats
    from marts.fact_reported_figure
    where repeats_figure_id is not null
    group by repeats_figure_id
    having count(*) >= 3
)

select
    figure.subject_name,
    indicator.label_zh,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    repeated.repeats + 1 as times_printed,
    figure.section as first_section,
    figure.locator as first_locator
from repeated
inner join marts.fact_reported_figure as figure on repeated.repeats_figure_id = figure.figure_id
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
order by times_printed desc, figure.figure_id

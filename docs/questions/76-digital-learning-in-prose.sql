-- zh: 哪些课程（教材）印出了学习人数，按人数排序？
-- en: Which courses and textbooks print their number of learners, largest first?
-- note: 3.5 is printed in 万人: as printed it would stand last.
select
    figure.subject_name,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.qualifier,
    cast(figure.value as bigint) as learners,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where indicator.indicator_id = 'course_learner_count' and figure.repeats_figure_id is null
order by figure.value desc, figure.figure_id

-- zh: 各校面向中小学生的职业体验，按人数还是按人次，各接待多少？
-- en: How many pupils came to the career-experience activities of schools, counted in persons or in person-times?
-- note: Persons and person-times are two lists: do not rank across them. 次 of 上海鸿文国际职业高级中学 is read as 人次.
select
    figure.subject_name,
    indicator.unit,
    figure.breakdown,
    figure.value_as_printed,
    figure.qualifier,
    figure.document_id,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.indicator_id in ('vocational_experience_participant_count', 'vocational_experience_person_times')
order by indicator.unit, figure.value desc, figure.figure_id

-- zh: “毕昇工坊”培训班各班多少人，合计是否等于印出的131人？
-- en: How many people took part in each Bisheng workshop, and do they make up the 131 that are printed?
select
    training.training_name,
    training.persons,
    sum(training.persons) over () as persons_of_all_groups,
    cast(figure.value as bigint) as persons_printed,
    figure.section,
    figure.locator
from marts.fact_training as training
inner join marts.dim_school as school on training.school_key = school.school_key
inner join marts.fact_reported_figure as figure on school.school_name = figure.subject_name
where
    training.training_name like '“毕昇工坊”%'
    and training.persons is not null
    and figure.indicator_id = 'training_persons'
    and figure.breakdown = '“毕昇工坊”“中文+技能”培训班 | 辐射成员'
order by training.persons desc, training.training_name

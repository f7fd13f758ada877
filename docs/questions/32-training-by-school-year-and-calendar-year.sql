-- zh: 普陀各校的培训，哪些按学年、哪些按自然年（或未印年份）计？
-- en: Which training of Putuo schools is counted by school year, which by calendar year or with no year printed?
-- note: 本学年 is read as 2023/2024, so period_year 2023 is the year in which the school year starts; assumed_report_year means that no year is printed. Do not add across bases.
select
    school.school_name,
    training.training_name,
    training.persons,
    training.person_times,
    figure.period,
    figure.period_as_printed,
    figure.period_basis,
    training.period_year
from marts.fact_training as training
inner join marts.dim_school as school on training.school_key = school.school_key
inner join marts.fact_reported_figure as figure on training.figure_ids like '%' || figure.figure_id || '%'
where training.document_id = 'PTQAR2024' and figure.indicator_id in ('training_persons', 'training_person_times')
order by school.school_name, training.training_name

-- zh: 文件印出的生师比有哪些，各属哪部分、哪一年，国家标准是多少？
-- en: Which student-teacher ratios are printed, of which part and year, and what is the standard?
-- note: Lower is better: the higher part words the fall from 18:1 to 14.8:1 as 提高. 20:1 is the standard of 2010, not an observed value.
select
    figure.subject_name,
    figure.sector,
    indicator.label_en as indicator,
    figure.value_as_printed,
    cast(figure.value as decimal(6, 2)) as students_per_teacher,
    figure.period,
    figure.document_id,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.indicator_id in ('student_teacher_ratio', 'student_teacher_ratio_standard')
order by figure.value desc, figure.figure_id

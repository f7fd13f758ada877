-- zh: 全市与普陀区的在校生数各是哪一年、什么口径、什么单位，能否相比？
-- en: Which student numbers of the city and of Putuo are printed, for which year, scope and unit, and can they be compared?
-- note: 9.44 and 14.8 are 万人 and of 2023; the 8,015 of Putuo are of 2024 and leave out campuses elsewhere. 左右 values are a level over years, not a count. No share is taken.
select
    figure.subject_name,
    figure.sector,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.qualifier,
    cast(figure.value as bigint) as students,
    figure.period,
    figure.period_basis,
    document.document_id,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_document as document on figure.document_id = document.document_id
where figure.indicator_id = 'student_count' and figure.subject_type in ('city', 'district') and figure.repeats_figure_id is null
order by figure.subject_type, figure.sector, figure.figure_id

-- zh: 同一指标在中职篇和高职篇各印多少，不可相加的有哪些？
-- en: What do the secondary and the higher part print for the same indicator of the city?
-- note: Students are those of 2023, the rest is of 2024. Rates and ratios are never averaged over the two parts.
select
    indicator.label_zh,
    secondary.value_as_printed as secondary_value,
    secondary.section as secondary_section,
    higher.value_as_printed as higher_value,
    higher.section as higher_section,
    secondary.unit
from marts.fact_reported_figure as secondary
inner join marts.fact_reported_figure as higher on secondary.indicator_id = higher.indicator_id and secondary.period_year = higher.period_year
inner join marts.dim_indicator as indicator on secondary.indicator_id = indicator.indicator_id
where
    secondary.subject_type = 'city'
    and higher.subject_type = 'city'
    and secondary.sector = 'secondary'
    and higher.sector = 'higher'
    and secondary.repeats_figure_id is null
    and higher.repeats_figure_id is null
    and (
        secondary.indicator_id in ('graduate_count', 'placed_graduate_count', 'placement_rate_pct', 'student_teacher_ratio')
        or (secondary.indicator_id = 'student_count' and secondary.period_basis = 'calendar_year' and higher.period_basis = 'calendar_year')
        or (secondary.indicator_id = 'school_count' and secondary.breakdown = '独立设置且招生的中等职业学校' and higher.breakdown = '独立设置的高职院校')
    )
order by secondary.figure_id

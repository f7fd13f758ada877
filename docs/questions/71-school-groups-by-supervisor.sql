-- zh: 53所中职、27所高职按主管或举办者各有多少所，合计是否相符？
-- en: How many of the 53 secondary schools and 27 colleges are run by whom, and do the parts make up the whole?
-- note: 14 + 24 + 15 = 53 and 6 + 6 + 5 + 10 = 27. The one vocational university is a part of the 27 beside these four groups, not a fifth group.
select
    sector,
    breakdown,
    cast(value as bigint) as schools,
    section,
    locator
from marts.fact_reported_figure
where
    indicator_id = 'school_count'
    and subject_type = 'city'
    and (breakdown like '独立设置且招生的中等职业学校%' or breakdown like '独立设置的高职院校%')
order by sector desc, figure_id

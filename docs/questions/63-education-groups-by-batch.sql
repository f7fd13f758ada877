-- zh: 全国示范性职教集团（联盟）培育单位有哪些，哪批，城市级还是区级？
-- en: Which vocational-education groups are incubated for the national demonstration list, in which batch?
-- note: Table 11 prints no members and no level: consortium_level is read from the name (a district in it or not).
select
    batch_label,
    consortium_name,
    status,
    consortium_level,
    section,
    locator
from marts.dim_consortium
where recognition_title = '全国示范性职业教育集团（联盟）培育单位'
order by cast(locator_row as integer)

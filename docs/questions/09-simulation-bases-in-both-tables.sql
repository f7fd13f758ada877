-- zh: 哪些虚拟仿真实训基地同时印在中职篇表12和高职篇表15，因此不能相加？
-- en: Which virtual-simulation bases are printed both in table 12 (secondary) and in table 15 (higher), so that the two must not be added?
-- note: 服装设计与工艺 stands under 上海市西南工程学校 in table 12 and under 上海闵行职业技术学院 in table 15; print does not call the first a former school of the second.
select
    secondary_school.school_name as school_in_table_12,
    secondary_base.item_as_printed as base_in_table_12,
    college.school_name as school_in_table_15,
    higher_base.item_as_printed as base_in_table_15,
    higher_base.recognition_level
from marts.fact_recognition as secondary_base
inner join marts.dim_school as secondary_school on secondary_base.school_key = secondary_school.school_key
inner join marts.fact_recognition as higher_base
    on secondary_base.item_as_printed = replace(higher_base.item_as_printed, '（原中职基地）', '')
    and secondary_base.recognition_level = higher_base.recognition_level
inner join marts.dim_school as college on higher_base.school_key = college.school_key
where secondary_base.locator = '表12' and higher_base.locator = '表15'
order by higher_base.recognition_level desc, higher_base.locator_row, college.school_name

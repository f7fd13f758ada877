-- zh: 第13条调控的四个专业大类对应目录哪些大类，各有多少个高职段专业？
-- en: To which catalogue categories do the four categories of item 13 belong, and how many majors above secondary level have they?
-- note: The printed list ends in 等专业大类, so it is open. The same category has another code at each level.
select
    list.member_position,
    list.member_zh as printed_name,
    major.category_code,
    major.category_name,
    major.education_level,
    count(*) as majors,
    sum(case when major.is_restricted_new then 1 else 0 end) as restricted_by_item_12
from reference.policy_list as list
inner join marts.dim_major as major on list.member_zh = replace(major.category_name, '大类', '类')
where list.list_id = 'L13-CATEGORIES' and major.is_controlled_category
group by list.member_position, list.member_zh, major.category_code, major.category_name, major.education_level
order by list.member_position, major.education_level

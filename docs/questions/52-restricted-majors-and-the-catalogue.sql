-- zh: 工作要点第12条限制新增的13个专业，对应目录里的哪些代码，哪些印名与目录不同？
-- en: To which catalogue codes do the 13 majors of item 12 belong, and which are printed under another name?
-- note: The printed list ends in 等专业, so it is open. A K at the end of the code marks state-controlled placement.
select
    list.member_position,
    list.member_zh as printed_name,
    major.major_code,
    major.major_name,
    major.category_name,
    major.is_state_controlled,
    case when list.member_zh = major.major_name then 'same' else 'variant' end as name_match
from reference.policy_list as list
inner join marts.dim_major as major on list.member_zh = major.restricted_as_printed
where list.list_id = 'L12D-RESTRICTED'
order by list.member_position

-- zh: 正文提到的职教集团、联合体、共同体里，哪些中职学校牵头或加入，各是什么角色？
-- en: Which secondary schools lead or join groups, consortia and communities that prose names, and in which role?
-- note: Groups of table 11 have members only where prose of the district report names them.
select
    school.school_name,
    consortium.consortium_kind,
    consortium.consortium_name,
    member.member_role,
    member.document_id,
    member.section
from marts.fact_consortium_member as member
inner join marts.dim_consortium as consortium on member.consortium_key = consortium.consortium_key
inner join marts.dim_school as school on member.school_key = school.school_key
where school.school_level = 'secondary' and member.locator = '正文'
order by school.school_name, consortium.consortium_kind, consortium.consortium_name

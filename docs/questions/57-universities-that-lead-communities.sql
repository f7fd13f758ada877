-- zh: 哪些高校牵头行业产教融合共同体，各牵头几个？
-- en: Which universities lead industry communities, and how many each?
-- note: Of the 15 that the city lists; a community that prose names besides is not among them.
select
    school.school_name,
    school.school_kind,
    count(*) as communities
from marts.fact_consortium_member as member
inner join marts.dim_consortium as consortium on member.consortium_key = consortium.consortium_key
inner join marts.dim_school as school on member.school_key = school.school_key
where consortium.recognition_title = '上海市行业产教融合共同体' and member.member_role = 'lead_university'
group by school.school_name, school.school_kind
order by communities desc, school.school_name

-- zh: 市域产教联合体和行业产教融合共同体的牵头学校，按层次各有多少？
-- en: Of which level are the lead schools of city consortia and industry communities?
-- note: The one secondary school is 上海市第二轻工业学校 (健康美业). Universities in the column 牵头高校 of table 20 are another role.
select
    consortium.consortium_kind,
    school.school_kind,
    count(*) as consortia_led,
    count(distinct school.school_id) as schools
from marts.fact_consortium_member as member
inner join marts.dim_consortium as consortium on member.consortium_key = consortium.consortium_key
inner join marts.dim_school as school on member.school_key = school.school_key
where member.member_role = 'lead_school' and consortium.locator in ('表19', '表20')
group by consortium.consortium_kind, school.school_kind
order by consortium.consortium_kind, consortia_led desc, school.school_kind

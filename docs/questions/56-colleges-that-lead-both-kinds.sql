-- zh: 哪些高校（院）既牵头市域产教联合体，又作为牵头职校牵头行业产教融合共同体？
-- en: Which colleges lead both a city consortium and an industry community, and which ones?
select
    school.school_name,
    consortium.consortium_kind,
    consortium.consortium_name,
    consortium.locator
from marts.fact_consortium_member as member
inner join marts.dim_consortium as consortium on member.consortium_key = consortium.consortium_key
inner join marts.dim_school as school on member.school_key = school.school_key
inner join (
    select lead.school_key
    from marts.fact_consortium_member as lead
    inner join marts.dim_consortium as led on lead.consortium_key = led.consortium_key
    where lead.member_role = 'lead_school' and led.locator in ('表19', '表20')
    group by lead.school_key
    having count(distinct led.consortium_kind) = 2
) as both_kinds on member.school_key = both_kinds.school_key
where member.member_role = 'lead_school' and consortium.locator in ('表19', '表20')
order by school.school_name, consortium.consortium_kind, consortium.consortium_name

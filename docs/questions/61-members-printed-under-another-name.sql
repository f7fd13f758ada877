-- zh: 联合体、共同体和基地成员中，哪些印名与正式名称不同？
-- en: Which members of consortia, communities and bases are printed under a name other than the official one?
-- note: The warehouse keeps the words as printed beside the resolved name.
select
    consortium.consortium_name,
    member.member_role,
    member.member_as_printed,
    case when organisation.organisation_id = 'NONE' then school.school_name else organisation.organisation_name end as official_name,
    member.document_id,
    member.locator
from marts.fact_consortium_member as member
inner join marts.dim_consortium as consortium on member.consortium_key = consortium.consortium_key
inner join marts.dim_organisation as organisation on member.organisation_key = organisation.organisation_key
inner join marts.dim_school as school on member.school_key = school.school_key
where member.member_as_printed <> case when organisation.organisation_id = 'NONE' then school.school_name else organisation.organisation_name end
order by member.document_id, member.locator, consortium.consortium_name, member.member_role

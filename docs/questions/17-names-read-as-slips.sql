-- zh: 哪些校名、企业名被认作印刷差错，正确写法是什么？
-- en: Which names of schools and companies are read as slips of print, and what is the right name?
select
    'school' as kind,
    school_alias.alias_name as printed_name,
    school.school_name as official_name,
    school_alias.reason
from reference.school_alias as school_alias
inner join marts.dim_school as school on school_alias.school_id = school.school_id
where school_alias.reason like '%slip%'
union all
select
    'organisation' as kind,
    organisation_alias.alias_name as printed_name,
    organisation.organisation_name as official_name,
    organisation_alias.reason
from reference.organisation_alias as organisation_alias
inner join marts.dim_organisation as organisation on organisation_alias.organisation_id = organisation.organisation_id
where organisation_alias.reason like '%doubled%'
order by kind, printed_name

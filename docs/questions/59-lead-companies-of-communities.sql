-- zh: 15个行业产教融合共同体的牵头企业、牵头高校和牵头职校各是谁？
-- en: Which company, university and school lead each of the 15 industry communities?
select
    cast(consortium.locator_row as integer) as printed_row,
    consortium.consortium_name,
    organisation.organisation_name as lead_company,
    university.school_name as lead_university,
    school.school_name as lead_school
from marts.dim_consortium as consortium
inner join marts.fact_consortium_member as company_lead
    on consortium.consortium_key = company_lead.consortium_key and company_lead.member_role = 'lead_company'
inner join marts.dim_organisation as organisation on company_lead.organisation_key = organisation.organisation_key
inner join marts.fact_consortium_member as university_lead
    on consortium.consortium_key = university_lead.consortium_key and university_lead.member_role = 'lead_university'
inner join marts.dim_school as university on university_lead.school_key = university.school_key
inner join marts.fact_consortium_member as school_lead
    on consortium.consortium_key = school_lead.consortium_key and school_lead.member_role = 'lead_school'
inner join marts.dim_school as school on school_lead.school_key = school.school_key
where consortium.recognition_title = '上海市行业产教融合共同体'
order by cast(consortium.locator_row as integer)

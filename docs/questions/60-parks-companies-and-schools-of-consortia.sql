-- zh: 14个市域产教联合体的申报园区、牵头企业和牵头学校各是谁？
-- en: Which park, company and school stand behind each of the 14 city consortia?
select
    cast(consortium.locator_row as integer) as printed_row,
    consortium.consortium_name,
    park.organisation_name as applicant_park,
    company.organisation_name as lead_company,
    school.school_name as lead_school
from marts.dim_consortium as consortium
inner join marts.fact_consortium_member as park_member
    on consortium.consortium_key = park_member.consortium_key and park_member.member_role = 'applicant_park'
inner join marts.dim_organisation as park on park_member.organisation_key = park.organisation_key
inner join marts.fact_consortium_member as company_lead
    on consortium.consortium_key = company_lead.consortium_key and company_lead.member_role = 'lead_company'
inner join marts.dim_organisation as company on company_lead.organisation_key = company.organisation_key
inner join marts.fact_consortium_member as school_lead
    on consortium.consortium_key = school_lead.consortium_key and school_lead.member_role = 'lead_school'
inner join marts.dim_school as school on school_lead.school_key = school.school_key
where consortium.recognition_title = '上海市市域产教联合体'
order by cast(consortium.locator_row as integer)

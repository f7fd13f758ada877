-- zh: 普陀区产教融合校企合作基地有哪些，哪批，企业和学校是谁，处于什么阶段？
-- en: Which firm-school bases of Putuo are listed, of which batch and stage, and with which company and school?
-- note: 7 bases are printed in three batches; case 4 lists five of them, those of batches two and three.
select
    consortium.batch_label,
    consortium.consortium_name,
    consortium.status,
    organisation.organisation_name as base_company,
    school.school_name as base_school,
    consortium.section,
    consortium.locator
from marts.dim_consortium as consortium
inner join marts.fact_consortium_member as company_member
    on consortium.consortium_key = company_member.consortium_key and company_member.member_role = 'base_company'
inner join marts.dim_organisation as organisation on company_member.organisation_key = organisation.organisation_key
inner join marts.fact_consortium_member as school_member
    on consortium.consortium_key = school_member.consortium_key and school_member.member_role = 'base_school'
inner join marts.dim_school as school on school_member.school_key = school.school_key
where consortium.consortium_kind = 'integration_base'
order by consortium.batch_label desc, consortium.locator_row

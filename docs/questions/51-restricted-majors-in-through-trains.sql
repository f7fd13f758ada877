-- zh: 普陀学校的贯通专业中，哪些是2024年工作要点限制新增的专业，合作院校是谁？
-- en: Which through-train programmes of Putuo schools are majors that the 2024 work points restrict, and with which partner?
-- note: The clause restricts new majors of colleges in principle: none of these is printed as new, so none is a breach. （无） means that no partner is printed.
select
    school.school_name,
    major.major_code,
    major.major_name,
    major.restricted_as_printed,
    partner.school_name as partner,
    programme.is_new,
    clause.clause_id,
    clause.hardness
from marts.fact_programme as programme
inner join marts.dim_major as major on programme.major_key = major.major_key
inner join marts.dim_school as school on programme.school_key = school.school_key
inner join marts.dim_school as partner on programme.partner_school_key = partner.school_key
inner join policy.dim_clause as clause on clause.clause_id = 'SHWP2024-12-d'
where major.is_restricted_new and school.district = '普陀区'
order by major.major_code

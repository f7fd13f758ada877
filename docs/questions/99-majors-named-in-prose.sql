-- zh: 正文和案例提到哪些学校开设哪些专业（不在印出的完整清单里），是否新招？
-- en: Which majors does prose say that schools offer, beside the lists printed whole, and are they new?
-- note: is_whole_list false: a lower bound, never the number of majors of the school.
select
    school.school_name,
    programme.major_as_printed,
    programme.pathway,
    programme.is_new,
    partner.school_name as partner,
    programme.document_id,
    programme.section,
    programme.locator
from marts.fact_programme as programme
inner join marts.dim_school as school on programme.school_key = school.school_key
inner join marts.dim_school as partner on programme.partner_school_key = partner.school_key
where not programme.is_whole_list
order by programme.document_id, programme.section, programme.locator, school.school_name, programme.major_as_printed

-- zh: 贯通专业中哪些是职业教育目录之外的普通本科专业，合作高校是谁？
-- en: Which through-train majors are ordinary bachelor majors outside the vocational catalogue, and with which partner?
select
    school.school_name,
    programme.major_as_printed,
    programme.direction,
    programme.education_level,
    partner.school_name as partner,
    programme.locator
from marts.fact_programme as programme
inner join marts.dim_major as major on programme.major_key = major.major_key
inner join marts.dim_school as school on programme.school_key = school.school_key
inner join marts.dim_school as partner on programme.partner_school_key = partner.school_key
where major.major_code = 'OUTSIDE'
order by school.school_name, programme.major_as_printed

-- zh: 普陀两所印出专业清单的学校，其市级优质专业在清单里是否在招？
-- en: Are the excellent majors of the two Putuo schools with a printed list of majors on that list, and do they recruit?
select
    school.school_name,
    major.major_code,
    major.major_name,
    recognition.recognition_year,
    programme.status,
    programme.department,
    programme.locator
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
inner join marts.dim_major as major on recognition.major_key = major.major_key
left join marts.fact_programme as programme
    on recognition.school_key = programme.school_key and recognition.major_key = programme.major_key and programme.pathway = 'plain'
where
    recognition.recognition_title = '上海市中等职业学校优质专业'
    and school.school_name in ('上海信息技术学校', '上海市经济管理学校')
order by school.school_name, major.major_code

-- zh: 哪些学校有国家级认定，是什么项目，印在哪里？
-- en: Which schools hold a recognition at national level, for what, and where is it printed?
-- note: 盾构施工 and 危化安全 stand in both tables, under the former school and under its successor.
select
    school.school_name,
    school.school_level,
    recognition.recognition_title,
    recognition.item_as_printed,
    recognition.section,
    recognition.locator
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
where recognition.recognition_level = 'national'
order by recognition.section, recognition.locator, recognition.locator_row, school.school_name

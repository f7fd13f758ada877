-- zh: 中职篇的基地中，哪些属已并入高职的学校，因而在中职与高职两边计数？
-- en: Which bases of the secondary part stand under schools that are part of a college now, so that both parts count them?
select
    school.school_name as former_school,
    successor.school_name as now_part_of,
    recognition.recognition_title,
    recognition.recognition_level,
    recognition.item_as_printed,
    recognition.locator
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
inner join marts.dim_school as successor on school.successor_school_id = successor.school_id and successor.is_current
where recognition.section in ('中职篇 3.2', '中职篇 6.2')
order by recognition.locator, recognition.recognition_level desc, school.school_name, recognition.item_as_printed

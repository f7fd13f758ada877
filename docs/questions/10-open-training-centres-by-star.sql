-- zh: 普陀区中职学校的开放实训中心按星级各有几个，在哪些学校？
-- en: How many open training centres of Putuo schools have how many stars, and at which schools?
select
    recognition.grade_as_printed,
    school.school_name,
    recognition.item_as_printed as centre,
    recognition.recognition_level,
    recognition.document_id,
    recognition.section,
    recognition.locator
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
where recognition.recognition_title = '上海市中等职业教育开放实训中心'
order by cast(recognition.locator_row as integer)

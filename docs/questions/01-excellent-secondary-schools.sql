-- zh: 哪18所中职学校是上海市优质中职学校，哪年认定，印在哪里？
-- en: Which 18 secondary schools are Shanghai excellent secondary schools, since which year, and where is it printed?
select
    cast(recognition.locator_row as integer) as printed_row,
    school.school_name,
    recognition.recognition_year,
    recognition.document_id,
    recognition.section,
    recognition.locator
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
where recognition.recognition_title = '上海市优质中职学校'
order by cast(recognition.locator_row as integer)

-- zh: 报告印出哪些认定清单，各是什么级别、阶段和年份，涉及多少学校和项目？
-- en: Which lists of recognitions are printed, with level, stage and year, and how many schools and items do they hold?
-- note: An empty year means that the list prints none. 立项 initiated, 培育 incubated and 认定 recognised are three stages: say which you count.
select
    recognition.document_id,
    recognition.section,
    recognition.locator,
    recognition.recognition_title,
    recognition.recognition_level,
    recognition.status,
    recognition.recognition_year,
    count(*) as printed_rows,
    count(distinct school.school_id) as schools
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
group by
    recognition.document_id, recognition.section, recognition.locator, recognition.recognition_title,
    recognition.recognition_level, recognition.status, recognition.recognition_year
order by recognition.document_id, recognition.section, recognition.locator, recognition.recognition_level, recognition.status

-- zh: 哪些中职学校同时有优质学校、优质专业、高水平开放实训中心和人工智能教育实验校四项？
-- en: Which secondary schools hold all four: excellent school, excellent major, high-level open training centre and AI education pilot?
select
    school.school_name,
    sum(case when recognition.recognition_title = '上海市中等职业学校优质专业' then 1 else 0 end) as excellent_majors
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
where recognition.recognition_title in ('上海市优质中职学校', '上海市中等职业学校优质专业', '上海中职学校高水平开放实训中心', '上海市人工智能教育实验校')
group by school.school_name
having count(distinct recognition.recognition_title) = 4
order by school.school_name

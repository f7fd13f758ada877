-- zh: 上海市曹杨职业技术学校各类教师的人数和占比，占比以谁为分母？
-- en: How many teachers of each category has Caoyang school, with which share, and of which base?
-- note: Categories overlap and are never added; a share without base_category has no printed base (88.5 % is not 62 of 130).
select
    teachers.teacher_category,
    teachers.headcount,
    cast(teachers.share_pct as decimal(6, 2)) as share_pct,
    teachers.base_category,
    teachers.section,
    teachers.locator
from marts.fact_teachers as teachers
inner join marts.dim_school as school on teachers.school_key = school.school_key
where school.school_name = '上海市曹杨职业技术学校'
order by teachers.teacher_category

-- zh: 哪些学校在各类认定清单中出现最多（六次及以上）？
-- en: Which schools stand most often in the printed lists of recognitions (six times or more)?
-- note: Counts rows of lists, not weight: table 2 of PTQAR2024 lists training centres of Putuo schools only, so those five schools have one list more.
select
    school.school_name,
    school.school_level,
    count(*) as recognitions,
    count(distinct recognition.recognition_title) as titles
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
group by school.school_name, school.school_level
having count(*) >= 6
order by recognitions desc, titles desc, school.school_name

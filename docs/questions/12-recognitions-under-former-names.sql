-- zh: 哪些认定印在已并入高职的原中职学校名下，承继学校是谁？
-- en: Which recognitions are printed under a secondary school that has become part of a college, and which college is it?
select
    former.school_name as former_school,
    successor.school_name as successor,
    recognition.recognition_title,
    recognition.item_as_printed,
    recognition.recognition_level,
    recognition.locator
from marts.fact_recognition as recognition
inner join marts.dim_school as former on recognition.school_key = former.school_key
inner join marts.dim_school as successor on former.successor_school_id = successor.school_id and successor.is_current
order by former.school_name, recognition.locator, recognition.recognition_level, recognition.item_as_printed

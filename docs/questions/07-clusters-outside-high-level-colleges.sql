-- zh: 哪些院校有高水平专业群却不在高水平高职学校名单里，属于什么层次？
-- en: Which institutions have a high-level cluster without being a high-level college, and of which kind are they?
select
    cast(recognition.locator_row as integer) as printed_row,
    school.school_name,
    school.school_kind,
    recognition.item_as_printed as cluster_name
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
where
    recognition.recognition_title = '上海新一轮高水平高职专业群'
    and not exists (
        select 1
        from marts.fact_recognition as college
        where college.school_key = recognition.school_key and college.recognition_title = '上海新一轮高水平高职学校'
    )
order by cast(recognition.locator_row as integer)

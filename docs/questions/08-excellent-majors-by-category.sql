-- zh: 60个优质专业分属哪些专业大类，各占多少比例？
-- en: To which categories of the catalogue do the 60 excellent majors belong, and what share has each?
-- note: The row NONE is 人工智能技术与应用 of 上海市信息管理学校, a major added after the 2021 catalogue text.
select
    major.category_code,
    major.category_name,
    count(*) as excellent_majors,
    round(100.0 * count(*) / sum(count(*)) over (), 1) as share_pct
from marts.fact_recognition as recognition
inner join marts.dim_major as major on recognition.major_key = major.major_key
where recognition.recognition_title = '上海市中等职业学校优质专业'
group by major.category_code, major.category_name
order by excellent_majors desc, major.category_code, major.category_name

-- zh: 上海信息技术学校2024年新招和停招的专业点有哪些，代码是什么？
-- en: Which programmes of the Information Technology School are new or stopped in 2024, and under which codes?
-- note: 网络信息安全 stops as a secondary major while 信息安全技术应用 starts as a through-train.
select
    major.major_code,
    major.major_name,
    programme.pathway,
    programme.status,
    programme.remark_as_printed,
    programme.locator
from marts.fact_programme as programme
inner join marts.dim_major as major on programme.major_key = major.major_key
inner join marts.dim_school as school on programme.school_key = school.school_key
where school.school_name = '上海信息技术学校' and (programme.is_new or programme.status = 'suspended')
order by programme.status, major.major_code

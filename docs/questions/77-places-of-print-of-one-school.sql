-- zh: 上海信息技术学校在哪份文件的哪些地方被印出数字、认定和获奖？
-- en: Where in which document are numbers, recognitions and awards of the Information Technology School printed?
-- note: An award that prose prints as a number is counted in both columns.
with school as (
    select school_key, school_name
    from marts.dim_school
    where school_name = '上海信息技术学校'
),

printed as (
    select 'number' as kind, figure.document_id, figure.section, figure.locator
    from marts.fact_reported_figure as figure
    inner join school on figure.school_key = school.school_key
    union all
    select 'recognition' as kind, recognition.document_id, recognition.section, recognition.locator
    from marts.fact_recognition as recognition
    inner join school on recognition.school_key = school.school_key
    union all
    select 'award' as kind, award.document_id, award.section, award.locator
    from marts.fact_awards as award
    inner join school on award.school_key = school.school_key
)

select
    document_id,
    section,
    locator,
    sum(case when kind = 'number' then 1 else 0 end) as numbers,
    sum(case when kind = 'recognition' then 1 else 0 end) as recognitions,
    sum(case when kind = 'award' then 1 else 0 end) as award_rows
from printed
group by document_id, section, locator
order by document_id, section, locator

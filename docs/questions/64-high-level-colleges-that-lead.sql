-- zh: 12所高水平高职学校中，哪些牵头联合体或共同体，各几个？
-- en: How many city consortia and industry communities does each of the 12 high-level colleges lead?
with led as (
    select
        member.school_key,
        sum(case when consortium.consortium_kind = 'city_consortium' then 1 else 0 end) as city_consortia,
        sum(case when consortium.consortium_kind = 'industry_community' then 1 else 0 end) as industry_communities
    from marts.fact_consortium_member as member
    inner join marts.dim_consortium as consortium on member.consortium_key = consortium.consortium_key
    where member.member_role = 'lead_school' and consortium.locator in ('表19', '表20')
    group by member.school_key
)

select
    school.school_name,
    recognition.status,
    coalesce(led.city_consortia, 0) as city_consortia,
    coalesce(led.industry_communities, 0) as industry_communities
from marts.fact_recognition as recognition
inner join marts.dim_school as school on recognition.school_key = school.school_key
left join led on recognition.school_key = led.school_key
where recognition.recognition_title = '上海新一轮高水平高职学校'
order by cast(recognition.locator_row as integer)

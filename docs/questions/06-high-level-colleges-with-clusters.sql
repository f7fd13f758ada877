-- zh: 12所高水平高职学校各有几个高水平专业群和第四批教学资源库，是立项还是培育？
-- en: How many high-level clusters and fourth-batch resource banks has each of the 12 high-level colleges, and is it initiated or incubated?
with cluster_count as (
    select school_key, count(*) as clusters
    from marts.fact_recognition
    where recognition_title = '上海新一轮高水平高职专业群'
    group by school_key
),

bank_count as (
    select school_key, count(*) as resource_banks
    from marts.fact_recognition
    where recognition_title = '上海职业教育市级示范性专业教学资源库'
    group by school_key
)

select
    school.school_name,
    college.school_as_printed,
    college.status,
    coalesce(cluster_count.clusters, 0) as clusters,
    coalesce(bank_count.resource_banks, 0) as resource_banks
from marts.fact_recognition as college
inner join marts.dim_school as school on college.school_key = school.school_key
left join cluster_count on college.school_key = cluster_count.school_key
left join bank_count on college.school_key = bank_count.school_key
where college.recognition_title = '上海新一轮高水平高职学校'
order by cast(college.locator_row as integer)

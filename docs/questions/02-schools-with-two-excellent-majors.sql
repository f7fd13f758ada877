-- zh: 哪些中职学校有两个及以上市级优质专业，是哪些专业？
-- en: Which secondary schools have two or more excellent majors, and which majors are they?
-- note: No school has more than two, so the first and the last row are all of them.
with excellent as (
    select
        school.school_name,
        recognition.item_as_printed,
        cast(recognition.locator_row as integer) as printed_row
    from marts.fact_recognition as recognition
    inner join marts.dim_school as school on recognition.school_key = school.school_key
    where recognition.recognition_title = '上海市中等职业学校优质专业'
),

counted as (
    select
        school_name,
        count(*) as majors,
        min(printed_row) as first_row,
        max(printed_row) as last_row
    from excellent
    group by school_name
    having count(*) >= 2
)

select
    counted.school_name,
    counted.majors,
    first_major.item_as_printed as first_major,
    last_major.item_as_printed as last_major
from counted
inner join excellent as first_major on counted.first_row = first_major.printed_row
inner join excellent as last_major on counted.last_row = last_major.printed_row
order by counted.first_row

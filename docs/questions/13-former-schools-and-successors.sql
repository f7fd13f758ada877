-- zh: 哪些中职学校现已成为高职院校，承继学校是哪所，由谁举办？
-- en: Which secondary schools have become part of a college, which college is it, and who runs it?
-- note: Print says 现为 (now) and no date: the valid_to of the former schools is the day for which the report vouches, not the day of the change.
select
    former.school_name as former_school,
    successor.school_name as successor,
    successor.supervising_body as successor_supervising_body,
    former.is_current
from marts.dim_school as former
inner join marts.dim_school as successor on former.successor_school_id = successor.school_id
order by former.school_name

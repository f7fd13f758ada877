-- zh: 曹杨职校谁领衔两个以上的教师团队，各是什么级别？
-- en: Who leads more than one teacher team at Caoyang school, and at which level?
-- note: Equal names are taken as one person: all are teachers of one school.
select
    team.lead_name_as_printed,
    team.team_name,
    team.team_level,
    cast(team.locator_row as integer) as printed_row
from marts.fact_teacher_team as team
inner join marts.dim_school as school on team.school_key = school.school_key
inner join (
    select lead_name_as_printed
    from marts.fact_teacher_team
    group by lead_name_as_printed
    having count(*) > 1
) as repeated on team.lead_name_as_printed = repeated.lead_name_as_printed
where school.school_name = '上海市曹杨职业技术学校'
order by team.lead_name_as_printed, cast(team.locator_row as integer)

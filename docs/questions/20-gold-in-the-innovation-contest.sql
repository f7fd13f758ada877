-- zh: 中国国际大学生创新大赛（2024）上海赛区中职金奖，哪些学校领先？
-- en: Who led in gold among secondary schools in the 2024 innovation contest, Shanghai division?
-- note: Table 8 swaps the headings of its two columns; the warehouse reads them by content. 15 other schools have one gold each.
select
    school.school_name,
    sum(award.award_count) as gold
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
inner join marts.dim_school as school on award.school_key = school.school_key
where contest.contest_id = 'CICI-2024-SHANGHAI' and award.medal = 'gold' and school.school_level = 'secondary'
group by school.school_name
having sum(award.award_count) >= 2
order by gold desc, school.school_name

-- zh: 2023年全国职业院校技能大赛教师比赛，上海中职各赛项各等次得了几个奖？
-- en: How many prizes of each grade did Shanghai secondary teachers win in each part of the 2023 national contest?
-- note: The report of 2024 prints results of 2023. first, second and third are 一等奖, 二等奖 and 三等奖, not gold, silver and bronze.
select
    award.event_name,
    award.medal,
    sum(award.award_count) as prizes
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
where contest.contest_id = 'NVSC-2023-TEACHER'
group by award.event_name, award.medal
order by award.event_name, award.medal

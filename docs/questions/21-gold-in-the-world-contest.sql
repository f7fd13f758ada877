-- zh: 2024年世界职业院校技能大赛的金奖，印出了哪些上海学校，哪个赛项？
-- en: Which Shanghai schools are printed with gold in the 2024 world vocational skills contest, and in which event?
-- note: Secondary: all 9 golds, by table 9. Higher: 3 of 15, those of the colleges that a case names; 全部赛项 means that print names no event.
select
    school.school_level,
    school.school_name,
    award.event_name,
    award.award_count as gold,
    award.section,
    award.locator
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
inner join marts.dim_school as school on award.school_key = school.school_key
where contest.contest_id = 'WVSC-2024-FINAL' and award.medal = 'gold'
order by school.school_level desc, award.section, award.locator, award.locator_row

-- zh: 正文和案例（非表格）印出了哪些学校在哪个赛事的几个奖？
-- en: Which awards of which school in which contest are printed only in prose or a case, not in a table?
-- note: Only awards printed with a number and a named contest; question 106 has those that are named without a number.
-- note: merit stands for 优胜奖 and 优秀奖; the contest 互联网+ of 2024 is the former name of the innovation contest.
select
    school.school_name,
    contest.contest_name,
    award.medal,
    award.award_count,
    award.document_id,
    award.section,
    award.locator
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
inner join marts.dim_school as school on award.school_key = school.school_key
where award.locator not like '表%' and award.award_count is not null and award.figure_ids is not null
order by award.document_id, award.section, award.locator, school.school_name, contest.contest_id, award.medal, award.event_name

-- zh: 哪些奖项只印名称而不印数量，是哪所学校、哪个赛事？
-- en: Which awards are printed by name without a number, of which school and contest?
-- note: One award each. A count of the same contest and medal keeps only what the names leave over.
select
    school.school_name,
    contest.contest_name,
    award.event_name,
    award.medal,
    award.document_id,
    award.section,
    award.locator
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
inner join marts.dim_school as school on award.school_key = school.school_key
where award.figure_ids is null and award.locator not in ('表7', '表8', '表9')
order by award.document_id, award.section, award.locator, school.school_name, award.event_name

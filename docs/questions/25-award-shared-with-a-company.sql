-- zh: 哪个奖是学校与企业合得的？
-- en: Which award was won by a school together with a company?
-- note: It is one award, not two.
select
    school.school_name,
    organisation.organisation_name,
    contest.contest_name,
    award.event_name,
    award.medal,
    award.award_count
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
inner join marts.dim_school as school on award.school_key = school.school_key
inner join marts.dim_organisation as organisation on award.co_organisation_key = organisation.organisation_key
where organisation.organisation_id <> 'NONE'
order by school.school_name

-- zh: 哪些获奖在文件里按人数而不是按奖项印出？
-- en: For which awards does print count winners (persons) and not awards?
-- note: Two persons may share one medal: recipients are never added to awards; the empty award_count is not zero.
-- note: Not a list of winners: the car-body gold of the 47th WorldSkills is printed without a number of winners and is in no mart.
select
    school.school_name,
    contest.contest_name,
    award.event_name,
    award.participant_kind,
    award.medal,
    award.recipients,
    award.award_count
from marts.fact_awards as award
inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
inner join marts.dim_school as school on award.school_key = school.school_key
where award.recipients is not null
order by contest.contest_id, award.medal

-- zh: 哪些学校既有教师2023年国赛奖，又有学生2024年创新大赛或世界大赛金奖？
-- en: Which schools have both a teacher prize of 2023 and a student gold of 2024 in the tables?
select
    school.school_name,
    sum(case when award.participant_kind = 'teacher' then award.award_count else 0 end) as teacher_prizes,
    sum(case when award.participant_kind = 'student' then award.award_count else 0 end) as student_golds
from marts.fact_awards as award
inner join marts.dim_school as school on award.school_key = school.school_key
where award.locator in ('表7', '表8', '表9')
group by school.school_name
having
    sum(case when award.participant_kind = 'teacher' then award.award_count else 0 end) > 0
    and sum(case when award.participant_kind = 'student' then award.award_count else 0 end) > 0
order by student_golds desc, teacher_prizes desc, school.school_name

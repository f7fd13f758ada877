-- zh: 高职组世界职业院校技能大赛的奖牌中，有多少能落到具体学校？
-- en: What share of the colleges' medals in the world vocational skills contest is printed with the name of a college?
-- note: Most colleges' medals are printed only as a city total: never rank colleges by the named ones.
with city_total as (
    select
        case
            when breakdown like '%金奖' then 'gold'
            when breakdown like '%银奖' then 'silver'
            when breakdown like '%铜奖' then 'bronze'
        end as medal,
        cast(value as bigint) as city_medals
    from marts.fact_reported_figure
    where indicator_id = 'award_count' and subject_type = 'city' and breakdown like '2024年世界职业院校技能大赛高职组%' and breakdown not like '%总计'
),

named as (
    select
        award.medal,
        sum(award.award_count) as named_medals,
        count(distinct school.school_id) as colleges
    from marts.fact_awards as award
    inner join marts.dim_contest as contest on award.contest_key = contest.contest_key
    inner join marts.dim_school as school on award.school_key = school.school_key
    where contest.contest_id = 'WVSC-2024-FINAL' and school.school_level <> 'secondary'
    group by award.medal
)

select
    city_total.medal,
    city_total.city_medals,
    named.named_medals,
    named.colleges,
    round(100.0 * named.named_medals / city_total.city_medals, 1) as named_share_pct
from city_total
inner join named on city_total.medal = named.medal
order by city_total.city_medals

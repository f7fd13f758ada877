-- zh: 普陀各校的落实率、升学率，按人数重算与印出的相比如何？
-- en: How do the printed placement and progression rates of Putuo schools compare with those from the printed counts?
-- note: A rate and a count are different things: an empty cell means that print gives only one of the two, and nothing is inferred from the other.
-- note: 54.95 % of 上海市曹杨职业技术学校 counts only those who entered higher-vocational colleges.
select
    school.school_name,
    outcome.graduates,
    cast(outcome.placement_rate_pct as decimal(6, 2)) as placement_printed_pct,
    round(100.0 * outcome.placed / outcome.graduates, 2) as placement_from_counts_pct,
    cast(outcome.progression_rate_pct as decimal(6, 2)) as progression_printed_pct,
    round(100.0 * outcome.progressed / outcome.graduates, 2) as progression_from_counts_pct
from marts.fact_graduate_outcome as outcome
inner join marts.dim_school as school on outcome.school_key = school.school_key
where outcome.document_id = 'PTQAR2024'
order by school.school_name

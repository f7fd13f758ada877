-- zh: 普陀五所中职学校2024年毕业生多少，去向如何，各校印出了哪些数？
-- en: How many graduates had the five Putuo schools in 2024, and what became of them as far as it is printed?
-- note: Empty is not zero: print gives another set of numbers for each school, so the rates cannot be averaged.
select
    school.school_name,
    outcome.graduates,
    outcome.placed,
    outcome.progressed,
    outcome.employed_directly,
    outcome.studying_abroad,
    cast(outcome.placement_rate_pct as decimal(6, 2)) as placement_rate_pct,
    outcome.placement_rate_qualifier,
    cast(outcome.progression_rate_pct as decimal(6, 2)) as progression_rate_pct
from marts.fact_graduate_outcome as outcome
inner join marts.dim_school as school on outcome.school_key = school.school_key
where outcome.document_id = 'PTQAR2024'
order by outcome.graduates desc

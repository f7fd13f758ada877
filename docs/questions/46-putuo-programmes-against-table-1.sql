-- zh: 图4、图5列出的专业点，按途径与表1所印数是否一致？
-- en: Do the programmes listed in figures 4 and 5 agree by pathway with the numbers printed in table 1?
-- note: printed_rows counts a programme as often as the figure lists it; table 1 counts the recruiting rows. Figure 4 lists 3 of the 4 secondary-to-bachelor programmes.
with listed as (
    select
        school.school_name,
        programme.pathway,
        count(*) as programmes,
        sum(programme.printed_rows) as printed_rows,
        sum(case when programme.status = 'recruiting' then programme.printed_rows else 0 end) as recruiting_rows
    from marts.fact_programme as programme
    inner join marts.dim_school as school on programme.school_key = school.school_key
    group by school.school_name, programme.pathway
)

select
    listed.school_name,
    listed.pathway,
    listed.programmes,
    listed.printed_rows,
    listed.recruiting_rows,
    cast(claim.claim_value as integer) as table_1_prints
from listed
inner join reconciliation.fact_claim as claim
    on listed.school_name = claim.school_name
    and claim.quantity = 'programmes.' || listed.pathway
    and claim.printed_at = 'PTQAR2024 1.1 表1'
order by listed.school_name, listed.pathway

-- zh: 普陀五校2023年度办学经费各多少元，财政性占比多少，有无未说明的差额？
-- en: What income had the five Putuo schools in 2023, which share was fiscal, and is anything unexplained?
-- note: Printed in 万元. total is never added to its parts; the report of 2024 prints the income of 2023.
with income as (
    select
        school.school_name,
        funding.fiscal_year,
        sum(case when funding.funding_source = 'total' then funding.amount_cny else 0 end) as total_cny,
        sum(case when funding.funding_source = 'fiscal' then funding.amount_cny else 0 end) as fiscal_cny,
        sum(case when funding.funding_source = 'non_fiscal' then funding.amount_cny else 0 end) as non_fiscal_cny
    from marts.fact_funding as funding
    inner join marts.dim_school as school on funding.school_key = school.school_key
    group by school.school_name, funding.fiscal_year
)

select
    school_name,
    fiscal_year,
    cast(total_cny as bigint) as total_cny,
    cast(fiscal_cny as bigint) as fiscal_cny,
    cast(non_fiscal_cny as bigint) as non_fiscal_cny,
    round(100.0 * fiscal_cny / total_cny, 1) as fiscal_share_pct,
    cast(total_cny - fiscal_cny - non_fiscal_cny as bigint) as unexplained_cny
from income
order by total_cny desc

-- zh: 2024年全市中职、高职毕业去向落实率各是多少，合计应是多少（不能取平均）？
-- en: What are the city's placement rates of 2024 in the secondary and the higher part, and what is the rate of both together?
-- note: The mean of the two printed rates would be 96.725; weighted by graduates it is 96.63. The preface prints 95%以上 for both.
with counted as (
    select
        graduates.sector,
        graduates.value as graduates,
        placed.value as placed,
        rate.value as printed_rate
    from marts.fact_reported_figure as rate
    inner join marts.fact_reported_figure as placed on rate.numerator_figure_id = placed.figure_id
    inner join marts.fact_reported_figure as graduates on rate.denominator_figure_id = graduates.figure_id
    where rate.indicator_id = 'placement_rate_pct' and rate.subject_type = 'city'
)

select
    sector,
    cast(graduates as bigint) as graduates,
    cast(placed as bigint) as placed,
    cast(printed_rate as decimal(6, 2)) as printed_rate_pct,
    round(100.0 * placed / graduates, 2) as rate_from_counts_pct
from counted
union all
select
    'all' as sector,
    cast(sum(graduates) as bigint) as graduates,
    cast(sum(placed) as bigint) as placed,
    cast(null as decimal(6, 2)) as printed_rate_pct,
    round(100.0 * sum(placed) / sum(graduates), 2) as rate_from_counts_pct
from counted
order by graduates

-- zh: 全市各贯通途径招生专业点各多少，2024年新增占多少？
-- en: How many programme points of each pathway recruit in the city, and which share is new in 2024?
-- note: 205 and 65 are printed in both parts of the report: they are one number, counted once.
with points as (
    select
        case breakdown
            when '中高' then '中高职贯通'
            when '中本' then '中本贯通'
            when '高本' then '高本贯通'
            else breakdown
        end as pathway,
        value
    from marts.fact_reported_figure
    where indicator_id = 'pathway_programme_count' and subject_type = 'city' and repeats_figure_id is null
),

added as (
    select breakdown as pathway, value
    from marts.fact_reported_figure
    where indicator_id = 'new_pathway_programme_count' and subject_type = 'city' and repeats_figure_id is null
)

select
    points.pathway,
    cast(points.value as bigint) as recruiting_points,
    cast(added.value as bigint) as new_in_2024,
    round(100.0 * added.value / points.value, 1) as new_share_pct
from points
inner join added on points.pathway = added.pathway
order by points.value desc

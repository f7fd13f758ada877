-- zh: 2024年工作要点的五个数量目标，年报印出多少，印在哪里？
-- en: What does the annual report print for five numeric targets of the 2024 work points, and where?
-- note: The pairs of clause and figure are chosen by hand. Item 10 calls the 50 clusters the first batch, the report two batches.
with target as (
    select 'SHWP2024-9-b' as clause_id, 'SHQAR2024-H4-0039' as figure_id
    union all
    select 'SHWP2024-10-b' as clause_id, 'SHQAR2024-H1-0026' as figure_id
    union all
    select 'SHWP2024-20-a' as clause_id, 'SHQAR2024-S2-0137' as figure_id
    union all
    select 'SHWP2024-21-a' as clause_id, 'SHQAR2024-S2-0138' as figure_id
    union all
    select 'SHWP2024-22-a' as clause_id, 'SHQAR2024-H4-0038' as figure_id
)

select
    clause.clause_id,
    clause.section,
    clause.statement_en,
    clause.threshold_value,
    figure.value_as_printed as annual_report_prints,
    figure.breakdown,
    figure.section as printed_in,
    figure.locator
from target
inner join policy.dim_clause as clause on target.clause_id = clause.clause_id
inner join marts.fact_reported_figure as figure on target.figure_id = figure.figure_id
order by cast(clause.threshold_value as integer), clause.clause_id

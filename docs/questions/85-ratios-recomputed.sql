-- zh: 印出的比率按分子分母重算结果如何？
-- en: How do the printed ratios come out when they are recomputed?
-- note: The tolerance is half a unit of the last printed digit; the four that fail are all of 上海市曹杨职业技术学校.
select
    reconciliation.statement_zh,
    figure.value_as_printed,
    cast(reconciliation.recomputed as decimal(12, 3)) as recomputed,
    cast(reconciliation.tolerance as decimal(12, 3)) as tolerance,
    reconciliation.agrees
from reconciliation.fact_reconciliation as reconciliation
inner join marts.fact_reported_figure as figure on reconciliation.stated_quantity_id = figure.figure_id
where reconciliation.identity_kind = 'ratio'
order by reconciliation.agrees, figure.figure_id, reconciliation.identity_id

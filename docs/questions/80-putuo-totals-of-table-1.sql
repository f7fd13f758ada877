-- zh: 普陀区表1的五个合计是否等于五校之和？
-- en: Do the five totals of Putuo's table 1 equal the sums of the five schools?
select
    reconciliation.statement_zh,
    figure.value_as_printed,
    cast(reconciliation.stated as bigint) as stated,
    cast(reconciliation.recomputed as bigint) as recomputed,
    reconciliation.components,
    reconciliation.agrees
from reconciliation.fact_reconciliation as reconciliation
inner join marts.fact_reported_figure as figure on reconciliation.stated_quantity_id = figure.figure_id
where figure.document_id = 'PTQAR2024' and figure.locator = '表1' and figure.subject_type = 'district'
order by figure.figure_id, reconciliation.identity_id

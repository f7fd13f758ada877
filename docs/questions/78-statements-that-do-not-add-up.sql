-- zh: 哪些印出的合计、比率或数量对不上，印的是多少，重算是多少？
-- en: Which printed totals, ratios and counts do not add up, what is stated and what is recomputed?
-- note: Amounts of money are in CNY. The column explanation of the table says for each what the probable reason is.
select
    statement_zh,
    printed_at,
    cast(stated as decimal(18, 2)) as stated,
    cast(recomputed as decimal(18, 2)) as recomputed,
    cast(difference as decimal(18, 2)) as difference
from reconciliation.fact_reconciliation
where not agrees
order by printed_at, identity_id

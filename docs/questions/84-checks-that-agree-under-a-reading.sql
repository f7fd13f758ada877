-- zh: 哪些核对只有按某种理解才对得上？
-- en: Which checks agree only under a reading that print does not state?
select
    statement_zh,
    printed_at,
    cast(stated as decimal(18, 2)) as stated,
    cast(recomputed as decimal(18, 2)) as recomputed,
    explanation
from reconciliation.fact_reconciliation
where agrees and (explanation like 'Agrees if%' or explanation like 'Agrees under%' or explanation like '%only if%')
order by printed_at, identity_id

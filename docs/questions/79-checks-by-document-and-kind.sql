-- zh: 各文件做了多少项核对，哪类核对不上的最多？
-- en: How many checks were made on each document, by kind, and how many fail?
-- note: The document is the one that prints the stated number.
select
    case when printed_at like 'PTQAR2024%' then 'PTQAR2024' else 'SHQAR2024' end as document_id,
    identity_kind,
    count(*) as checks,
    sum(case when agrees then 0 else 1 end) as do_not_agree,
    round(100.0 * sum(case when agrees then 0 else 1 end) / count(*), 1) as do_not_agree_pct
from reconciliation.fact_reconciliation
group by case when printed_at like 'PTQAR2024%' then 'PTQAR2024' else 'SHQAR2024' end, identity_kind
order by do_not_agree desc, document_id, identity_kind

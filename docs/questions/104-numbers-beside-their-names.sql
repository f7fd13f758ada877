-- zh: 数字旁逐一列名的表述有多少处，数与名单是否一致？
-- en: How many numbers are printed beside the names they count, and does any differ from its names?
-- note: Only lists that are not open (no 等, or as many names as the number).
select
    case when reconciliation.printed_at like 'PTQAR2024%' then 'PTQAR2024' else 'SHQAR2024' end as document_id,
    count(*) as numbers,
    cast(sum(reconciliation.recomputed) as bigint) as names,
    sum(case when reconciliation.agrees then 0 else 1 end) as that_differ
from reconciliation.fact_reconciliation as reconciliation
where reconciliation.identity_id like '%-NAMED' and reconciliation.identity_kind = 'sum'
group by case when reconciliation.printed_at like 'PTQAR2024%' then 'PTQAR2024' else 'SHQAR2024' end
order by document_id

-- zh: 对不上的印出数字，按差异性质各有多少，哪份文件？
-- en: How many printed statements disagree, by kind of difference and document?
-- note: docs/decisions/0008 says what each kind means.
select
    difference_kind,
    case when printed_at like 'PTQAR2024%' then 'PTQAR2024' when printed_at like 'SHQAR2024%' then 'SHQAR2024' else 'both' end as document_id,
    count(*) as disagreements
from reconciliation.fact_reconciliation
where not agrees
group by difference_kind, case when printed_at like 'PTQAR2024%' then 'PTQAR2024' when printed_at like 'SHQAR2024%' then 'SHQAR2024' else 'both' end
order by difference_kind, document_id

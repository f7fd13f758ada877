-- zh: 两份年报对哪些同一事物用了两种说法（校区、主管单位、企业、状态、批次）？
-- en: For which one thing do the reports print two wordings (campus, supervising body, company, state, batch)?
select
    reconciliation.subject_name,
    reconciliation.statement_zh,
    item.item_as_printed,
    item.document_id,
    item.section,
    item.locator
from reconciliation.fact_reconciliation as reconciliation
inner join reference.named_item as item on reconciliation.stated_quantity_id = 'named|' || item.list_id
where reconciliation.identity_kind = 'one_wording'
order by reconciliation.identity_id, item.document_id desc, item.section, item.item_as_printed

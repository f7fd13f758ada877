-- zh: 更正台账里有哪些更正和备注，为什么，是否改变事实？
-- en: Which corrections and remarks stand in the ledger, why, and do they change the facts?
-- note: applied changes the facts, noted only remarks. No printed number has been changed.
select
    target_table,
    target_column,
    action,
    expect as printed_value,
    status,
    reason,
    reason_zh,
    evidence,
    count(*) as cells
from reference.correction
group by target_table, target_column, action, expect, status, reason, reason_zh, evidence
order by cells desc, target_table, evidence, expect

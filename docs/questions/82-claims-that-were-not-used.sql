-- zh: 哪些说法没有被采用，采用了哪一种，依据什么规则？
-- en: Which claims were not used, which one was taken instead, and by which rule?
-- note: teachers.dual_qualified sets a share (88.5) against a head count (62): two kinds of number, not two values of one.
select
    not_used.school_name,
    not_used.quantity,
    not_used.claim_value as claim_not_used,
    not_used.printed_at as printed_at,
    used.claim_value as claim_used,
    used.printed_at as used_from,
    not_used.preference_rule
from reconciliation.fact_claim as not_used
inner join reconciliation.fact_claim as used on not_used.quantity = used.quantity and not_used.school_id = used.school_id and used.is_used
where not not_used.is_used
order by not_used.quantity, not_used.school_name, not_used.printed_at

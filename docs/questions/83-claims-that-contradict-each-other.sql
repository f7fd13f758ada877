-- zh: 哪些并存说法的值真的不同？
-- en: Which claims about the same thing really differ in value?
-- note: Of the five, only the programmes and one supervising body contradict each other: 华谊 is a short form, and a share is no head count.
select
    school.school_name,
    school.district,
    one.quantity,
    one.claim_value as value_used,
    one.printed_at as used_from,
    other.claim_value as other_value,
    other.printed_at as other_from
from reconciliation.fact_claim as one
inner join reconciliation.fact_claim as other on one.quantity = other.quantity and one.school_id = other.school_id
inner join marts.dim_school as school on one.school_id = school.school_id and school.is_current
where one.is_used and not other.is_used and one.claim_value <> other.claim_value
order by one.quantity, school.school_name, other.printed_at

-- What: a number that does not add up carries a human explanation in both languages. When: an identity disagrees. Resolve: write it in identity.csv.
select identity_id, stated, recomputed from {{ ref('fact_reconciliation') }} 
where not agrees and (coalesce(explanation, '') = '' or coalesce(explanation_zh, '') = '')

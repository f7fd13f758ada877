-- What: every identity finds its stated number and all its components. When: figures or identities change.
-- Resolve: correct the quantity id in identity.csv or identity_component.csv.
select identity_id, stated, recomputed, components
from {{ ref('fact_reconciliation') }}
where stated is null or recomputed is null or coalesce(components, 0) = 0

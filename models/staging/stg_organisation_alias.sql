select
    alias_normalised,
    alias_name,
    alias_bin,
    organisation_id,
    reason,
    batch_id,
from {{ source('source', 'organisation_alias') }}

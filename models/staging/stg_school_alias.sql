select
    alias_normalised,
    alias_name,
    alias_bin,
    school_id,
    reason,
    batch_id,
from {{ source('source', 'school_alias') }}

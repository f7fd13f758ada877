select
    alias_normalised,
    education_level,
    alias_name,
    alias_bin,
    major_code,
    alias_kind,
    reason,
    batch_id,
from {{ source('source', 'major_alias') }}

select
    organisation_id,
    organisation_name,
    organisation_kind,
    note,
    batch_id,
from {{ source('source', 'organisation') }}

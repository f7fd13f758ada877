select
    batch_id,
    source_name,
    target_table,
    batch_kind,
    batch_status,
    content_sha256,
    row_count,
    batch_storage,
from {{ source('source', 'batch') }}

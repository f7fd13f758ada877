select
    indicator_id,
    label_zh,
    label_en,
    unit,
    definition,
    not_comparable_with,
    batch_id,
from {{ source('source', 'indicator') }}

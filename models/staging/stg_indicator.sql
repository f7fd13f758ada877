select
    indicator_id,
    label_zh,
    label_en,
    unit,
    definition,
    not_comparable_with,
    batch_id,
    document_id,
    section,
    locator,
    locator_row,
    transcription_note,
from {{ source('source', 'indicator') }}

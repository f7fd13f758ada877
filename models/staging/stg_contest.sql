select
    contest_id,
    contest_name,
    contest_name_en,
    edition_label,
    contest_year,
    contest_level,
    batch_id,
    document_id,
    section,
    locator,
    locator_row,
    transcription_note,
from {{ source('source', 'contest') }}

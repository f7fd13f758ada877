select
    school_id,
    school_name,
    school_level,
    school_kind,
    batch_id,
    document_id,
    section,
    locator,
    locator_row,
    transcription_note,
from {{ source('source', 'school') }}

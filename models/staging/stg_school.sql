select
    school_id,
    school_name,
    school_level,
    school_kind,
    section,
    locator,
    locator_row,
    transcription_note,
    batch_id,
    document_id,
from {{ source('source', 'school') }}

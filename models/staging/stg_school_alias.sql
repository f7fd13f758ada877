select
    alias_normalised,
    alias_name,
    alias_bin,
    school_id,
    reason,
    batch_id,
    document_id,
    section,
    locator,
    locator_row,
    transcription_note,
from {{ source('source', 'school_alias') }}

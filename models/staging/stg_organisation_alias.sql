select
    alias_normalised,
    alias_name,
    alias_bin,
    organisation_id,
    reason,
    batch_id,
    document_id,
    section,
    locator,
    locator_row,
    transcription_note,
from {{ source('source', 'organisation_alias') }}

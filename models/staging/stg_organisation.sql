select
    organisation_id,
    organisation_name,
    organisation_kind,
    note,
    batch_id,
    document_id,
    section,
    locator,
    locator_row,
    transcription_note,
from {{ source('source', 'organisation') }}

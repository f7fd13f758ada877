select
    document_id,
    document_kind,
    title_zh,
    title_en,
    publisher,
    published_date,
    period_year,
    report_year,
    preference_rank,
    note,
    batch_id,
from {{ source('source', 'document') }}

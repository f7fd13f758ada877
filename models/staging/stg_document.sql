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
from {{ source('source', 'document') }}

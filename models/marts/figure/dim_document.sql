select
    cast(document_id as varchar) as document_id,
    cast(document_kind as varchar) as document_kind,
    cast(title_zh as varchar) as title_zh,
    cast(title_en as varchar) as title_en,
    cast(publisher as varchar) as publisher,
    cast(published_date as date) as published_date,
    cast(period_year as integer) as period_year,
    cast(report_year as integer) as report_year,
    {{ is_synthetic() }} as is_synthetic
from {{ ref('stg_document') }}

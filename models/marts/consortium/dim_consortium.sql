select
    {{ surrogate_key(['consortium_id']) }} as consortium_key,
    cast(consortium_id as varchar) as consortium_id,
    cast(consortium_name as varchar) as consortium_name,
    cast(consortium_kind as varchar) as consortium_kind,
    cast(consortium_level as varchar) as consortium_level,
    cast(recognition_title as varchar) as recognition_title,
    cast(status as varchar) as status,
    cast(batch_label as varchar) as batch_label,
    cast(since_year as integer) as since_year,
    cast(document_id as varchar) as document_id,
    cast(section as varchar) as section,
    cast(locator as varchar) as locator,
    cast(locator_row as varchar) as locator_row,
    {{ is_synthetic() }} as is_synthetic
from {{ ref('stg_consortium') }}

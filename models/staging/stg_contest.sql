select
    contest_id,
    contest_name,
    contest_name_en,
    edition_label,
    contest_year,
    contest_level,
    batch_id,
from {{ source('source', 'contest') }}

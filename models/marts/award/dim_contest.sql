select
    {{ surrogate_key(['contest_id']) }} as contest_key,
    cast(contest_id as varchar) as contest_id,
    cast(contest_name as varchar) as contest_name,
    cast(contest_name_en as varchar) as contest_name_en,
    cast(edition_label as varchar) as edition_label,
    cast(contest_year as integer) as contest_year,
    cast(contest_level as varchar) as contest_level,
    {{ is_synthetic() }} as is_synthetic
from {{ ref('stg_contest') }}

select
    cast(indicator_id as varchar) as indicator_id,
    cast(label_zh as varchar) as label_zh,
    cast(label_en as varchar) as label_en,
    cast(unit as varchar) as unit,
    cast(definition as varchar) as definition,
    cast(not_comparable_with as varchar) as not_comparable_with,
    {{ is_synthetic() }} as is_synthetic
from {{ ref('stg_indicator') }}

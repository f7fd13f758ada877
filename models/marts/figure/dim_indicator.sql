with indicator as (
    select indicator_id, label_zh, label_en, unit, definition, not_comparable_with from {{ ref('stg_indicator') }}
),

chinese as (
    select indicator_id, definition_zh from {{ ref('indicator_zh') }}
)

select
    cast(indicator.indicator_id as varchar) as indicator_id,
    cast(label_zh as varchar) as label_zh,
    cast(label_en as varchar) as label_en,
    cast(unit as varchar) as unit,
    cast(definition as varchar) as definition,
    cast(chinese.definition_zh as varchar) as definition_zh,
    cast(not_comparable_with as varchar) as not_comparable_with,
    {{ is_synthetic() }} as is_synthetic
from indicator
left join chinese on indicator.indicator_id = chinese.indicator_id

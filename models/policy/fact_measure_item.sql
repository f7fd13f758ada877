-- The evidence of counts, item by item. The rows with role counted are as many as value_low of the measure.
with final as (
    select * from {{ ref('int_item__major') }}
    union all
    select * from {{ ref('int_item__line') }}
    union all
    select * from {{ ref('int_item__record') }}
)

select measure_id, act, scenario_id, subject_id, object_key, year, item_key, item_label, role, why, source from final

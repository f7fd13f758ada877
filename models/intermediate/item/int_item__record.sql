-- The rows behind counts of recognitions and of consortia.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

final as (
    select title.measure_id, titled.item_id, titled.item_label, titled.status, report_year.year
    from {{ ref('policy_recognition_measure') }} as title
    inner join {{ ref('int_policy__titled') }} as titled on title.recognition_title = titled.recognition_title
    cross join report_year
)

select
    {{ item_row(
        measure_id='measure_id', subject_id="'上海'", year='year', item_key='item_id', item_label='item_label', role="'counted'",
        why="coalesce(status, 'on_record')", source='item_id'
    ) }}
from final

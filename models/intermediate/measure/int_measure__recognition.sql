-- How many carry a recognition title. None on record is missing, not zero; where the list of a title is not printed whole the count is a lower bound.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

titled as (
    select recognition_title, count(item_id) as items from {{ ref('int_policy__titled') }} group by recognition_title
),

whole_title as (
    select distinct recognition_title from {{ ref('whole_list') }} where recognition_title is not null
),

final as (
    select
        title.measure_id, title.recognition_title, report_year.year, titled.items as items_low,
        case when whole_title.recognition_title is not null then titled.items end as items_high
    from {{ ref('policy_recognition_measure') }} as title
    cross join report_year
    left join titled on title.recognition_title = titled.recognition_title
    left join whole_title on title.recognition_title = whole_title.recognition_title
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'city'", subject_id="'上海'", subject_name="'上海'", year='year', value_low='items_low',
        value_high='items_high', reason="'no_recognition_on_record'", evidence='recognition_title'
    ) }}
from final

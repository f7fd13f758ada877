-- The rows behind counts of recognitions and of consortia.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

recognition as (
    select title.measure_id, fact.recognition_id, fact.school_key, coalesce(fact.item_as_printed, school.school_name) as label, fact.status
    from {{ ref('policy_recognition_measure') }} as title
    inner join {{ ref('fact_recognition') }} as fact on title.recognition_title = fact.recognition_title
    left join {{ ref('dim_school') }} as school on fact.school_key = school.school_key
),

consortium as (
    select consortium_id, consortium_name, {{ dbt.concat(["'consortium_count_'", "consortium_kind"]) }} as measure_id from {{ ref('dim_consortium') }}
),

record as (
    select measure_id, recognition_id as item_key, label, coalesce(status, 'on_record') as why from recognition
    union all
    select measure_id, consortium_id, consortium_name, 'on_record' from consortium
)

select
    {{ item_row(
        measure_id='record.measure_id', subject_id="'上海'", year='report_year.year', item_key='record.item_key', item_label='record.label',
        role="'counted'", why='record.why', source='record.item_key'
    ) }}
from record
cross join report_year

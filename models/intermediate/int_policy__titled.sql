-- Everything that carries a recognition title: schools, majors, groups and consortia.
with final as (
    select recognition_title, recognition_id as item_id, coalesce(item_as_printed, recognition_title) as item_label, status
    from {{ ref('fact_recognition') }}
    union all
    select recognition_title, consortium_id, consortium_name, 'on_record' from {{ ref('dim_consortium') }}
)

select * from final

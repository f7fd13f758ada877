with recognition as (
    select * from {{ ref('stg_recognition') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(recognition.recognition_id as varchar) as recognition_id,
        cast(school.school_key as bigint) as school_key,
        {{ major_key('recognition.major_code', 'recognition.major_as_printed') }} as major_key,
        cast(recognition.recognition_title as varchar) as recognition_title,
        cast(recognition.item_kind as varchar) as item_kind,
        cast(recognition.item_as_printed as varchar) as item_as_printed,
        cast(recognition.direction as varchar) as direction,
        cast(recognition.recognition_year as integer) as recognition_year,
        cast(recognition.status as varchar) as status,
        cast(recognition.recognition_level as varchar) as recognition_level,
        cast(recognition.batch_label as varchar) as batch_label,
        cast(recognition.grade_as_printed as varchar) as grade_as_printed,
        cast(recognition.school_as_printed as varchar) as school_as_printed,
        cast(recognition.batch_id as varchar) as batch_id,
        cast(recognition.document_id as varchar) as document_id,
        cast(recognition.section as varchar) as section,
        cast(recognition.locator as varchar) as locator,
        cast(recognition.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from recognition
    inner join school_version as school on {{ in_force('school', 'recognition.school_id', 'recognition.recognition_year') }}
)

select * from final

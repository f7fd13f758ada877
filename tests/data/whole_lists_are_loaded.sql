-- What: every list called whole has rows in the source. When: whole_list.csv or the transcription changes. Resolve: correct document, section,
-- locator, school or title of the list; a list that is not loaded makes nothing whole.
with loaded as (
    select 'programme' as table_name, document_id, section, locator, school_id, cast(null as varchar) as recognition_title from {{ ref('stg_programme') }}
    union
    select 'recognition', document_id, section, locator, null, recognition_title from {{ ref('stg_recognition') }}
    union
    select 'consortium', document_id, section, locator, null, recognition_title from {{ ref('stg_consortium') }}
)

select whole_list.table_name, whole_list.document_id, whole_list.locator, whole_list.school_id, whole_list.recognition_title
from {{ ref('whole_list') }} as whole_list
left join loaded
    on whole_list.table_name = loaded.table_name
    and whole_list.document_id = loaded.document_id
    and whole_list.section = loaded.section
    and whole_list.locator = loaded.locator
    and coalesce(whole_list.school_id, '') = coalesce(loaded.school_id, '')
    and coalesce(whole_list.recognition_title, '') = coalesce(loaded.recognition_title, '')
where loaded.table_name is null

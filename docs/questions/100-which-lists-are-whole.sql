-- zh: 哪些学校的专业清单、哪些认定名单是完整印出的，依据是什么？
-- en: Which lists of programmes or of holders of a title are printed whole, and what shows it?
-- note: Any other printed list is partial: it can breach a cap, never keep it.
select
    whole_list.table_name,
    coalesce(school.school_name, whole_list.recognition_title) as whole_list_of,
    whole_list.document_id,
    whole_list.section,
    whole_list.locator,
    whole_list.shown_by
from reference.whole_list as whole_list
left join marts.dim_school as school on whole_list.school_id = school.school_id and school.is_current
order by whole_list.document_id, whole_list.section, whole_list.locator, whole_list_of

-- Every programme line as printed or filed, corrected.
with correction as (
    select target_id, target_column, value from {{ ref('correction') }}
    where target_table = 'programme' and status = 'applied' and action in ('set', 'clear')
),

whole_list as (
    select document_id, section, locator, school_id from {{ ref('whole_list') }} where table_name = 'programme'
),

batch as (
    select batch_id, batch_kind from {{ ref('stg_batch') }}
),

programme as (
    select
        printed.programme_id,
        printed.school_id,
        printed.major_code,
        printed.major_as_printed,
        printed.education_level,
        printed.pathway,
        printed.direction,
        printed.campus,
        printed.academic_year,
        printed.status,
        printed.is_new,
        printed.partner_school_id,
        case when department.target_id is null then printed.department else department.value end as department,
        printed.remark_as_printed,
        -- A school files all its programmes of a year; a print names all only where whole_list says so.
        case when batch.batch_kind <> 'published' or whole_list.school_id is not null then 1 else 0 end as in_whole_list,
        printed.batch_id,
        printed.document_id,
        printed.section,
        printed.locator,
        printed.locator_row
    from {{ ref('stg_programme') }} as printed
    inner join batch on printed.batch_id = batch.batch_id
    left join whole_list
        on printed.document_id = whole_list.document_id
        and printed.section = whole_list.section
        and printed.locator = whole_list.locator
        and printed.school_id = whole_list.school_id
    left join correction as department on printed.programme_id = department.target_id and department.target_column = 'department'
),

final as (
    select
        *,
        {{ rough_key(['school_id', 'coalesce(major_code, major_as_printed)', 'education_level', 'pathway', 'direction', 'campus', 'academic_year', 'partner_school_id']) }} as rough_key
    from programme
)

select * from final

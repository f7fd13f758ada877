with programme as (
    select * from {{ ref('int_programme__merged') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(programme.programme_id as varchar) as programme_id,
        cast(school.school_key as bigint) as school_key,
        {{ major_key('programme.major_code', 'programme.major_as_printed') }} as major_key,
        cast(programme.major_as_printed as varchar) as major_as_printed,
        cast(programme.education_level as varchar) as education_level,
        cast(programme.pathway as varchar) as pathway,
        cast(programme.direction as varchar) as direction,
        cast(programme.campus as varchar) as campus,
        cast(programme.academic_year as integer) as academic_year,
        cast(programme.status as varchar) as status,
        cast(coalesce(programme.is_new, false) as boolean) as is_new,
        cast(coalesce(partner.school_key, {{ not_applicable_key() }}) as bigint) as partner_school_key,
        cast(programme.department as varchar) as department,
        cast(programme.remark_as_printed as varchar) as remark_as_printed,
        cast(programme.printed_rows as integer) as printed_rows,
        cast(programme.is_whole_list as boolean) as is_whole_list,
        cast(programme.batch_id as varchar) as batch_id,
        cast(programme.document_id as varchar) as document_id,
        cast(programme.section as varchar) as section,
        cast(programme.locator as varchar) as locator,
        cast(programme.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from programme
    inner join school_version as school on {{ in_force('school', 'programme.school_id', 'programme.academic_year') }}
    left join school_version as partner on {{ in_force('partner', 'programme.partner_school_id', 'programme.academic_year') }}
)

select * from final

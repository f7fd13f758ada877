with member as (
    select * from {{ ref('stg_consortium_member') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

document as (
    select document_id, report_year from {{ ref('stg_document') }}
),

final as (
    select
        cast(member.consortium_member_id as varchar) as consortium_member_id,
        {{ surrogate_key(['member.consortium_id']) }} as consortium_key,
        cast(coalesce(school.school_key, {{ not_applicable_key() }}) as bigint) as school_key,
        case
            when member.organisation_id is null then cast({{ not_applicable_key() }} as bigint)
            else {{ surrogate_key(['member.organisation_id']) }}
        end as organisation_key,
        cast(member.member_as_printed as varchar) as member_as_printed,
        cast(member.member_role as varchar) as member_role,
        cast(member.since_year as integer) as since_year,
        cast(member.batch_id as varchar) as batch_id,
        cast(member.document_id as varchar) as document_id,
        cast(member.section as varchar) as section,
        cast(member.locator as varchar) as locator,
        cast(member.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from member
    left join document on member.document_id = document.document_id
    left join school_version as school on {{ in_force('school', 'member.school_id', 'document.report_year') }}
)

select * from final

with preferred as (
    select * from {{ ref('int_teacher__ranked') }} where preference = 1
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(preferred.teacher_count_id as varchar) as teacher_count_id,
        cast(school.school_key as bigint) as school_key,
        cast(preferred.campus as varchar) as campus,
        cast(preferred.period_year as integer) as period_year,
        cast(preferred.teacher_category as varchar) as teacher_category,
        cast(preferred.headcount as integer) as headcount,
        cast(preferred.share_pct as decimal(7, 4)) as share_pct,
        cast(preferred.base_category as varchar) as base_category,
        cast(preferred.batch_id as varchar) as batch_id,
        cast(preferred.document_id as varchar) as document_id,
        cast(preferred.section as varchar) as section,
        cast(preferred.locator as varchar) as locator,
        cast(preferred.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from preferred
    inner join school_version as school on {{ in_force('school', 'preferred.school_id', 'preferred.period_year') }}
)

select * from final

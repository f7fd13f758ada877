with teacher_count as (
    select * from {{ ref('stg_teacher_count') }}
),

document as (
    select document_id, preference_rank from {{ ref('stg_document') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

-- One row a school, campus, year and category: the table before the prose, the better-ranked document first.
preferred as (
    select
        teacher_count.*,
        row_number() over (
            partition by teacher_count.school_id, teacher_count.campus, teacher_count.period_year, teacher_count.teacher_category
            order by
                case when teacher_count.headcount is null then 1 else 0 end,
                document.preference_rank,
                case when teacher_count.locator = '正文' then 1 else 0 end,
                teacher_count.teacher_count_id
        ) as preference,
        max(teacher_count.share_pct) over (
            partition by teacher_count.school_id, teacher_count.campus, teacher_count.period_year, teacher_count.teacher_category
        ) as printed_share_pct,
        max(teacher_count.base_category) over (
            partition by teacher_count.school_id, teacher_count.campus, teacher_count.period_year, teacher_count.teacher_category
        ) as printed_base_category
    from teacher_count
    left join document on teacher_count.document_id = document.document_id
),

final as (
    select
        cast(preferred.teacher_count_id as varchar) as teacher_count_id,
        cast(school.school_key as bigint) as school_key,
        cast(preferred.campus as varchar) as campus,
        cast(preferred.period_year as integer) as period_year,
        cast(preferred.teacher_category as varchar) as teacher_category,
        cast(preferred.headcount as integer) as headcount,
        cast(preferred.printed_share_pct as decimal(7, 4)) as share_pct,
        cast(preferred.printed_base_category as varchar) as base_category,
        cast(preferred.batch_id as varchar) as batch_id,
        cast(preferred.document_id as varchar) as document_id,
        cast(preferred.section as varchar) as section,
        cast(preferred.locator as varchar) as locator,
        cast(preferred.locator_row as varchar) as locator_row
    from preferred
    inner join school_version as school on {{ in_force('school', 'preferred.school_id', 'preferred.period_year') }}
    where preferred.preference = 1
)

select * from final

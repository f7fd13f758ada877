with teacher_count as (
    select * from {{ ref('stg_teacher_count') }}
),

document as (
    select document_id, preference_rank from {{ ref('stg_document') }}
),

-- Claims about one school, campus, year and category: a head count before a share, the better-ranked document, the table before the prose.
final as (
    select
        teacher_count.teacher_count_id,
        teacher_count.school_id,
        teacher_count.campus,
        teacher_count.period_year,
        teacher_count.teacher_category,
        teacher_count.headcount,
        teacher_count.share_pct,
        teacher_count.base_category,
        teacher_count.batch_id,
        teacher_count.document_id,
        teacher_count.section,
        teacher_count.locator,
        teacher_count.locator_row,
        row_number() over (
            partition by teacher_count.school_id, teacher_count.campus, teacher_count.period_year, teacher_count.teacher_category
            order by
                case when teacher_count.headcount is null then 1 else 0 end,
                document.preference_rank,
                case when teacher_count.locator = '正文' then 1 else 0 end,
                teacher_count.teacher_count_id
        ) as preference,
        count(*) over (
            partition by teacher_count.school_id, teacher_count.campus, teacher_count.period_year, teacher_count.teacher_category
        ) as claims
    from teacher_count
    left join document on teacher_count.document_id = document.document_id
)

select * from final

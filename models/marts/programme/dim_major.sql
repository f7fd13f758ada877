with major as (
    select * from {{ ref('stg_major') }}
),

flag as (
    select * from {{ ref('int_major__policy_flag') }}
),

member as (
    select cast({{ unknown_key() }} as bigint) as major_key, 'UNKNOWN' as major_code, '（未知专业）' as major_name
    union all
    select cast({{ not_broken_down_key() }} as bigint), 'ALL', '（不分专业）'
    union all
    select cast({{ outside_catalogue_key() }} as bigint), 'OUTSIDE', '（目录外专业）'
),

final as (
    select
        {{ surrogate_key(['major.major_code']) }} as major_key,
        cast(major.major_code as varchar) as major_code,
        cast(major.major_name as varchar) as major_name,
        cast(major.education_level as varchar) as education_level,
        cast(major.category_code as varchar) as category_code,
        cast(major.category_name as varchar) as category_name,
        cast(major.class_code as varchar) as class_code,
        cast(major.class_name as varchar) as class_name,
        cast(flag.is_restricted_new as boolean) as is_restricted_new,
        cast(flag.restricted_as_printed as varchar) as restricted_as_printed,
        cast(flag.is_controlled_category as boolean) as is_controlled_category,
        cast(major.major_code like '%K' as boolean) as is_state_controlled,
        cast(flag.is_named_priority as boolean) as is_named_priority,
        cast(major.confirmed_by as varchar) as confirmed_by,
        {{ is_synthetic() }} as is_synthetic
    from major
    inner join flag on major.major_code = flag.major_code
    union all
    select
        major_key, major_code, major_name, 'none', 'NONE', '（无）', 'NONE', '（无）', false, null, false, false, false, 'none', {{ is_synthetic() }}
    from member
)

select * from final

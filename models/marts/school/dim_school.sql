with version as (
    select * from {{ ref('int_school__version') }}
),

member as (
    select
        cast({{ unknown_key() }} as bigint) as school_key, 'UNKNOWN' as school_id, '（未知学校）' as school_name, 'other' as school_level
    union all
    select cast({{ not_applicable_key() }} as bigint), 'NONE', '（无）', 'other'
),

final as (
    select
        cast(school_key as bigint) as school_key,
        cast(school_id as varchar) as school_id,
        cast(school_name as varchar) as school_name,
        cast(school_level as varchar) as school_level,
        cast(school_kind as varchar) as school_kind,
        cast(district as varchar) as district,
        cast(supervising_body as varchar) as supervising_body,
        cast(address as varchar) as address,
        cast(founded_year as integer) as founded_year,
        cast(successor_school_id as varchar) as successor_school_id,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(is_current as boolean) as is_current,
        {{ is_synthetic() }} as is_synthetic
    from version
    union all
    select
        school_key, school_id, school_name, school_level, 'special', null, null, null, null, null,
        {{ beginning_of_time() }}, {{ end_of_time() }}, true, {{ is_synthetic() }}
    from member
)

select * from final

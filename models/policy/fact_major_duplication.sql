-- How many schools offer the same catalogue major, per level and year (item 13 and the 2024 notice on duplicated majors).
with offered as (
    select distinct dim_school.school_id, dim_school.school_name, programme.major_key, programme.academic_year as year
    from {{ ref('fact_programme') }} as programme
    inner join {{ ref('dim_school') }} as dim_school on programme.school_key = dim_school.school_key
    where programme.status in ('recruiting', 'approved') and programme.major_key > 0
),

counted as (
    select major_key, year, count(*) as schools, {{ dbt.listagg('school_name', "'、'", "order by school_id") }} as school_names
    from offered
    group by major_key, year
),

-- Schools that filed or printed a list of the level in the year: the others may offer the major too.
filed as (
    select dim_major.education_level, offered.year, count(distinct offered.school_id) as schools_with_list
    from offered
    inner join {{ ref('dim_major') }} as dim_major on offered.major_key = dim_major.major_key
    group by dim_major.education_level, offered.year
),

final as (
    select
        {{ surrogate_key(['dim_major.major_code', 'counted.year']) }} as major_duplication_key,
        cast(counted.major_key as bigint) as major_key,
        cast(dim_major.major_code as varchar) as major_code,
        cast(dim_major.major_name as varchar) as major_name,
        cast(dim_major.education_level as varchar) as education_level,
        cast(dim_major.category_name as varchar) as category_name,
        cast(counted.year as integer) as period_year,
        cast(counted.schools as integer) as schools,
        cast(filed.schools_with_list as integer) as schools_with_list,
        cast({{ percent_of('counted.schools', 'filed.schools_with_list') }} as decimal(7, 4)) as share_of_lists_pct,
        cast(counted.school_names as varchar) as school_names,
        cast(dim_major.is_restricted_new as boolean) as is_restricted_new,
        cast(dim_major.is_controlled_category as boolean) as is_controlled_category
    from counted
    inner join {{ ref('dim_major') }} as dim_major on counted.major_key = dim_major.major_key
    inner join filed on dim_major.education_level = filed.education_level and counted.year = filed.year
)

select * from final

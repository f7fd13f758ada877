-- Filed programme lines with the catalogue code of today: codes and names of an older catalogue are followed through major_crosswalk.
with programme as (
    select
        programme.programme_id, school.school_id, programme.academic_year, programme.status, programme.pathway, programme.direction, programme.campus,
        programme.major_as_printed, programme.printed_rows, programme.is_whole_list, programme.education_level as printed_level, programme.major_key
    from {{ ref('fact_programme') }} as programme
    inner join {{ ref('dim_school') }} as school on programme.school_key = school.school_key
),

major as (
    select major_key, major_code, major_name, education_level from {{ ref('dim_major') }} where major_key > 0
),

-- Of a split, one code continues the old major and the others are new, so an old line counts as the one that continues.
crosswalk as (
    select from_code, from_name, education_level, to_code from {{ ref('major_crosswalk') }} where relation in ('renamed', 'continues', 'merged')
),

followed as (
    select
        programme.*,
        coalesce(major.major_code, crosswalk.to_code) as major_code
    from programme
    left join major on programme.major_key = major.major_key
    left join crosswalk
        on major.major_code is null
        and programme.printed_level = crosswalk.education_level
        and programme.major_as_printed in (crosswalk.from_code, crosswalk.from_name)
),

final as (
    select
        followed.programme_id, followed.school_id, followed.academic_year, followed.status, followed.pathway, followed.direction, followed.campus,
        followed.major_as_printed, followed.printed_rows, followed.is_whole_list, coalesce(major.education_level, followed.printed_level) as education_level,
        followed.major_code, major.major_name
    from followed
    left join major on followed.major_code = major.major_code
)

select * from final

-- Majors of each school as filed, a year. Where no list is filed, a printed number of majors of the whole college stands in (named by hand: most
-- printed counts are parts). Every school is here; one without a list or a number has no count, which is not zero.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

counted as (
    select * from {{ ref('int_policy__count') }} where scenario_id = 'actual'
),

unlisted as (
    select school.school_id, school.school_name, school.school_level, report_year.year
    from {{ ref('dim_school') }} as school
    cross join report_year
    left join counted on school.school_id = counted.school_id
    -- Of the other institutions those that run vocational majors are subjects, the rest are named in print for other reasons.
    where school.is_current and school.school_key > 0 and counted.school_id is null
        and (school.school_level <> 'other' or school.school_kind = 'applied_university')
),

printed_count as (
    select dim_school.school_id, figure.value as majors, figure.figure_id
    from {{ ref('figure_major_count') }} as figure_major_count
    inner join {{ ref('fact_reported_figure') }} as figure on figure_major_count.figure_id = figure.figure_id
    inner join {{ ref('dim_school') }} as dim_school on figure.school_key = dim_school.school_key
),

printed as (
    select
        unlisted.school_id, unlisted.school_name, unlisted.school_level, unlisted.year, 'plain' as reading, cast(null as integer) as list_year,
        printed_count.majors as recruiting_low, printed_count.majors as recruiting_high, printed_count.majors as filed_low,
        printed_count.majors as filed_high, printed_count.figure_id as evidence
    from unlisted
    left join printed_count on unlisted.school_id = printed_count.school_id
),

everyone as (
    select
        counted.school_id, counted.school_name, counted.school_level, counted.year, counted.reading, counted.list_year,
        -- A whole list first, then a printed number, then the majors named as a lower bound.
        case when counted.recruiting_high is null then coalesce(printed_count.majors, counted.recruiting_low) else counted.recruiting_low end
            as recruiting_low,
        coalesce(counted.recruiting_high, printed_count.majors) as recruiting_high,
        case when counted.filed_high is null then coalesce(printed_count.majors, counted.filed_low) else counted.filed_low end as filed_low,
        coalesce(counted.filed_high, printed_count.majors) as filed_high,
        case when counted.recruiting_high is null then coalesce(printed_count.figure_id, counted.evidence) else counted.evidence end as evidence
    from counted
    left join printed_count on counted.school_id = printed_count.school_id
    union all
    select
        school_id, school_name, school_level, year, reading, list_year, recruiting_low, recruiting_high, filed_low, filed_high, evidence
    from printed
),

final as (
    select
        everyone.*,
        everyone.school_level in ('higher_vocational', 'vocational_undergraduate') as is_college,
        earlier.recruiting_low as earlier_low, earlier.recruiting_high as earlier_high
    from everyone
    left join counted as earlier
        on everyone.school_id = earlier.school_id and everyone.reading = earlier.reading and everyone.year = earlier.year + 1
)

select * from final

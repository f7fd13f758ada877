-- Majors of each college as filed, a year. Where no list is filed, a printed number of majors of the whole college stands in (named by hand: most
-- printed counts are parts). Every college is here; one without a list or a number has no count, which is not zero.
with college as (
    select school_id, school_name from {{ ref('dim_school') }}
    where is_current and school_key > 0 and school_level in ('higher_vocational', 'vocational_undergraduate')
),

counted as (
    select * from {{ ref('int_policy__count') }} where scenario_id = 'actual'
),

report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

printed_count as (
    select dim_school.school_id, figure.value as majors, figure.figure_id
    from {{ ref('figure_major_count') }} as figure_major_count
    inner join {{ ref('fact_reported_figure') }} as figure on figure_major_count.figure_id = figure.figure_id
    inner join {{ ref('dim_school') }} as dim_school on figure.school_key = dim_school.school_key
),

final as (
    select
        college.school_id,
        college.school_name,
        coalesce(counted.year, report_year.year) as year,
        coalesce(counted.recruiting_low, printed_count.majors) as recruiting_low,
        coalesce(counted.recruiting_high, printed_count.majors) as recruiting_high,
        coalesce(counted.evidence, printed_count.figure_id) as evidence,
        lag(counted.recruiting_low) over (partition by college.school_id order by counted.year) as recruiting_earlier
    from college
    cross join report_year
    left join counted on college.school_id = counted.school_id
    left join printed_count on college.school_id = printed_count.school_id
)

select * from final

-- Each college major in a year: its intake now and before, its place in the college and in the city, its graduates and the demand for them.
with college as (
    select school_id, school_key, is_current, school_name from {{ ref('dim_school') }} where school_level in ('higher_vocational', 'vocational_undergraduate')
),

major as (
    select major_key, major_code, major_name, education_level, category_name, is_controlled_category
    from {{ ref('dim_major') }}
    where education_level in ('higher_vocational', 'vocational_undergraduate')
),

offered as (
    select
        college.school_id, fact_programme.major_key, fact_programme.academic_year as year,
        max(case when fact_programme.status in ('recruiting', 'approved') then 1 else 0 end) as is_recruiting,
        max(case when fact_programme.is_whole_list then 1 else 0 end) as is_whole_list
    from {{ ref('fact_programme') }} as fact_programme
    inner join college on fact_programme.school_key = college.school_key
    where fact_programme.status <> 'withdrawn'
    group by college.school_id, fact_programme.major_key, fact_programme.academic_year
),

-- Rows of pathways and campuses of one major add up; one that is empty leaves the sum a lower bound.
taken_in as (
    select
        college.school_id, fact_enrolment.major_key, fact_enrolment.academic_year as year,
        sum(fact_enrolment.intake) as intake_low,
        case when count(*) = count(fact_enrolment.intake) then sum(fact_enrolment.intake) end as intake_high
    from {{ ref('fact_enrolment') }} as fact_enrolment
    inner join college on fact_enrolment.school_key = college.school_key
    group by college.school_id, fact_enrolment.major_key, fact_enrolment.academic_year
),

outcome as (
    select
        college.school_id, fact_graduate_outcome.major_key, fact_graduate_outcome.period_year as year,
        case when count(*) = count(fact_graduate_outcome.graduates) then sum(fact_graduate_outcome.graduates) end as graduates,
        case when count(*) = count(fact_graduate_outcome.placed) then sum(fact_graduate_outcome.placed) end as placed,
        case when count(*) = 1 then max(case when fact_graduate_outcome.placement_rate_qualifier <> 'under' then fact_graduate_outcome.placement_rate_pct end) end as rate_low,
        case when count(*) = 1 then max(case when fact_graduate_outcome.placement_rate_qualifier <> 'over' then fact_graduate_outcome.placement_rate_pct end) end as rate_high
    from {{ ref('fact_graduate_outcome') }} as fact_graduate_outcome
    inner join college on fact_graduate_outcome.school_key = college.school_key
    group by college.school_id, fact_graduate_outcome.major_key, fact_graduate_outcome.period_year
),

key as (
    select school_id, major_key, year from offered
    union
    select school_id, major_key, year from taken_in
    union
    select school_id, major_key, year from outcome
),

point as (
    select
        key.school_id, key.year, major.major_key, major.major_code, major.major_name, major.education_level, major.category_name, major.is_controlled_category,
        offered.is_recruiting, offered.is_whole_list, taken_in.intake_low, taken_in.intake_high, earlier.intake_high as earlier_intake,
        outcome.graduates,
        case when outcome.placed is not null then cast(100 as decimal(24, 6)) * outcome.placed / nullif(outcome.graduates, 0) else outcome.rate_low end as placement_low,
        case when outcome.placed is not null then cast(100 as decimal(24, 6)) * outcome.placed / nullif(outcome.graduates, 0) else outcome.rate_high end as placement_high
    from key
    inner join major on key.major_key = major.major_key
    left join offered on key.school_id = offered.school_id and key.major_key = offered.major_key and key.year = offered.year
    left join taken_in on key.school_id = taken_in.school_id and key.major_key = taken_in.major_key and key.year = taken_in.year
    left join taken_in as earlier on key.school_id = earlier.school_id and key.major_key = earlier.major_key and key.year = earlier.year + 1
    left join outcome on key.school_id = outcome.school_id and key.major_key = outcome.major_key and key.year = outcome.year
),

-- The intake of a college is complete where a total is printed or filed, or where its list is whole and every recruiting major has its intake.
listed as (
    select
        school_id, year, count(*) as points,
        sum(is_recruiting) as recruiting, max(is_whole_list) as is_whole_list,
        sum(case when is_recruiting = 1 and intake_high is not null then 1 else 0 end) as recruiting_known
    from point
    group by school_id, year
),

school_total as (
    select
        taken_in.school_id, taken_in.year, sum(taken_in.intake_low) as intake,
        min(case when taken_in.intake_high is null then 0 else 1 end) as is_known,
        max(case when taken_in.major_key = {{ not_broken_down_key() }} then 1 else 0 end) as has_total
    from taken_in
    group by taken_in.school_id, taken_in.year
),

school_year as (
    select
        listed.school_id, listed.year, school_total.intake,
        coalesce(nullif(listed.recruiting, 0), listed.points) as majors,
        coalesce(school_total.is_known, 0) = 1
        and (school_total.has_total = 1 or (listed.is_whole_list = 1 and listed.recruiting > 0 and listed.recruiting = listed.recruiting_known)) as is_complete,
        coalesce(listed.is_whole_list, 0) = 1 as is_whole_list
    from listed
    left join school_total on listed.school_id = school_total.school_id and listed.year = school_total.year
),

city_year as (
    select
        school_year.year, sum(school_year.intake) as intake,
        sum(case when school_year.is_complete then 1 else 0 end) = (select count(*) from college where is_current) as is_complete
    from school_year
    group by school_year.year
),

major_year as (
    select major_key, year, sum(intake_low) as intake_low, case when count(*) = count(intake_high) then sum(intake_high) end as intake_high
    from point
    group by major_key, year
),

sized as (
    select
        school_id, major_key, year, count(*) over (partition by year) as points,
        cast(100 as decimal(24, 6)) * (rank() over (partition by year order by intake_low) - 1) / count(*) over (partition by year) as smaller_points_pct
    from point
    where intake_low = intake_high
),

-- The city mean is the printed one where a report prints it, else that of the colleges that filed graduates and placed.
printed_mean as (
    select reference.education_level, reference.period_year as year, quantity.value as rate
    from {{ ref('policy_city_reference') }} as reference
    inner join {{ ref('dim_quantity') }} as quantity on reference.quantity_id = quantity.quantity_id
    where reference.reference_id = 'placement_rate'
),

computed_mean as (
    select education_level, year, sum(graduates * placement_low) / nullif(sum(graduates), 0) as rate
    from point
    where placement_low = placement_high
    group by education_level, year
),

-- A report that was corrected is one report: what was loaded last stands.
report as (
    select
        major_code, period_year, report_no, value,
        row_number() over (partition by major_code, period_year, report_no order by loaded_date desc) as recency
    from {{ ref('policy_signal') }}
    where signal_kind = 'demand_ratio'
),

-- The two latest demand reports that ended by the year.
signal as (
    select point_year.year, report.major_code, report.value,
        row_number() over (partition by point_year.year, report.major_code order by report.period_year desc, report.report_no desc) as recency
    from (select distinct year from point) as point_year
    inner join report on report.period_year <= point_year.year
    where report.recency = 1
),

demand as (
    select year, major_code, count(*) as reports, max(value) as ratio
    from signal
    where recency <= 2
    group by year, major_code
),

final as (
    select
        {{ surrogate_key(['point.school_id', 'point.major_code', 'point.year']) }} as programme_point_key,
        cast(college.school_key as bigint) as school_key,
        cast(point.school_id as varchar) as school_id,
        cast(college.school_name as varchar) as school_name,
        cast(point.major_key as bigint) as major_key,
        cast(point.major_code as varchar) as major_code,
        cast(point.major_name as varchar) as major_name,
        cast(point.education_level as varchar) as education_level,
        cast(point.category_name as varchar) as category_name,
        cast(point.is_controlled_category as boolean) as is_controlled_category,
        cast(point.year as integer) as period_year,
        cast(point.intake_low as integer) as intake_low,
        cast(point.intake_high as integer) as intake_high,
        cast(point.earlier_intake as integer) as earlier_intake,
        cast(sized.smaller_points_pct as decimal(24, 6)) as smaller_points_pct,
        cast(sized.points as integer) as known_points,
        cast(school_year.majors as integer) as college_majors,
        cast(school_year.is_whole_list as boolean) as is_whole_list,
        cast(school_year.intake as integer) as school_intake,
        cast(school_year.is_complete as boolean) as is_school_intake_complete,
        cast(city_year.intake as integer) as city_intake,
        cast(city_year.is_complete as boolean) as is_city_intake_complete,
        cast(major_year.intake_low as integer) as major_intake_low,
        cast(major_year.intake_high as integer) as major_intake_high,
        cast(point.graduates as integer) as graduates,
        cast(point.placement_low as decimal(24, 6)) as placement_low,
        cast(point.placement_high as decimal(24, 6)) as placement_high,
        cast(coalesce(printed_mean.rate, computed_mean.rate) as decimal(24, 6)) as city_placement,
        cast(demand.reports as integer) as demand_reports,
        cast(demand.ratio as decimal(24, 6)) as demand_ratio
    from point
    inner join college on point.school_id = college.school_id and college.is_current
    inner join school_year on point.school_id = school_year.school_id and point.year = school_year.year
    inner join city_year on point.year = city_year.year
    inner join major_year on point.major_key = major_year.major_key and point.year = major_year.year
    left join sized on point.school_id = sized.school_id and point.major_key = sized.major_key and point.year = sized.year
    left join printed_mean on point.education_level = printed_mean.education_level and point.year = printed_mean.year
    left join computed_mean on point.education_level = computed_mean.education_level and point.year = computed_mean.year
    left join demand on point.major_code = demand.major_code and point.year = demand.year
)

select * from final

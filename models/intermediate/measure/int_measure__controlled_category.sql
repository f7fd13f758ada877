-- 13-b: the share of each controlled category in the college intake of the city against the year before, and each point that lies in one.
with point as (
    select
        school_id, school_name, major_code, major_name, category_name, is_controlled_category, period_year, intake_low, intake_high, earlier_intake, city_intake,
        is_city_intake_complete
    from {{ ref('fact_programme_point') }}
),

category as (
    select
        category_name, period_year, sum(intake_low) as intake_low, case when count(*) = count(intake_high) then sum(intake_high) end as intake_high,
        max(city_intake) as city_intake, min(case when is_city_intake_complete then 1 else 0 end) as is_complete
    from point
    where is_controlled_category
    group by category_name, period_year
),

share as (
    select
        category_name, period_year, intake_high,
        case when is_complete = 1 then {{ percent_of('intake_low', 'city_intake') }} end as share_low,
        case when is_complete = 1 then {{ percent_of('intake_high', 'city_intake') }} end as share_high
    from category
),

change as (
    select
        share.category_name, share.period_year, share.share_low as numerator, earlier.share_low as denominator,
        share.share_low - earlier.share_high as change_low, share.share_high - earlier.share_low as change_high
    from share
    left join share as earlier on share.category_name = earlier.category_name and share.period_year = earlier.period_year + 1
),

final as (
    select
        'controlled_category_share_change' as measure_id, 'city' as subject_type, '上海' as subject_id, '上海' as subject_name, category_name as object_key,
        period_year, change_low, change_high, numerator, denominator, 'category_intake_incomplete' as reason,
        -- A share that stays the same complies: control asks that it does not rise.
        case when change_high = 0 then 'met' end as forced_outcome
    from change
    union all
    select
        'controlled_category_point', 'school', school_id, school_name, {{ dbt.concat(["major_code", "' '", "major_name"]) }}, period_year,
        intake_low - earlier_intake, intake_high - earlier_intake, intake_high, earlier_intake,
        case
            when earlier_intake is null or intake_high is null then 'controlled_category'
            when intake_high < earlier_intake then 'controlled_category_falling'
            when intake_low > earlier_intake then 'controlled_category_rising'
            else 'controlled_category'
        end,
        'in_category'
    from point
    where is_controlled_category
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type='subject_type', subject_id='subject_id', subject_name='subject_name', object_key='object_key', year='period_year',
        value_low='change_low', value_high='change_high', numerator='numerator', denominator='denominator', reason='reason', forced_outcome='forced_outcome'
    ) }}
from final

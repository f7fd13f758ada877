-- The programme points whose intake a proposal changes, as they would stand: the latest filed year with the planned intake in its place. What else is
-- known of the point (graduates, demand, the intake of others) stays as filed; the change itself is the growth over the latest filed intake. Of two lines on
-- one name and date the one decided last holds, then the one that asks for more.
with line as (
    select distinct scenario_id, school_id, school_name, decision_date, effective_date, year, object_key, major_code, planned_intake
    from {{ ref('int_policy__line') }}
    where action = 'change_intake' and planned_intake is not null and not is_carrier_unknown
        and school_level in ('higher_vocational', 'vocational_undergraduate')
),

point as (
    select * from {{ ref('fact_programme_point') }}
),

ranked as (
    select
        line.scenario_id, line.school_name as carrier_name, line.decision_date, line.effective_date, line.year as line_year, line.object_key,
        line.planned_intake, point.*,
        row_number() over (
            partition by line.scenario_id, line.school_id, line.object_key
            order by
                case when point.period_year < line.year then 0 else 1 end, point.period_year desc, line.decision_date desc, line.planned_intake desc,
                line.major_code
        ) as recency
    from line
    inner join point on line.school_id = point.school_id and line.major_code = point.major_code
),

latest as (
    select * from ranked where recency = 1
),

-- The percentile that the planned intake would take among the points of the year whose intake is known, itself among them.
sized as (
    select
        latest.scenario_id, latest.school_id, latest.object_key, latest.planned_intake,
        cast(100 as decimal(24, 6)) * sum(case when other.intake_low < latest.planned_intake then 1 else 0 end) / (count(other.major_code) + 1)
            as smaller_points_pct,
        count(other.major_code) + 1 as known_points
    from latest
    left join point as other
        on latest.period_year = other.period_year and other.intake_low = other.intake_high
        and (latest.school_id <> other.school_id or latest.major_code <> other.major_code)
    group by latest.scenario_id, latest.school_id, latest.object_key, latest.planned_intake
),

final as (
    select
        latest.scenario_id, latest.decision_date, latest.line_year, latest.object_key, latest.school_key, latest.school_id,
        latest.carrier_name as school_name, latest.major_key, latest.major_code, latest.major_name, latest.period_year,
        latest.planned_intake as intake_low, latest.planned_intake as intake_high,
        case when latest.period_year < latest.line_year then latest.intake_high end as earlier_intake,
        sized.smaller_points_pct, sized.known_points, latest.college_majors, latest.is_whole_list,
        latest.is_school_intake_complete and latest.intake_low = latest.intake_high as is_school_intake_complete,
        latest.school_intake - latest.intake_high + latest.planned_intake as school_intake,
        latest.is_city_intake_complete and latest.intake_low = latest.intake_high as is_city_intake_complete,
        latest.city_intake - latest.intake_high + latest.planned_intake as city_intake,
        latest.major_intake_low - latest.intake_high + latest.planned_intake as major_intake_low,
        latest.major_intake_high - latest.intake_high + latest.planned_intake as major_intake_high,
        latest.demand_ratio, latest.demand_reports, latest.placement_low, latest.placement_high, latest.city_placement, latest.graduates
    from latest
    inner join sized
        on latest.scenario_id = sized.scenario_id and latest.school_id = sized.school_id and latest.object_key = sized.object_key
        and latest.planned_intake = sized.planned_intake
)

select * from final

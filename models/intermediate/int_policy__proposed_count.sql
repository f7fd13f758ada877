-- Majors of each school at each date of a proposal: after its exits and after its additions, with the decision that picks the rule.
with counted as (
    select * from {{ ref('int_policy__count') }} where scenario_id <> 'actual'
),

decision as (
    select scenario_id, school_id, effective_date, min(decision_date) as decision_date
    from {{ ref('int_policy__line') }}
    where not is_carrier_unknown
    group by scenario_id, school_id, effective_date
),

final as (
    select
        added.scenario_id, added.school_id, added.school_name, added.school_level, added.year, added.checkpoint_date, added.reading, added.list_year,
        added.school_level in ('higher_vocational', 'vocational_undergraduate') as is_college,
        decision.decision_date,
        cast(added.checkpoint_date as {{ dbt.type_string() }}) as object_key,
        added.recruiting_low, added.recruiting_high, added.filed_low, added.filed_high, added.evidence,
        coalesce(exited.recruiting_low, 0) as exited_recruiting_low,
        coalesce(exited.filed_low, 0) as exited_filed_low, exited.filed_high as exited_filed_high
    from counted as added
    inner join decision
        on added.scenario_id = decision.scenario_id and added.school_id = decision.school_id and added.checkpoint_date = decision.effective_date
    left join counted as exited
        on added.scenario_id = exited.scenario_id and added.school_id = exited.school_id and added.reading = exited.reading
        and added.checkpoint_date = exited.checkpoint_date and exited.phase = 1
    where added.phase = 2
)

select * from final

-- Majors of each college at each date of a proposal: after its exits and after its additions, with the decision that picks the rule.
with college as (
    select school_id, school_name from {{ ref('dim_school') }}
    where is_current and school_key > 0 and school_level in ('higher_vocational', 'vocational_undergraduate')
),

counted as (
    select * from {{ ref('int_policy__count') }} where scenario_id <> 'actual'
),

decision as (
    select scenario_id, school_id, effective_date, min(decision_date) as decision_date
    from {{ ref('proposal_line') }}
    group by scenario_id, school_id, effective_date
),

final as (
    select
        added.scenario_id, added.school_id, college.school_name, added.year, added.checkpoint_date, decision.decision_date,
        cast(added.checkpoint_date as {{ dbt.type_string() }}) as object_key,
        added.recruiting_low, added.recruiting_high, added.evidence,
        exited.recruiting_low as exited_recruiting_low, exited.filed_low as exited_filed_low, exited.filed_high as exited_filed_high
    from counted as added
    inner join counted as exited
        on added.scenario_id = exited.scenario_id and added.school_id = exited.school_id
        and added.checkpoint_date = exited.checkpoint_date and exited.phase = 1
    inner join college on added.school_id = college.school_id
    inner join decision
        on added.scenario_id = decision.scenario_id and added.school_id = decision.school_id and added.checkpoint_date = decision.effective_date
    where added.phase = 2
)

select * from final

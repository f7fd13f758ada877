-- Each rule with the rows of its measure and of its precondition. A proposal that sets a parameter judges the state again under it.
with rule as (
    select clause_id, measure_id, act, pre_clause_id, pre_measure_id, settled_outcome, subject_id from {{ ref('policy_rule') }}
),

measure as (
    select * from {{ ref('fact_measure') }}
),

-- A measure and its precondition are read alike, or one of them has a single reading. Once for each reading that it goes with, so that equal columns join.
precondition as (
    select
        measure.measure_id, measure.act, measure.scenario_id, measure.subject_id, measure.object_key, measure.year, measure.reading,
        measure.value_low, measure.value_high, reading.reading as goes_with
    from measure
    inner join (select distinct pre_measure_id from rule) as asked on measure.measure_id = asked.pre_measure_id
    inner join {{ ref('measure_reading') }} as reading
        on measure.reading = reading.reading or measure.reading = 'plain' or reading.reading = 'plain'
),

policy_scenario as (
    select distinct scenario_id, clause_id from {{ ref('proposal_line') }} where action = 'set_parameter'
),

matched as (
    select
        rule.clause_id, rule.pre_clause_id, rule.act, rule.measure_id, measure.scenario_id, measure.reading, measure.subject_type, measure.subject_id,
        measure.subject_name, case when rule.measure_id = 'quantity' then '' else measure.object_key end as object_key, measure.object_code,
        measure.year, measure.rule_date, measure.value_low, measure.value_high, measure.numerator, measure.denominator,
        precondition.value_low as pre_low, precondition.value_high as pre_high, coalesce(precondition.reading, measure.reading) as pre_reading,
        coalesce(rule.settled_outcome, measure.forced_outcome) as forced_outcome, measure.reason, measure.evidence
    from rule
    inner join measure
        on rule.measure_id = measure.measure_id
        and rule.act = measure.act
        and (rule.measure_id <> 'quantity' or (measure.object_key = rule.clause_id and measure.subject_id = rule.subject_id))
    left join precondition
        on rule.pre_measure_id = precondition.measure_id
        and measure.act = precondition.act
        and measure.scenario_id = precondition.scenario_id
        and measure.subject_id = precondition.subject_id
        and measure.object_key = precondition.object_key
        and measure.year = precondition.year
        and measure.reading = precondition.goes_with
),

final as (
    select * from matched
    union all
    select
        matched.clause_id, matched.pre_clause_id, matched.act, matched.measure_id, policy_scenario.scenario_id, matched.reading, matched.subject_type,
        matched.subject_id, matched.subject_name, matched.object_key, matched.object_code, matched.year, matched.rule_date, matched.value_low,
        matched.value_high, matched.numerator, matched.denominator, matched.pre_low, matched.pre_high, matched.pre_reading, matched.forced_outcome, matched.reason,
        matched.evidence
    from matched
    inner join policy_scenario on policy_scenario.clause_id in (matched.clause_id, matched.pre_clause_id)
    where matched.scenario_id = 'actual'
)

select * from final

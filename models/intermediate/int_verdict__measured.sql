-- Each rule with the rows of its measure and of its precondition. A proposal that sets a parameter judges the state again under it.
with rule as (
    select clause_id, measure_id, act, pre_clause_id, pre_measure_id, settled_outcome, subject_id from {{ ref('policy_rule') }}
),

measure as (
    select * from {{ ref('fact_measure') }}
    {% if var('made_again', none) %}
    where subject_type <> 'school' or subject_id not in (select school_id from {{ ref('int_verdict__kept_school') }})
    {% endif %}
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

-- Each rule as it stands, and once more for each proposal that sets its parameter or that of its precondition.
asked as (
    select rule.*, cast(null as {{ dbt.type_string() }}) as judged_again_in from rule
    union all
    select distinct rule.*, line.scenario_id
    from rule
    inner join {{ ref('proposal_line') }} as line on line.action = 'set_parameter' and line.clause_id in (rule.clause_id, rule.pre_clause_id)
),

final as (
    select
        asked.clause_id, asked.pre_clause_id, asked.act, asked.measure_id, coalesce(asked.judged_again_in, measure.scenario_id) as scenario_id, measure.reading,
        measure.subject_type, measure.subject_id, measure.subject_name,
        case when asked.measure_id = 'quantity' then '' else measure.object_key end as object_key, measure.object_code,
        measure.year, measure.rule_date, measure.value_low, measure.value_high, measure.numerator, measure.denominator,
        precondition.value_low as pre_low, precondition.value_high as pre_high, coalesce(precondition.reading, measure.reading) as pre_reading,
        coalesce(asked.settled_outcome, measure.forced_outcome) as forced_outcome, measure.reason, measure.evidence
    from asked
    inner join measure
        on asked.measure_id = measure.measure_id
        and asked.act = measure.act
        and (asked.measure_id <> 'quantity' or (measure.object_key = asked.clause_id and measure.subject_id = asked.subject_id))
        and (asked.judged_again_in is null or measure.scenario_id = 'actual')
    left join precondition
        on asked.pre_measure_id = precondition.measure_id
        and measure.act = precondition.act
        and measure.scenario_id = precondition.scenario_id
        and measure.subject_id = precondition.subject_id
        and measure.object_key = precondition.object_key
        and measure.year = precondition.year
        and measure.reading = precondition.goes_with
)

select
    *,
    -- The rival readings of one verdict share it.
    {{ surrogate_key(['clause_id', 'act', 'scenario_id', 'subject_type', 'subject_id', 'object_key', 'year', 'rule_date']) }} as verdict_key
from final

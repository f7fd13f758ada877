-- The five criteria of item 13 on the points whose intake a proposal changes, as they would stand. A flag is a warning, it does not bar the change.
with parameter as (
    select * from {{ ref('int_policy__criterion_parameter') }}
),

-- One row a line: the criteria are computed on its object, which stands in for the pathway.
point as (
    select proposed.*, parameter.*
    from {{ ref('int_policy__proposed_point') }} as proposed
    inner join parameter on proposed.period_year = parameter.parameter_year
),

measured as (
    {{ criteria_of_points('point', extra=['scenario_id', 'decision_date', 'line_year', 'object_key']) }}
),

criterion as (
    select criterion, operator, label_zh from {{ ref('criterion') }}
),

judged as (
    select
        measured.*,
        {{ criterion_outcome('criterion.operator', 'measured.value_low', 'measured.value_high', 'measured.threshold', 'measured.forced_outcome') }} as outcome,
        -- The two shares stand under one clause.
        case
            when measured.criterion in ('share_in_school', 'share_in_city') then {{ dbt.concat(['measured.object_key', "' '", 'criterion.label_zh']) }}
            else measured.object_key
        end as judged_key
    from measured
    inner join criterion on measured.criterion = criterion.criterion
    where measured.threshold is not null
),

final as (
    select
        *,
        case
            when outcome = 'not_met' then 'criterion_flagged'
            when forced_outcome = 'met' then 'below_minimum'
            else outcome
        end as settled
    from judged
)

select
    {{ measure_row(
        measure_id=dbt.concat(["'criterion_'", 'criterion']), act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id',
        subject_name='school_name', object_key='judged_key', object_code='major_code', year='line_year', rule_date='decision_date',
        value_low='value_low', value_high='value_high', numerator='numerator', denominator='denominator', reason='reason', forced_outcome='settled'
    ) }}
from final

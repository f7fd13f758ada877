-- Each criterion of items 13 and 6 for each point; the share of a major in the city once a major. Where the clause counts grounds, the value is their number.
with judged as (
    select
        fact_criterion.criterion, criterion.subject_type, criterion.counts_grounds, fact_criterion.school_id, fact_criterion.school_name,
        {{ point_label('fact_criterion') }} as object_key, fact_criterion.period_year, fact_criterion.outcome,
        case when fact_criterion.forced_outcome = 'met' then 'below_minimum' else fact_criterion.forced_outcome end as forced_outcome,
        fact_criterion.reason, fact_criterion.value_low, fact_criterion.value_high, fact_criterion.numerator, fact_criterion.denominator
    from {{ ref('fact_criterion') }} as fact_criterion
    inner join {{ ref('criterion') }} as criterion on fact_criterion.criterion = criterion.criterion
    {% if var('made_again', none) %}
    -- fact_measure keeps the others.
    where criterion.subject_type <> 'school' or fact_criterion.school_id not in (select school_id from {{ ref('int_policy__kept_school') }})
    {% endif %}
),

final as (
    select
        criterion, 'school' as subject_type, school_id as subject_id, school_name as subject_name, object_key, period_year, numerator, denominator,
        reason, forced_outcome,
        case
            when not counts_grounds then value_low
            when outcome = 'not_met' then 1
            when outcome in ('met', 'unknown') then 0
        end as amount_low,
        case
            when not counts_grounds then value_high
            when outcome in ('not_met', 'unknown') then 1
            when outcome = 'met' then 0
        end as amount_high
    from judged
    where subject_type = 'school'
    union all
    select
        criterion, 'city', '上海', '上海', object_key, period_year, min(numerator), min(denominator), min(reason), min(forced_outcome),
        min(value_low), min(value_high)
    from judged
    where subject_type = 'city'
    group by criterion, object_key, period_year
)

select
    {{ measure_row(
        measure_id=dbt.concat(["'criterion_'", 'criterion']), subject_type='subject_type', subject_id='subject_id', subject_name='subject_name',
        object_key='object_key', year='period_year', value_low='amount_low', value_high='amount_high', numerator='numerator', denominator='denominator',
        reason='reason', forced_outcome='forced_outcome'
    ) }}
from final

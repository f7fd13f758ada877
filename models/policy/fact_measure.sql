-- All measures in their common shape. A new measure is one model int_measure__<family> and its name here.
{% set families = [
    'recruiting_majors', 'filed_majors', 'major_change', 'new_majors', 'restricted_major', 'restricted_state', 'count_note', 'listed_major',
    'intake_change', 'through_train_point', 'report_coverage', 'grain_conflict', 'students_per_teacher', 'recognition', 'quantity',
    'criterion', 'planned_criterion', 'criteria_flagged', 'controlled_category', 'secondary_condition', 'college_condition', 'condition_without_numbers', 'finished_recognition',
] %}

with final as (
    {% for family in families %}
    select '{{ family }}' as family, * from {{ ref('int_measure__' ~ family) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    cast(family as varchar) as family,
    measure_id, reading, scenario_id, act, subject_type, subject_id, subject_name, object_key, object_code, year, rule_date, value, value_low, value_high,
    numerator, denominator, completeness, reason, forced_outcome, evidence
from final

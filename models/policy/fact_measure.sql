-- depends_on: {{ ref('int_policy__kept_school') }}
-- A build that started from a release measures again only the families that read what changed, and those of single schools only for schools that
-- filed other rows.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{% if is_incremental() %}
        delete from {{ this }}
        where 'int_measure__' || family in ('{{ var('made_again') | join(\"', '\") }}')
            and (
                family not in ('{{ measured_by_school() | join(\"', '\") }}') or subject_type <> 'school'
                or subject_id not in (select school_id from {{ ref('int_policy__kept_school') }})
            )
    {% endif %}",
) }}
-- All measures in their common shape. A new measure is one model int_measure__<family> and its name here.
{% set families = [
    'recruiting_majors', 'filed_majors', 'major_change', 'new_majors', 'restricted_major', 'restricted_state', 'count_note', 'listed_major',
    'intake_change', 'through_train_point', 'report_coverage', 'grain_conflict', 'students_per_teacher', 'recognition', 'quantity',
    'criterion', 'planned_criterion', 'criteria_flagged', 'controlled_category', 'secondary_condition', 'college_condition', 'condition_without_numbers', 'finished_recognition',
] %}
{% set made = [] %}
{% for family in families if not is_incremental() or 'int_measure__' ~ family in var('made_again') %}{% do made.append(family) %}{% endfor %}

with final as (
    {% for family in made %}
    select '{{ family }}' as family, * from {{ ref('int_measure__' ~ family) }}
    {% if is_incremental() and family in measured_by_school() %}
    where subject_type <> 'school' or subject_id not in (select school_id from {{ ref('int_policy__kept_school') }})
    {% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    cast(family as varchar) as family,
    measure_id, reading, scenario_id, act, subject_type, subject_id, subject_name, object_key, object_code, year, rule_date, value, value_low, value_high,
    numerator, denominator, completeness, reason, forced_outcome, evidence
from final

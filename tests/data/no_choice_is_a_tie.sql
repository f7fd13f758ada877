-- What: each choice between policy rows (the latest version, the value loaded last, counted before printed) meets rows that a key tells apart. When it
-- matters: of two rows with one key the order of the file would decide a verdict. How to resolve: correct the seed row named by `choice`, or give the
-- later one a later loaded_date; for measure and rule rows mend the model that made two of one.
{% set keys = [
    ('policy_parameter', 'policy_parameter', ['parameter_id', 'valid_from', 'loaded_date']),
    ('policy_rule', 'policy_rule', ['clause_id', 'measure_id', 'act', 'quantity_id', 'pre_measure_id', 'subject_id', 'year']),
    ('policy_rule_parameter', 'policy_rule_parameter', ['clause_id', 'measure_id']),
    ('policy_target', 'policy_target', ['clause_id']),
    ('measure_reading', 'measure_reading', ['reading_rank']),
    ('waiver', 'waiver', ['waiver_id']),
    ('signal', 'policy_signal', ['signal_kind', 'school_id', 'major_code', 'pathway', 'period_year', 'report_no', 'loaded_date']),
    ('clause', 'dim_clause', ['clause_id', 'valid_from', 'loaded_date']),
    ('measure', 'fact_measure', ['measure_id', 'reading', 'scenario_id', 'act', 'subject_type', 'subject_id', 'object_key', 'year', 'rule_date']),
    ('rule row', 'int_verdict__measured', ['clause_id', 'measure_id', 'act', 'scenario_id', 'reading', 'subject_type', 'subject_id', 'object_key', 'year',
        'rule_date', 'pre_reading']),
    ('verdict', 'fact_verdict', ['clause_id', 'act', 'proposal_id', 'subject_type', 'subject_id', 'object_key', 'period_year', 'rule_date',
        'clause_valid_from', 'clause_loaded_date']),
] %}
{% for choice, model, columns in keys %}
select '{{ choice }}' as choice, count(*) as rows_of_one_key,
    {{ dbt.concat(["coalesce(cast(" ~ columns[0] ~ " as " ~ dbt.type_string() ~ "), '')"] + (["' '", "coalesce(cast(" ~ columns[1] ~ " as " ~ dbt.type_string() ~ "), '')"] if columns | length > 1 else [])) }} as key_begins
from {{ ref(model) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% if not loop.last %}union all{% endif %}
{% endfor %}
union all
-- A plan is one number a year: of two reports of the year neither would be the plan.
select 'planned intake', count(distinct report_no), {{ dbt.concat(["school_id", "' '", "major_code"]) }}
from {{ ref('policy_signal') }}
where signal_kind = 'planned_intake'
group by school_id, major_code, pathway, period_year
having count(distinct report_no) > 1

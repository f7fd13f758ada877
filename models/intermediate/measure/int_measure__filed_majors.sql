-- Filed majors (recruiting or suspended) of a college after the exits of a proposal's date: decides whether it may add at all.
with proposed as (
    select * from {{ ref('int_policy__proposed_count') }}
)

select
    {{ measure_row(
        measure_id="'filed_major_count'", act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id',
        subject_name='school_name', object_key='object_key', year='year', rule_date='decision_date',
        value_low='exited_filed_low', value_high='exited_filed_high', reason="'filed_majors_unknown'"
    ) }}
from proposed

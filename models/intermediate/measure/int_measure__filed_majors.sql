-- Filed majors (recruiting or suspended) of a school: as filed, and after the exits of a proposal's date; decides whether a college may add at all.
with state as (
    select * from {{ ref('int_policy__state_count') }}
),

proposed as (
    select * from {{ ref('int_policy__proposed_count') }}
)

select
    {{ measure_row(
        measure_id="'filed_major_count'", reading='reading', subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value_low='filed_low', value_high='filed_high', reason="case when is_college then 'filed_majors_unknown' else 'scope_college' end",
        forced_outcome="case when not is_college then 'out_of_scope' end", evidence='evidence'
    ) }}
from state
union all
select
    {{ measure_row(
        measure_id="'filed_major_count'", act="'proposal'", reading='reading', scenario_id='scenario_id', subject_type="'school'",
        subject_id='school_id', subject_name='school_name', object_key='object_key', year='year', rule_date='decision_date',
        value_low='exited_filed_low', value_high='exited_filed_high', reason="'filed_majors_unknown'"
    ) }}
from proposed

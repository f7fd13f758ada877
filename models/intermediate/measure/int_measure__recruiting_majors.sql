-- Recruiting majors of a school: as filed, and after the additions of each date of a proposal (item 12, the cap). The cap names colleges only.
with state as (
    select * from {{ ref('int_policy__state_count') }}
),

proposed as (
    select * from {{ ref('int_policy__proposed_count') }}
)

select
    {{ measure_row(
        measure_id="'recruiting_major_count'", reading='reading', subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value_low='recruiting_low', value_high='recruiting_high', reason="case when not is_college then 'scope_college' when recruiting_high is not null then 'majors_not_read' when list_year is null then 'no_programme_list' else 'only_some_majors_named' end",
        forced_outcome="case when not is_college then 'out_of_scope' end", evidence='evidence'
    ) }}
from state
union all
-- A date that adds nothing cannot cause a count above the cap.
select
    {{ measure_row(
        measure_id="'recruiting_major_count'", act="'proposal'", reading='reading', scenario_id='scenario_id', subject_type="'school'",
        subject_id='school_id', subject_name='school_name', object_key='object_key', year='year', rule_date='decision_date',
        value_low='recruiting_low', value_high='recruiting_high', reason="case when not is_college then 'scope_college' when recruiting_high is not null then 'majors_not_read' when list_year is null then 'no_programme_list_after' else 'only_some_majors_named' end",
        forced_outcome="case when not is_college then 'out_of_scope' when recruiting_high <= exited_recruiting_low then 'not_worse' end",
        evidence='evidence'
    ) }}
from proposed

-- Majors that are new to the school among the additions of a proposal's date; as a state, that a school above the cap may add none (12-c).
with state as (
    select * from {{ ref('int_policy__state_count') }} where reading <> 'levels_apart'
),

proposed as (
    select distinct scenario_id, school_id, school_name, is_college, object_key, year, decision_date, checkpoint_date
    from {{ ref('int_policy__proposed_count') }}
),

added as (
    select
        scenario_id, school_id, effective_date,
        count(distinct case when is_new and major_code is not null then major_code when is_new then major_as_printed end) as new_majors,
        -- A major that a partial list does not name may be an old one.
        count(distinct case when is_new and has_whole_list and major_code is not null then major_code end) as certainly_new,
        {{ dbt.listagg("case when is_new then major_as_printed end", "'、'", "order by major_as_printed") }} as evidence
    from {{ ref('int_policy__added_line') }}
    where not is_carrier_unknown
    group by scenario_id, school_id, effective_date
),

final as (
    select
        proposed.*, coalesce(added.new_majors, 0) as new_majors, coalesce(added.certainly_new, 0) as certainly_new, added.evidence
    from proposed
    left join added
        on proposed.scenario_id = added.scenario_id and proposed.school_id = added.school_id and proposed.checkpoint_date = added.effective_date
)

select
    {{ measure_row(
        measure_id="'new_major_count'", subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value='filed_low', reason="case when is_college then 'filed_majors_unknown' else 'scope_college' end", forced_outcome="case when is_college then 'bars' else 'out_of_scope' end"
    ) }}
from state
union all
select
    {{ measure_row(
        measure_id="'new_major_count'", act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id',
        subject_name='school_name', object_key='object_key', year='year', rule_date='decision_date', value_low='certainly_new', value_high='new_majors',
        reason="case when is_college then 'filed_majors_unknown' else 'scope_college' end", forced_outcome="case when not is_college then 'out_of_scope' end", evidence='evidence'
    ) }}
from final

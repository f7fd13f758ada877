-- Majors that are new to the college among the additions of a proposal's date.
with proposed as (
    select * from {{ ref('int_policy__proposed_count') }}
),

added as (
    select
        scenario_id, school_id, effective_date,
        count(distinct case when is_new then coalesce(major_code, major_as_printed) end) as new_majors,
        {{ dbt.listagg("case when is_new then major_as_printed end", "'、'", "order by line_no") }} as evidence
    from {{ ref('int_policy__added_line') }}
    group by scenario_id, school_id, effective_date
),

final as (
    select
        proposed.scenario_id, proposed.school_id, proposed.school_name, proposed.object_key, proposed.year, proposed.decision_date,
        coalesce(added.new_majors, 0) as new_majors, added.evidence
    from proposed
    left join added
        on proposed.scenario_id = added.scenario_id and proposed.school_id = added.school_id and proposed.checkpoint_date = added.effective_date
)

select
    {{ measure_row(
        measure_id="'new_major_count'", act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id',
        subject_name='school_name', object_key='object_key', year='year', rule_date='decision_date', value='new_majors',
        reason="'filed_majors_unknown'", evidence='evidence'
    ) }}
from final

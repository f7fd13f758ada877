-- Each through-train point that a secondary school proposes: item 6 asks for a review by quality, enrolment and employment, and feedback.
with line as (
    select distinct scenario_id, filing_school_id, filing_school_name, object_key, major_code, year, decision_date, pathway
    from {{ ref('int_policy__line') }}
    where action in ('add', 'resume') and is_through_train
),

final as (
    select
        scenario_id, filing_school_id, filing_school_name, object_key, major_code, year, decision_date,
        {{ dbt.listagg('pathway', "'、'", 'order by pathway') }} as pathways
    from line
    group by scenario_id, filing_school_id, filing_school_name, object_key, major_code, year, decision_date
)

select
    {{ measure_row(
        measure_id="'new_through_train_point'", act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='filing_school_id',
        subject_name='filing_school_name', object_key='object_key', object_code='major_code', year='year', rule_date='decision_date', value='1',
        forced_outcome="'review'", evidence='pathways'
    ) }}
from final

-- Each added major, and each major on which a cluster is built, that a priority list names; one measure a list, listed_add:<list> or listed_cluster:<list>.
with line as (
    select * from {{ ref('int_policy__line') }} where action in ('add', 'resume', 'cluster') and not is_carrier_unknown
),

listed as (
    select list_id, major_code, max(member_zh) as member_zh from {{ ref('policy_list_major') }} group by list_id, major_code
),

final as (
    select distinct
        line.scenario_id, line.school_id, line.school_name, line.object_key, line.major_code, line.year, line.decision_date, listed.member_zh,
        {{ dbt.concat(["case when line.action = 'cluster' then 'listed_cluster:' else 'listed_add:' end", "listed.list_id"]) }} as measure_id
    from line
    inner join listed on line.major_code = listed.major_code
)

select
    {{ measure_row(
        measure_id='measure_id', act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id', subject_name='school_name',
        object_key='object_key', object_code='major_code', year='year', rule_date='decision_date', value='1', forced_outcome="'listed'",
        evidence='member_zh'
    ) }}
from final

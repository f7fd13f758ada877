-- Each added or resumed major: is it new to the school, and restricted by item 12? The list is open (等), so no hit is no pass.
with added_line as (
    select * from {{ ref('int_policy__added_line') }}
),

major as (
    select major_code, is_restricted_new, restricted_as_printed from {{ ref('dim_major') }} where major_key > 0
),

settled as (
    select
        added_line.*,
        coalesce(major.restricted_as_printed, added_line.major_as_printed) as evidence,
        case
            when added_line.action = 'change_intake' then 'out_of_scope'
            when added_line.is_carrier_unknown then 'unknown'
            when added_line.school_level = 'secondary' then 'out_of_scope'
            when added_line.major_code is null and added_line.match_kind = 'near' then 'near_match'
            when added_line.major_code is null then 'unknown'
            when added_line.status_before = 'recruiting' and added_line.is_through_train then 'new_point'
            when added_line.status_before = 'recruiting' and added_line.match_kind = 'direction' then 'direction'
            when added_line.status_before = 'recruiting' then 'out_of_scope'
            when not major.is_restricted_new then 'open_list'
            when added_line.status_before = 'suspended' then 'reopened'
            when not added_line.has_whole_list then 'unknown'
            when added_line.has_unread_name then 'unknown'
            when added_line.school_level = 'other' then 'outside_college'
            else 'not_met'
        end as settled
    from added_line
    left join major on added_line.major_code = major.major_code
),

-- Of several lines on one name and date (an addition and its intake, two pathways) the gravest is told.
ranked as (
    select
        *,
        row_number() over (
            partition by scenario_id, school_id, object_key, decision_date
            order by
                {{ gravity_of_addition('settled') }},
                action, education_level, pathway, filing_school_id
        ) as gravity
    from (select distinct * from settled) as settled
),

final as (
    select * from ranked where gravity = 1
)

select
    {{ measure_row(
        measure_id="'restricted_new_major'", act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id',
        subject_name='school_name', object_key='object_key', object_code='major_code', year='year', rule_date='decision_date', value='1',
        reason="case when settled = 'out_of_scope' and action = 'change_intake' then 'scope_intake_only' when settled = 'out_of_scope' and school_level = 'secondary' then 'scope_college' when settled = 'out_of_scope' then 'scope_runs_already' when is_carrier_unknown then 'partner_unknown' when has_unread_name then 'unread_major_name' else 'restricted_unknown' end",
        forced_outcome='settled', evidence='evidence'
    ) }}
from final

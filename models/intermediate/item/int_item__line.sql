-- The lines behind the new majors of a proposal: which are new to the school and how their names were matched.
with line as (
    select * from {{ ref('int_policy__added_line') }} where not is_carrier_unknown and action <> 'change_intake'
),

ranked as (
    select
        *,
        row_number() over (
            partition by scenario_id, school_id, effective_date, coalesce(major_code, major_as_printed)
            order by major_as_printed, filing_school_id, action, education_level, pathway, decision_date
        ) as line_order
    from line
),

final as (
    select
        *,
        cast(effective_date as {{ dbt.type_string() }}) as date_key,
        case
            when not is_new then 'not_counted'
            when line_order > 1 then 'folded'
            when major_code is null or not has_whole_list then 'unmatched'
            else 'counted'
        end as role,
        case
            when not is_new then coalesce(status_before, 'unknown')
            when major_code is not null and not has_whole_list then 'list_not_whole'
            else match_kind
        end as why
    from ranked
)

select
    {{ item_row(
        measure_id="'new_major_count'", act="'proposal'", scenario_id='scenario_id', subject_id='school_id', object_key='date_key', year='year',
        item_key='coalesce(major_code, major_as_printed)', item_label='major_as_printed', role='role', why='why', source='filing_school_id'
    ) }}
from final

-- Restricted majors in a college's list that were not in its list of the year before. Without that list it cannot be told which are new.
with state as (
    select * from {{ ref('int_policy__state_count') }} where reading <> 'levels_apart'
),

offering as (
    select school_id, year, major_code from {{ ref('int_policy__offering') }} where scenario_id = 'actual' and status <> 'withdrawn'
),

listed as (
    select
        school_id, academic_year as year, max(case when is_whole_list then 1 else 0 end) as is_whole,
        max(case when major_code is null and status <> 'withdrawn' then 1 else 0 end) as has_unread_name
    from {{ ref('int_policy__programme') }}
    group by school_id, academic_year
),

restricted as (
    select major_code, restricted_as_printed from {{ ref('dim_major') }} where is_restricted_new
),

added as (
    select
        now.school_id, now.year, count(*) as majors, count(restricted.major_code) as restricted_majors,
        {{ dbt.listagg("restricted.restricted_as_printed", "'、'", "order by now.major_code") }} as evidence
    from offering as now
    left join offering as before on now.school_id = before.school_id and now.year = before.year + 1 and now.major_code = before.major_code
    left join restricted on now.major_code = restricted.major_code
    where before.major_code is null
    group by now.school_id, now.year
),

final as (
    select
        state.school_id, state.school_name, state.year, state.is_college, added.evidence,
        case when earlier.is_whole = 1 then coalesce(added.restricted_majors, 0) end as restricted_majors,
        case
            when not state.is_college then 'out_of_scope'
            when coalesce(earlier.is_whole, 0) = 0 then 'unknown'
            when added.restricted_majors > 0 and earlier.has_unread_name = 1 then 'unknown'
            when coalesce(added.majors, 0) = 0 then 'out_of_scope'
            when added.restricted_majors = 0 then 'open_list'
        end as settled
    from state
    left join listed as earlier on state.school_id = earlier.school_id and state.year = earlier.year + 1
    left join added on state.school_id = added.school_id and state.year = added.year
)

select
    {{ measure_row(
        measure_id="'restricted_new_major'", subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value='restricted_majors', forced_outcome='settled', evidence='evidence',
        reason="case when not is_college then 'scope_college' when settled = 'out_of_scope' then 'scope_nothing_new' when restricted_majors is null then 'no_list_a_year_earlier' else 'unread_major_name' end"
    ) }}
from final

-- Recruiting majors of a college against the year before (12-b); turnover of a secondary school's majors (12-g).
with state as (
    select * from {{ ref('int_policy__state_count') }}
),

offering as (
    select school_id, year, major_code from {{ ref('int_policy__offering') }} where scenario_id = 'actual' and status = 'recruiting'
),

listed as (
    select distinct school_id, academic_year as year from {{ ref('int_policy__programme') }} where is_whole_list
),

moved as (
    select
        coalesce(now.school_id, before.school_id) as school_id, coalesce(now.year, before.year + 1) as year,
        count(case when now.major_code is null or before.major_code is null then 1 end) as moved
    from offering as now
    full outer join offering as before on now.school_id = before.school_id and now.year = before.year + 1 and now.major_code = before.major_code
    group by coalesce(now.school_id, before.school_id), coalesce(now.year, before.year + 1)
),

turnover as (
    select state.school_id, state.school_name, state.year, moved.moved, state.recruiting_low
    from state
    inner join listed as earlier on state.school_id = earlier.school_id and state.year = earlier.year + 1
    inner join moved on state.school_id = moved.school_id and state.year = moved.year
    where state.school_level = 'secondary' and state.recruiting_low = state.recruiting_high
)

select
    {{ measure_row(
        measure_id="'major_count_change'", reading='reading', subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value_low='recruiting_low - earlier_high', value_high='recruiting_high - earlier_low', numerator='recruiting_low', denominator='earlier_low',
        reason="case when is_college then 'no_count_a_year_earlier' else 'scope_college' end", forced_outcome="case when not is_college then 'out_of_scope' end", evidence='evidence'
    ) }}
from state
union all
select
    {{ measure_row(
        measure_id="'major_turnover'", subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value='100 * cast(moved as decimal(24, 6)) / nullif(recruiting_low, 0)', numerator='moved', denominator='recruiting_low',
        reason="'no_count_a_year_earlier'", forced_outcome="'note'"
    ) }}
from turnover

-- Lines that add or resume a major, with what the college has of it when the line takes effect (after the exits of the same date).
with college as (
    select school_id, school_name from {{ ref('dim_school') }}
    where is_current and school_key > 0 and school_level in ('higher_vocational', 'vocational_undergraduate')
),

offering as (
    select scenario_id, school_id, checkpoint_date, phase, major_code, status from {{ ref('int_policy__offering') }}
),

with_list as (
    select distinct school_id from offering where scenario_id = 'actual'
),

line as (
    select * from {{ ref('proposal_line') }} where action in ('add', 'resume')
),

final as (
    select
        line.scenario_id, line.line_no, line.school_id, college.school_name, line.decision_date, line.effective_date,
        {{ dbt.concat(["cast(line.line_no as " ~ dbt.type_string() ~ ")", "' '", "line.major_as_printed"]) }} as object_key,
        cast(extract(year from line.effective_date) as integer) as year,
        line.major_code, line.major_as_printed, line.match_kind,
        before.status as status_before,
        coalesce(before.status, 'withdrawn') = 'withdrawn' as is_new,
        with_list.school_id is not null as has_list
    from line
    inner join college on line.school_id = college.school_id
    left join offering as before
        on line.scenario_id = before.scenario_id and line.school_id = before.school_id
        and line.effective_date = before.checkpoint_date and before.phase = 1 and line.major_code = before.major_code
    left join with_list on line.school_id = with_list.school_id
)

select * from final

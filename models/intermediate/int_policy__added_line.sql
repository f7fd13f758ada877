-- Lines that add or resume a major or change its intake, with what the carrying school has of it when the line takes effect (after the exits of the same date).
with line as (
    select * from {{ ref('int_policy__line') }} where action in ('add', 'resume', 'change_intake')
),

offering as (
    select scenario_id, school_id, checkpoint_date, major_code, status from {{ ref('int_policy__offering') }} where phase = 1
),

checkpoint as (
    select scenario_id, school_id, checkpoint_date, list_year, has_whole_list from {{ ref('int_policy__checkpoint') }} where phase = 1
),

unread as (
    select distinct school_id, academic_year, education_level from {{ ref('int_policy__programme') }} where major_code is null and status <> 'withdrawn'
),

final as (
    select
        line.scenario_id, line.school_id, line.filing_school_id, line.school_name, line.school_level, line.decision_date, line.effective_date,
        line.object_key, line.year, line.action, line.education_level, line.major_code, line.major_as_printed, line.match_kind, line.pathway,
        line.is_through_train, line.is_carrier_unknown, offering.status as status_before,
        line.action <> 'change_intake' and coalesce(offering.status, 'withdrawn') = 'withdrawn' as is_new,
        coalesce(checkpoint.has_whole_list, false) as has_whole_list,
        -- A name in the list that nobody could read may be this major under an older name.
        unread.school_id is not null as has_unread_name
    from line
    left join offering
        on line.scenario_id = offering.scenario_id and line.school_id = offering.school_id
        and line.effective_date = offering.checkpoint_date and line.major_code = offering.major_code
    left join checkpoint
        on line.scenario_id = checkpoint.scenario_id and line.school_id = checkpoint.school_id and line.effective_date = checkpoint.checkpoint_date
    left join unread
        on checkpoint.school_id = unread.school_id and checkpoint.list_year = unread.academic_year and line.education_level = unread.education_level
)

select * from final

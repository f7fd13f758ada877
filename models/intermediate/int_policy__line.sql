-- Lines of proposals with the school that carries them: of a through-train point filed by a secondary school that is the partner above it.
with version as (
    select school_id, school_name, school_level, valid_from, valid_to, is_current from {{ ref('dim_school') }} where school_key > 0
),

line as (
    select distinct
        scenario_id, decision_date, effective_date, school_id, action, major_as_printed, education_level, major_code, match_kind, pathway, partner_school_id,
        planned_intake
    from {{ ref('proposal_line') }}
    where school_id is not null
),

filed as (
    select
        line.*,
        version.school_name as filing_school_name,
        version.school_level = 'secondary' and coalesce(line.pathway, 'plain') not in ('plain', 'all') as is_through_train
    from line
    inner join version on line.school_id = version.school_id and version.is_current
),

carried as (
    select
        *,
        case when is_through_train then coalesce(partner_school_id, school_id) else school_id end as carrier_id,
        is_through_train and partner_school_id is null as is_carrier_unknown
    from filed
),

final as (
    select
        carried.scenario_id, carried.decision_date, carried.effective_date, carried.school_id as filing_school_id, carried.filing_school_name, carried.carrier_id as school_id,
        coalesce(dated.school_name, today.school_name) as school_name,
        coalesce(dated.school_level, today.school_level) as school_level,
        carried.action, carried.major_as_printed, carried.education_level, carried.major_code, carried.match_kind, carried.pathway, carried.planned_intake,
        carried.is_through_train, carried.is_carrier_unknown,
        cast(extract(year from carried.effective_date) as integer) as year,
        {{ dbt.concat(["cast(carried.effective_date as " ~ dbt.type_string() ~ ")", "' '", "carried.major_as_printed"]) }} as object_key
    from carried
    inner join version as today on carried.carrier_id = today.school_id and today.is_current
    left join version as dated
        on carried.carrier_id = dated.school_id and carried.effective_date >= dated.valid_from and carried.effective_date < dated.valid_to
)

select * from final

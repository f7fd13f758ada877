with named as (
    select
        award_id, contest_id, event_name, participant_kind, school_id, medal, item_as_printed, award_count, recipients, co_organisation_id,
        cast(null as {{ dbt.type_string() }}) as figure_ids, batch_id, document_id, section, locator, locator_row
    from {{ ref('stg_award') }}
),

counted as (
    select
        cast({{ surrogate_key(['contest_id', 'event_name', 'participant_kind', 'school_id', 'medal']) }} as {{ dbt.type_string() }}) as award_id,
        contest_id, event_name, participant_kind, school_id, medal,
        cast(null as {{ dbt.type_string() }}) as item_as_printed, award_count, recipients,
        cast(null as {{ dbt.type_string() }}) as co_organisation_id,
        figure_ids, batch_id, document_id, section, locator, locator_row
    from {{ ref('int_award__from_figures') }}
    where is_used
),

award as (
    select * from named
    union all
    select * from counted
),

contest as (
    select contest_id, contest_year from {{ ref('stg_contest') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(award.award_id as varchar) as award_id,
        {{ surrogate_key(['award.contest_id']) }} as contest_key,
        cast(contest.contest_year as integer) as contest_year,
        cast(award.event_name as varchar) as event_name,
        cast(award.participant_kind as varchar) as participant_kind,
        cast(school.school_key as bigint) as school_key,
        cast(award.medal as varchar) as medal,
        cast(award.item_as_printed as varchar) as item_as_printed,
        cast(award.award_count as integer) as award_count,
        cast(award.recipients as integer) as recipients,
        case
            when award.co_organisation_id is null then cast({{ not_applicable_key() }} as bigint)
            else {{ surrogate_key(['award.co_organisation_id']) }}
        end as co_organisation_key,
        cast(award.figure_ids as varchar) as figure_ids,
        cast(award.batch_id as varchar) as batch_id,
        cast(award.document_id as varchar) as document_id,
        cast(award.section as varchar) as section,
        cast(award.locator as varchar) as locator,
        cast(award.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from award
    inner join contest on award.contest_id = contest.contest_id
    inner join school_version as school on {{ in_force('school', 'award.school_id', 'contest.contest_year') }}
)

select * from final

with mapping as (
    select figure_id, school_name, contest_id, event_name, participant_kind, medal, measure from {{ ref('figure_award') }}
),

figure as (
    select * from {{ ref('int_figure__converted') }}
),

school as (
    select school_id, school_name from {{ ref('stg_school') }}
),

named as (
    select contest_id, school_id, participant_kind, medal, sum(award_count) as named_awards
    from {{ ref('stg_award') }}
    group by contest_id, school_id, participant_kind, medal
),

counted as (
    select
        mapping.contest_id,
        mapping.event_name,
        mapping.participant_kind,
        school.school_id,
        mapping.medal,
        cast(max(case when mapping.measure = 'award_count' then figure.value end) as integer) as award_count,
        cast(max(case when mapping.measure = 'recipients' then figure.value end) as integer) as recipients,
        {{ dbt.listagg('figure.figure_id', "' '", 'order by figure.figure_id') }} as figure_ids,
        min(figure.batch_id) as batch_id,
        min(figure.document_id) as document_id,
        min(figure.section) as section,
        min(figure.locator) as locator,
        min(figure.locator_row) as locator_row
    from mapping
    inner join figure on mapping.figure_id = figure.figure_id
    inner join school on mapping.school_name = school.school_name
    group by mapping.contest_id, mapping.event_name, mapping.participant_kind, school.school_id, mapping.medal
),

-- Named items outrank a bare count of the same contest, school and medal; the count stays on record as a claim.
-- Where fewer are named than counted, the rest of the count stands beside the named ones.
final as (
    select
        counted.contest_id,
        counted.event_name,
        counted.participant_kind,
        counted.school_id,
        counted.medal,
        counted.award_count as counted_awards,
        counted.award_count - coalesce(named.named_awards, 0) as award_count,
        counted.recipients,
        counted.figure_ids,
        counted.batch_id,
        counted.document_id,
        counted.section,
        counted.locator,
        counted.locator_row,
        named.named_awards,
        named.contest_id is null or coalesce(counted.award_count > named.named_awards, false) as is_used
    from counted
    left join named
        on counted.contest_id = named.contest_id
        and counted.school_id = named.school_id
        and counted.participant_kind = named.participant_kind
        and counted.medal = named.medal
)

select * from final

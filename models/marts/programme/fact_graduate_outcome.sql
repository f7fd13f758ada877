with outcome as (
    select * from {{ ref('stg_graduate_outcome') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(outcome.graduate_outcome_id as varchar) as graduate_outcome_id,
        cast(school.school_key as bigint) as school_key,
        {{ major_key('outcome.major_code', 'outcome.major_as_printed') }} as major_key,
        cast(outcome.period_year as integer) as period_year,
        cast(outcome.graduates as integer) as graduates,
        cast(outcome.placed as integer) as placed,
        cast(outcome.progressed as integer) as progressed,
        cast(outcome.employed_directly as integer) as employed_directly,
        cast(outcome.studying_abroad as integer) as studying_abroad,
        cast(outcome.placement_rate_pct as decimal(7, 4)) as placement_rate_pct,
        cast(outcome.placement_rate_qualifier as varchar) as placement_rate_qualifier,
        cast(outcome.progression_rate_pct as decimal(7, 4)) as progression_rate_pct,
        cast(outcome.batch_id as varchar) as batch_id,
        cast(outcome.document_id as varchar) as document_id,
        cast(outcome.section as varchar) as section,
        cast(outcome.locator as varchar) as locator,
        cast(outcome.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from outcome
    inner join school_version as school on {{ in_force('school', 'outcome.school_id', 'outcome.period_year') }}
)

select * from final

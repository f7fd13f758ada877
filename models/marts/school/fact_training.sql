with training as (
    select * from {{ ref('int_training__converted') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(training.training_id as varchar) as training_id,
        cast(school.school_key as bigint) as school_key,
        cast(training.training_name as varchar) as training_name,
        cast(training.period_year as integer) as period_year,
        cast(training.sessions as integer) as sessions,
        cast(training.persons as integer) as persons,
        cast(training.person_times as integer) as person_times,
        cast(training.person_days as integer) as person_days,
        cast(training.hours as integer) as hours,
        cast(training.income_cny as decimal(18, 2)) as income_cny,
        cast(training.training_qualifier as varchar) as training_qualifier,
        cast(training.batch_id as varchar) as batch_id,
        cast(training.document_id as varchar) as document_id,
        cast(training.section as varchar) as section,
        cast(training.locator as varchar) as locator,
        cast(training.locator_row as varchar) as locator_row
    from training
    inner join school_version as school on {{ in_force('school', 'training.school_id', 'training.period_year') }}
)

select * from final

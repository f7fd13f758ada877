with filed as (
    select
        training_id, school_id, training_name, period_year, sessions, persons, person_times, person_days, hours, income_cny, training_qualifier,
        cast(null as {{ dbt.type_string() }}) as figure_ids, batch_id, document_id, section, locator, locator_row
    from {{ ref('int_training__converted') }}
),

printed as (
    select
        cast({{ surrogate_key(['school_id', 'training_name', 'period_year']) }} as {{ dbt.type_string() }}) as training_id,
        school_id, training_name, period_year, sessions, persons, person_times, person_days, hours, income_cny, training_qualifier,
        figure_ids, batch_id, document_id, section, locator, locator_row
    from {{ ref('int_training__from_figures') }}
),

training as (
    select * from filed
    union all
    select * from printed
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
        cast(training.figure_ids as varchar) as figure_ids,
        cast(training.batch_id as varchar) as batch_id,
        cast(training.document_id as varchar) as document_id,
        cast(training.section as varchar) as section,
        cast(training.locator as varchar) as locator,
        cast(training.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from training
    inner join school_version as school on {{ in_force('school', 'training.school_id', 'training.period_year') }}
)

select * from final

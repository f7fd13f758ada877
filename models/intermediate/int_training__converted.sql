with training as (
    select * from {{ ref('stg_training') }}
),

unit as (
    select unit_as_printed, factor from {{ ref('unit') }} where unit_family = 'CNY'
),

final as (
    select
        training.training_id,
        training.batch_id,
        training.document_id,
        training.section,
        training.locator,
        training.locator_row,
        training.school_id,
        training.training_name,
        training.period_year,
        training.sessions,
        training.persons,
        training.person_times,
        training.person_days,
        training.hours,
        training.training_qualifier,
        cast(cast(replace(training.income_as_printed, ',', '') as decimal(18, 4)) * cast(unit.factor as decimal(14, 0)) as decimal(18, 2)) as income_cny
    from training
    left join unit on training.unit_as_printed = unit.unit_as_printed
)

select * from final

with correction as (
    select target_id, cast(value as decimal(20, 6)) as value_number from {{ ref('correction') }}
    where target_table = 'reported_figure' and target_column = 'value_number' and status = 'applied' and action = 'set'
),

figure as (
    select
        printed.figure_id, printed.batch_id, printed.document_id, printed.section, printed.locator, printed.locator_row,
        printed.subject_type, printed.sector, printed.subject_as_printed, printed.school_id, printed.indicator_id, printed.breakdown,
        printed.period_as_printed, printed.period, printed.period_basis, printed.value_as_printed,
        coalesce(correction.value_number, printed.value_number) as value_number,
        printed.unit_as_printed, printed.qualifier, printed.qualifier_as_printed,
        printed.numerator_figure_id, printed.denominator_figure_id, printed.repeats_figure_id, printed.transcription_note
    from {{ ref('stg_reported_figure') }} as printed
    left join correction on printed.figure_id = correction.target_id
),

indicator as (
    select indicator_id, unit from {{ ref('stg_indicator') }}
),

unit as (
    select coalesce(unit_as_printed, '') as unit_as_printed, unit_family, factor from {{ ref('unit') }}
),

final as (
    select
        figure.figure_id,
        figure.batch_id,
        figure.document_id,
        figure.section,
        figure.locator,
        figure.locator_row,
        figure.subject_type,
        figure.sector,
        figure.subject_as_printed,
        figure.school_id,
        figure.indicator_id,
        figure.breakdown,
        figure.period_as_printed,
        figure.period,
        figure.period_basis,
        -- The year a figure speaks of: the calendar year, the year a school year starts in, the last year of a range.
        cast(
            case
                when figure.period like '%..%' then substr(figure.period, length(figure.period) - 3, 4)
                else substr(figure.period, 1, 4)
            end as integer
        ) as period_year,
        figure.value_as_printed,
        cast(cast(figure.value_number as decimal(20, 6)) * cast(unit.factor as decimal(14, 0)) as decimal(24, 6)) as value,
        figure.unit_as_printed,
        indicator.unit,
        unit.unit_family,
        figure.qualifier,
        figure.qualifier_as_printed,
        figure.numerator_figure_id,
        figure.denominator_figure_id,
        figure.repeats_figure_id,
        figure.transcription_note
    from figure
    inner join indicator on figure.indicator_id = indicator.indicator_id
    left join unit on coalesce(figure.unit_as_printed, '') = unit.unit_as_printed
)

select * from final

with figure as (
    select * from {{ ref('int_figure__converted') }}
),

school_version as (
    select school_id, school_key, school_name, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(figure.figure_id as varchar) as figure_id,
        cast(figure.document_id as varchar) as document_id,
        cast(figure.section as varchar) as section,
        cast(figure.locator as varchar) as locator,
        cast(figure.locator_row as varchar) as locator_row,
        cast(figure.subject_type as varchar) as subject_type,
        cast(figure.sector as varchar) as sector,
        cast(coalesce(school.school_name, figure.subject_as_printed) as varchar) as subject_name,
        cast(figure.subject_as_printed as varchar) as subject_as_printed,
        cast(coalesce(school.school_key, {{ not_applicable_key() }}) as bigint) as school_key,
        cast(figure.indicator_id as varchar) as indicator_id,
        cast(figure.breakdown as varchar) as breakdown,
        cast(figure.period as varchar) as period,
        cast(figure.period_as_printed as varchar) as period_as_printed,
        cast(figure.period_basis as varchar) as period_basis,
        cast(figure.period_year as integer) as period_year,
        cast(figure.value_as_printed as varchar) as value_as_printed,
        cast(figure.value as decimal(24, 6)) as value,
        cast(figure.unit_as_printed as varchar) as unit_as_printed,
        cast(figure.unit as varchar) as unit,
        cast(figure.qualifier as varchar) as qualifier,
        cast(figure.qualifier_as_printed as varchar) as qualifier_as_printed,
        cast(figure.numerator_figure_id as varchar) as numerator_figure_id,
        cast(figure.denominator_figure_id as varchar) as denominator_figure_id,
        cast(figure.repeats_figure_id as varchar) as repeats_figure_id,
        cast(figure.transcription_note as varchar) as transcription_note,
        cast(figure.batch_id as varchar) as batch_id,
        {{ is_synthetic() }} as is_synthetic
    from figure
    left join school_version as school on {{ in_force('school', 'figure.school_id', 'figure.period_year') }}
)

select * from final

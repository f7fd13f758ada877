with mapping as (
    select figure_id, school_name, training_name, measure from {{ ref('figure_training') }}
),

figure as (
    select * from {{ ref('int_figure__converted') }}
),

school as (
    select school_id, school_name from {{ ref('stg_school') }}
),

-- A cumulative number belongs to no single year, so it stays a reported figure only.
mapped as (
    select
        coalesce(school.school_id, figure.school_id) as school_id,
        mapping.training_name,
        mapping.measure,
        figure.figure_id,
        figure.batch_id,
        figure.document_id,
        figure.section,
        figure.locator,
        figure.locator_row,
        figure.period_year,
        figure.value,
        figure.qualifier
    from mapping
    inner join figure on mapping.figure_id = figure.figure_id
    left join school on mapping.school_name = school.school_name
    where figure.period_basis not in ('cumulative', 'range')
),

final as (
    select
        school_id,
        training_name,
        period_year,
        cast(max(case when measure = 'sessions' then value end) as integer) as sessions,
        cast(max(case when measure = 'persons' then value end) as integer) as persons,
        cast(max(case when measure = 'person_times' then value end) as integer) as person_times,
        cast(max(case when measure = 'person_days' then value end) as integer) as person_days,
        cast(max(case when measure = 'hours' then value end) as integer) as hours,
        cast(max(case when measure = 'income_cny' then value end) as decimal(18, 2)) as income_cny,
        coalesce(max(case when qualifier <> 'exact' then qualifier end), 'exact') as training_qualifier,
        {{ dbt.listagg('figure_id', "' '", 'order by figure_id') }} as figure_ids,
        min(batch_id) as batch_id,
        min(document_id) as document_id,
        min(section) as section,
        min(locator) as locator,
        min(locator_row) as locator_row
    from mapped
    group by school_id, training_name, period_year
)

select * from final

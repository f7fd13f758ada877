with funding as (
    select * from {{ ref('stg_funding') }}
),

unit as (
    select unit_as_printed, factor from {{ ref('unit') }} where unit_family = 'CNY'
),

final as (
    select
        funding.funding_id,
        funding.batch_id,
        funding.document_id,
        funding.section,
        funding.locator,
        funding.locator_row,
        funding.school_id,
        funding.fiscal_year,
        funding.funding_source,
        funding.amount_as_printed,
        funding.unit_as_printed,
        cast(cast(replace(funding.amount_as_printed, ',', '') as decimal(18, 4)) * cast(unit.factor as decimal(14, 0)) as decimal(18, 2)) as amount_cny
    from funding
    left join unit on funding.unit_as_printed = unit.unit_as_printed
)

select * from final

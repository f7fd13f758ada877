with funding as (
    select * from {{ ref('int_funding__converted') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(funding.funding_id as varchar) as funding_id,
        cast(school.school_key as bigint) as school_key,
        cast(funding.fiscal_year as integer) as fiscal_year,
        cast(funding.funding_source as varchar) as funding_source,
        cast(funding.amount_cny as decimal(18, 2)) as amount_cny,
        cast(funding.amount_as_printed as varchar) as amount_as_printed,
        cast(funding.unit_as_printed as varchar) as unit_as_printed,
        cast(funding.batch_id as varchar) as batch_id,
        cast(funding.document_id as varchar) as document_id,
        cast(funding.section as varchar) as section,
        cast(funding.locator as varchar) as locator,
        cast(funding.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from funding
    inner join school_version as school on {{ in_force('school', 'funding.school_id', 'funding.fiscal_year') }}
)

select * from final

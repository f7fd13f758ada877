with organisation as (
    select * from {{ ref('stg_organisation') }}
),

final as (
    select
        {{ surrogate_key(['organisation_id']) }} as organisation_key,
        cast(organisation_id as varchar) as organisation_id,
        cast(organisation_name as varchar) as organisation_name,
        cast(organisation_kind as varchar) as organisation_kind,
        {{ is_synthetic() }} as is_synthetic
    from organisation
    union all
    select cast({{ not_applicable_key() }} as bigint), 'NONE', '（无）', 'other', {{ is_synthetic() }}
)

select * from final

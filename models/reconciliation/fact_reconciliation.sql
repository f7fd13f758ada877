with identity as (
    select * from {{ ref('identity') }}
),

component as (
    select * from {{ ref('identity_component') }}
),

quantity as (
    select * from {{ ref('dim_quantity') }}
),

-- kind sum: coefficients times parts; ratio: numerator over denominator, times the numerator's coefficient;
-- at_most: the stated number cannot exceed the sum; whole_count: the nearest percentage that a whole number of the denominator gives;
-- one_wording: things that are printed as one (a campus, a body, a state) have one wording: as many as named against one.
recomputed as (
    select
        component.identity_id,
        count(*) as components,
        count(quantity.quantity_id) as matched,
        sum(case when component.role = 'part' then component.coefficient * quantity.value end) as part_sum,
        sum(case when component.role = 'numerator' then component.coefficient * quantity.value end) as numerator,
        sum(case when component.role = 'denominator' then component.coefficient * quantity.value end) as denominator
    from component
    left join quantity on component.quantity_id = quantity.quantity_id
    group by component.identity_id
),

compared as (
    select
        identity.identity_id,
        identity.kind,
        identity.statement_zh,
        identity.statement_en,
        identity.subject_name,
        identity.period_year,
        identity.explanation,
        identity.explanation_zh,
        identity.difference_kind,
        stated.quantity_id as stated_quantity_id,
        stated.printed_at,
        stated.qualifier,
        stated.value as stated,
        recomputed.components,
        case
            when recomputed.matched < recomputed.components then null
            when identity.kind = 'whole_count'
                then 100 * round(cast(stated.value as double) * cast(recomputed.denominator as double) / 100) / nullif(cast(recomputed.denominator as double), 0)
            when identity.kind = 'one_wording' then 1
            when identity.kind = 'ratio' then cast(recomputed.numerator as double) / nullif(recomputed.denominator, 0)
            else cast(recomputed.part_sum as double)
        end as recomputed,
        -- Tolerance comes from the printed precision: half a unit of the last digit for ratios, none for sums of counts.
        coalesce(
            cast(identity.tolerance as double),
            case when identity.kind in ('ratio', 'whole_count') then 0.5 * power(10, -stated.printed_decimals) else 0 end
        ) as tolerance
    from identity
    left join quantity as stated on identity.stated_quantity_id = stated.quantity_id
    left join recomputed on identity.identity_id = recomputed.identity_id
),

final as (
    select
        cast(identity_id as varchar) as identity_id,
        cast(kind as varchar) as identity_kind,
        cast(statement_zh as varchar) as statement_zh,
        cast(statement_en as varchar) as statement_en,
        cast(subject_name as varchar) as subject_name,
        cast(period_year as integer) as period_year,
        cast(stated_quantity_id as varchar) as stated_quantity_id,
        cast(printed_at as varchar) as printed_at,
        cast(qualifier as varchar) as qualifier,
        cast(stated as decimal(24, 6)) as stated,
        cast(recomputed as decimal(24, 6)) as recomputed,
        cast(stated - recomputed as decimal(24, 6)) as difference,
        cast(tolerance as decimal(18, 6)) as tolerance,
        cast(components as integer) as components,
        cast(
            case
                when kind = 'at_most' then stated <= recomputed + tolerance
                when qualifier = 'over' then recomputed >= stated - tolerance
                when qualifier = 'under' then recomputed <= stated + tolerance
                else abs(stated - recomputed) <= tolerance + 0.0000005
            end as boolean
        ) as agrees,
        cast(explanation as varchar) as explanation,
        cast(explanation_zh as varchar) as explanation_zh,
        cast(difference_kind as varchar) as difference_kind
    from compared
)

select * from final

-- A printed or counted number that policy_rule names for a clause; a percentage where a denominator is given. Its object is the clause.
with rule as (
    select clause_id, subject_type, subject_id, year, quantity_id, denominator_quantity_id from {{ ref('policy_rule') }} where measure_id = 'quantity'
),

school as (
    select school_id, school_name from {{ ref('dim_school') }} where is_current and school_key > 0
),

final as (
    select
        rule.clause_id, rule.subject_type, rule.subject_id, coalesce(school.school_name, rule.subject_id) as subject_name, rule.year,
        counted.value as numerator, whole.value as denominator, counted.printed_at,
        case when rule.denominator_quantity_id is null then counted.value else 100 * counted.value / nullif(whole.value, 0) end as amount
    from rule
    left join {{ ref('dim_quantity') }} as counted on rule.quantity_id = counted.quantity_id
    left join {{ ref('dim_quantity') }} as whole on rule.denominator_quantity_id = whole.quantity_id
    left join school on rule.subject_id = school.school_id
)

select
    {{ measure_row(
        measure_id="'quantity'", subject_type='subject_type', subject_id='subject_id', subject_name='subject_name', object_key='clause_id', year='year',
        value='amount', numerator='numerator', denominator='denominator', reason="'number_missing'", evidence='printed_at'
    ) }}
from final

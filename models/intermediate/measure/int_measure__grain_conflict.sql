-- Numbers of one school printed in two scopes, a campus in the table and the whole school in the text (EC08b): never to be mixed.
with conflict as (
    select identity_id, subject_name, period_year as year, stated, recomputed, statement_zh
    from {{ ref('fact_reconciliation') }}
    where difference_kind = 'scope'
),

against_table as (
    select distinct component.identity_id
    from {{ ref('identity_component') }} as component
    inner join {{ ref('fact_reported_figure') }} as figure on component.quantity_id = figure.figure_id
    where figure.document_id = 'PTQAR2024' and figure.locator like '表1%'
),

school as (
    select school_id, school_name from {{ ref('dim_school') }} where is_current and school_key > 0
),

final as (
    select school.school_id, school.school_name, conflict.year, conflict.identity_id, conflict.stated, conflict.recomputed, conflict.statement_zh
    from conflict
    inner join against_table on conflict.identity_id = against_table.identity_id
    inner join school on conflict.subject_name = school.school_name
)

select
    {{ measure_row(
        measure_id="'grain_conflict'", subject_type="'school'", subject_id='school_id', subject_name='school_name', object_key='identity_id', year='year',
        value='stated - recomputed', numerator='stated', denominator='recomputed', forced_outcome="'grain_conflict'", evidence='statement_zh'
    ) }}
from final

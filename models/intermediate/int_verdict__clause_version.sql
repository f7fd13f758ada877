-- The parameter seam: the clause versions known at the evaluation's load time, and those that a proposal sets for itself.
with evaluation as (
    select known_at from {{ ref('evaluation') }}
),

known as (
    select clause.*
    from {{ ref('dim_clause') }} as clause
    cross join evaluation
    where clause.loaded_date <= evaluation.known_at
),

latest as (
    select *, row_number() over (partition by clause_id order by valid_from desc, loaded_date desc) as recency from known
),

parameter as (
    select scenario_id, clause_id, effective_date, value from {{ ref('proposal_line') }} where action = 'set_parameter'
),

final as (
    select
        cast(null as {{ dbt.type_string() }}) as scenario_id, clause_id, document_id, section, operator, threshold_value, threshold_unit,
        suggested_severity, valid_from, valid_to, loaded_date
    from known
    union all
    select
        parameter.scenario_id, latest.clause_id, latest.document_id, latest.section, latest.operator, cast(parameter.value as {{ dbt.type_string() }}),
        latest.threshold_unit, latest.suggested_severity, parameter.effective_date, {{ end_of_time() }}, latest.loaded_date
    from parameter
    inner join latest on parameter.clause_id = latest.clause_id and latest.recency = 1
)

select * from final

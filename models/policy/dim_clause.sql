with clause as (
    select * from {{ ref('policy_clause') }}
),

final as (
    select
        cast(clause_id as varchar) as clause_id,
        cast(document_id as varchar) as document_id,
        cast(section as varchar) as section,
        cast(clause_kind as varchar) as clause_kind,
        cast(hardness as varchar) as hardness,
        cast(statement_zh as varchar) as statement_zh,
        cast(statement_en as varchar) as statement_en,
        cast(subject_level as varchar) as subject_level,
        cast(measure_text as varchar) as measure_text,
        cast(operator as varchar) as operator,
        cast(threshold_value as varchar) as threshold_value,
        cast(threshold_unit as varchar) as threshold_unit,
        cast(exceptions as varchar) as exceptions,
        cast(data_needed as varchar) as data_needed,
        cast(suggested_severity as varchar) as suggested_severity,
        cast(ambiguity as varchar) as ambiguity,
        cast(valid_from as date) as valid_from,
        cast(coalesce(valid_to, {{ end_of_time() }}) as date) as valid_to,
        cast(loaded_date as date) as loaded_date
    from clause
)

select * from final

-- The clauses of the policy documents, the published standards that our data can measure, and readings of several clauses together.
-- A standard's operator, value and unit stand in policy_standard alone, with its measure as printed; its measure in English stands with the clause.
with policy_clause as (
    select * from {{ ref('policy_clause') }}
),

further as (
    select * from {{ ref('policy_clause_further') }}
),

standard as (
    select distinct clause_id, document_id, section, measure_text, operator, threshold_value, threshold_unit
    from {{ ref('policy_standard') }}
    where treatment = 'clause'
),

clause as (
    select
        clause_id, 'policy_document' as clause_origin, document_id, section, clause_kind, hardness, statement_zh, statement_en, subject_level, measure_text,
        operator, threshold_value, threshold_unit, exceptions, data_needed, suggested_severity, ambiguity, valid_from, valid_to, loaded_date
    from policy_clause
    union all
    select
        further.clause_id, further.clause_origin, further.document_id, coalesce(standard.section, further.section), further.clause_kind, further.hardness,
        further.statement_zh, further.statement_en, further.subject_level, coalesce(further.measure_text, standard.measure_text),
        coalesce(standard.operator, further.operator), coalesce(standard.threshold_value, further.threshold_value),
        coalesce(standard.threshold_unit, further.threshold_unit), further.exceptions, further.data_needed, further.suggested_severity, further.ambiguity,
        further.valid_from, further.valid_to, further.loaded_date
    from further
    left join standard on further.clause_id = standard.clause_id and further.document_id = standard.document_id
),

chinese as (
    select clause_id, document_id, measure_text_zh, exceptions_zh, ambiguity_zh from {{ ref('policy_clause_zh') }}
),

data_needed as (
    select clause_id, data_needed_zh, data_needed_en from {{ ref('int_policy__data_needed') }}
),

final as (
    select
        cast(clause.clause_id as varchar) as clause_id,
        cast(clause_origin as varchar) as clause_origin,
        cast(clause.document_id as varchar) as document_id,
        cast(section as varchar) as section,
        cast({{ section_zh('section') }} as varchar) as section_zh,
        cast(clause_kind as varchar) as clause_kind,
        cast(hardness as varchar) as hardness,
        cast(statement_zh as varchar) as statement_zh,
        cast(statement_en as varchar) as statement_en,
        cast(subject_level as varchar) as subject_level,
        cast(measure_text as varchar) as measure_text,
        cast(chinese.measure_text_zh as varchar) as measure_text_zh,
        cast(operator as varchar) as operator,
        cast(threshold_value as varchar) as threshold_value,
        cast(threshold_unit as varchar) as threshold_unit,
        cast(exceptions as varchar) as exceptions,
        cast(chinese.exceptions_zh as varchar) as exceptions_zh,
        cast(clause.data_needed as varchar) as data_needed,
        cast(data_needed.data_needed_zh as varchar) as data_needed_zh,
        cast(data_needed.data_needed_en as varchar) as data_needed_en,
        cast(suggested_severity as varchar) as suggested_severity,
        cast(ambiguity as varchar) as ambiguity,
        cast(chinese.ambiguity_zh as varchar) as ambiguity_zh,
        cast(valid_from as date) as valid_from,
        cast(coalesce(valid_to, {{ end_of_time() }}) as date) as valid_to,
        cast(loaded_date as date) as loaded_date
    from clause
    left join chinese on clause.clause_id = chinese.clause_id and clause.document_id = chinese.document_id
    left join data_needed on clause.clause_id = data_needed.clause_id
)

select * from final

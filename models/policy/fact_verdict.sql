with clause as (
    select * from {{ ref('dim_clause') }}
),

rule as (
    select clause_id, measure_id, year from {{ ref('policy_rule') }}
),

measure as (
    select * from {{ ref('int_policy__measure') }}
),

-- A clause with a rule has one row a subject; a clause without one has a single row that says which data it needs.
evaluated as (
    select
        clause.clause_id,
        clause.document_id,
        clause.section,
        clause.operator,
        clause.threshold_value,
        clause.threshold_unit,
        clause.suggested_severity,
        clause.data_needed,
        rule.measure_id,
        rule.year,
        coalesce(measure.subject_type, 'city') as subject_type,
        coalesce(measure.subject_id, '上海') as subject_id,
        coalesce(measure.subject_name, '上海') as subject_name,
        measure.value,
        measure.missing_zh,
        measure.missing_en,
        case when rule.measure_id is not null then cast(clause.threshold_value as decimal(24, 6)) end as threshold
    from clause
    left join rule on clause.clause_id = rule.clause_id
    left join measure on rule.measure_id = measure.measure_id and rule.year = measure.year
),

outcome as (
    select
        *,
        case
            when measure_id is null or value is null then 'unknown'
            when operator = '<=' and value <= threshold then 'met'
            when operator = '>=' and value >= threshold then 'met'
            when operator = '<' and value < threshold then 'met'
            when operator = '>' and value > threshold then 'met'
            when operator = '=' and value = threshold then 'met'
            else 'not_met'
        end as outcome
    from evaluated
),

worded as (
    select
        *,
        case
            when outcome = 'unknown' then 'NOT_EVALUABLE'
            when outcome = 'met' then 'PASS'
            when suggested_severity = 'info' then 'INFO'
            else 'WARN'
        end as verdict,
        cast(cast(value as decimal(24, 2)) as varchar) as value_text
    from outcome
),

final as (
    select
        {{ surrogate_key(['clause_id', 'subject_type', 'subject_id', 'year']) }} as verdict_key,
        cast(clause_id as varchar) as clause_id,
        cast(subject_type as varchar) as subject_type,
        cast(subject_id as varchar) as subject_id,
        cast(subject_name as varchar) as subject_name,
        cast(coalesce(year, 2024) as integer) as period_year,
        cast(null as varchar) as proposal_id,
        cast(verdict as varchar) as verdict,
        cast(measure_id as varchar) as measure_id,
        cast(value as decimal(24, 6)) as measure,
        cast(threshold as decimal(24, 6)) as threshold,
        cast(threshold_unit as varchar) as threshold_unit,
        cast(
            case
                when measure_id is null then {{ dbt.concat(["'尚无度量；需要数据：'", "coalesce(data_needed, '—')"]) }}
                when outcome = 'unknown' then missing_zh
                else {{ dbt.concat(["'实际 '", "value_text", "'，条款 '", "operator", "' '", "threshold_value", "'（'", "document_id", "' '", "section", "'）'"]) }}
            end as varchar
        ) as reason_zh,
        cast(
            case
                when measure_id is null then {{ dbt.concat(["'no measure yet; data needed: '", "coalesce(data_needed, '—')"]) }}
                when outcome = 'unknown' then missing_en
                else {{ dbt.concat(["'actual '", "value_text", "', clause '", "operator", "' '", "threshold_value", "' ('", "document_id", "' '", "section", "')'"]) }}
            end as varchar
        ) as reason_en
    from worded
)

select * from final

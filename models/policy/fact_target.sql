-- Clauses that set a number to be reached: stated, actual, gap, deadline and where it stands, from the clause rows and their verdicts.
with clause as (
    select * from {{ ref('dim_clause') }} where clause_kind = 'target_count' and clause_origin = 'policy_document'
),

target as (
    select clause_id, deadline, deadline_basis, on_record_measure_id from {{ ref('policy_target') }}
),

verdict as (
    select * from {{ ref('fact_verdict') }} where act = 'state' and proposal_id is null
),

on_record as (
    select measure_id, year, value from {{ ref('fact_measure') }} where scenario_id = 'actual'
),

numbered as (
    select
        *,
        cast({{ dbt.split_part('threshold_value', "'|'", 1) }} as decimal(24, 6)) as stated,
        case when operator = 'between' then cast({{ dbt.split_part('threshold_value', "'|'", 2) }} as decimal(24, 6)) end as stated_high
    from clause
    where threshold_value is not null and operator in ('=', '>=', 'approx', 'between', 'exists') and threshold_value not like 'list:%'
),

compared as (
    select
        verdict.verdict_key, numbered.clause_id, numbered.document_id, numbered.section, numbered.statement_zh, numbered.statement_en, numbered.operator,
        numbered.stated, numbered.stated_high, numbered.threshold_unit, numbered.data_needed, target.deadline, target.deadline_basis,
        verdict.subject_type, verdict.subject_id, verdict.subject_name, verdict.period_year, verdict.measure_id, verdict.measure, verdict.outcome, verdict.verdict,
        verdict.evidence, on_record.value as on_record, {{ year_end('verdict.period_year') }} as as_of_date
    from numbered
    inner join verdict on numbered.clause_id = verdict.clause_id
    left join target on numbered.clause_id = target.clause_id
    left join on_record on target.on_record_measure_id = on_record.measure_id and verdict.period_year = on_record.year
),

final as (
    select
        cast(verdict_key as bigint) as verdict_key,
        cast(clause_id as varchar) as clause_id,
        cast(document_id as varchar) as document_id,
        cast(section as varchar) as section,
        cast(statement_zh as varchar) as statement_zh,
        cast(statement_en as varchar) as statement_en,
        cast(subject_type as varchar) as subject_type,
        cast(subject_id as varchar) as subject_id,
        cast(subject_name as varchar) as subject_name,
        cast(period_year as integer) as period_year,
        cast(as_of_date as date) as as_of_date,
        cast(operator as varchar) as operator,
        cast(stated as decimal(24, 6)) as stated,
        cast(stated_high as decimal(24, 6)) as stated_high,
        cast(measure as decimal(24, 6)) as actual,
        cast(on_record as decimal(24, 6)) as on_record,
        cast(
            case
                when measure < stated then stated - measure
                when measure > coalesce(stated_high, stated) and operator in ('=', 'between', 'approx') then coalesce(stated_high, stated) - measure
                when measure is not null then 0
            end as decimal(24, 6)
        ) as gap,
        cast(threshold_unit as varchar) as threshold_unit,
        cast(deadline as date) as deadline,
        cast(deadline_basis as varchar) as deadline_basis,
        cast(
            case
                when outcome = 'unknown' then 'not_evaluable'
                when outcome in ('met', 'exceeded') then 'reached'
                when outcome = 'overshot' then 'mixed_rounds'
                when deadline is null then 'no_deadline'
                when as_of_date <= deadline then 'on_track'
                else 'missed'
            end as varchar
        ) as target_status,
        cast(verdict as varchar) as verdict,
        cast(measure_id as varchar) as measure_id,
        cast(evidence as varchar) as evidence,
        cast(case when measure_id is null then data_needed end as varchar) as data_needed
    from compared
)

select * from final

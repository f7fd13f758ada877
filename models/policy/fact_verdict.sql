-- One generic evaluation: clause version in force x rule x measure, outcome first, then the verdict by the matrix.
with clause as (
    select * from {{ ref('dim_clause') }}
),

rule as (
    select clause_id, measure_id, act, pre_clause_id, pre_measure_id, subject_id from {{ ref('policy_rule') }}
),

measure as (
    select * from {{ ref('fact_measure') }}
),

measure_reason as (
    select * from {{ ref('measure_reason') }}
),

waiver as (
    select * from {{ ref('waiver') }}
),

matrix as (
    select outcome, act, severity, verdict from {{ ref('verdict_matrix') }}
),

measured as (
    select
        rule.clause_id,
        rule.pre_clause_id,
        rule.act,
        rule.measure_id,
        measure.scenario_id,
        measure.subject_type,
        measure.subject_id,
        measure.subject_name,
        case when rule.measure_id = 'quantity' then '' else measure.object_key end as object_key,
        measure.year,
        measure.rule_date,
        measure.value_low,
        measure.value_high,
        precondition.value_low as pre_low,
        precondition.value_high as pre_high,
        measure.forced_outcome,
        coalesce(measure_reason.label_zh, '数据缺失') as missing_zh,
        coalesce(measure_reason.label_en, 'data missing') as missing_en,
        measure.evidence
    from rule
    inner join measure
        on rule.measure_id = measure.measure_id
        and rule.act = measure.act
        and (rule.measure_id <> 'quantity' or (measure.object_key = rule.clause_id and measure.subject_id = rule.subject_id))
    left join measure as precondition
        on rule.pre_measure_id = precondition.measure_id
        and measure.act = precondition.act
        and measure.scenario_id = precondition.scenario_id
        and measure.subject_id = precondition.subject_id
        and measure.object_key = precondition.object_key
        and measure.year = precondition.year
    left join measure_reason on measure.reason = measure_reason.reason
),

-- The version known for the rule's date: the latest that has begun; one that has ended is carried forward as information.
in_force as (
    select
        measured.*,
        clause.document_id, clause.section, clause.operator, clause.threshold_value, clause.threshold_unit, clause.suggested_severity,
        clause.valid_from as clause_valid_from,
        clause.loaded_date as clause_loaded_date,
        measured.rule_date > clause.valid_to as is_carried,
        case when pre_clause.clause_id is not null then cast(pre_clause.threshold_value as decimal(24, 6)) end as pre_threshold,
        row_number() over (
            partition by measured.clause_id, measured.act, measured.scenario_id, measured.subject_type, measured.subject_id,
                measured.object_key, measured.year, measured.rule_date
            order by clause.valid_from desc, clause.loaded_date desc, pre_clause.valid_from desc, pre_clause.loaded_date desc
        ) as recency
    from measured
    inner join clause on measured.clause_id = clause.clause_id and clause.valid_from <= measured.rule_date
    left join clause as pre_clause on measured.pre_clause_id = pre_clause.clause_id and pre_clause.valid_from <= measured.rule_date
),

bounded as (
    select
        *,
        case
            when operator in ('<=', '>=', '<', '>', '=', 'approx', 'exists') then cast(nullif(threshold_value, '') as decimal(24, 6))
            when operator = 'between' then cast({{ dbt.split_part('threshold_value', "'|'", 1) }} as decimal(24, 6))
            when operator in ('not_in_list', 'decrease') then cast(0 as decimal(24, 6))
        end as threshold,
        case when operator = 'between' then cast({{ dbt.split_part('threshold_value', "'|'", 2) }} as decimal(24, 6)) end as threshold_high
    from in_force
    where recency = 1
),

-- The interval decides: certain pass, certain breach, or unknown. Missing data is never a pass.
decided as (
    select
        *,
        case
            when pre_threshold is not null and pre_high <= pre_threshold then 'out_of_scope'
            when pre_threshold is not null and not coalesce(pre_low > pre_threshold, false) then 'unknown'
            when forced_outcome in ('out_of_scope', 'near_match', 'unknown', 'open_list', 'reopened', 'not_met') then forced_outcome
            when value_low is null and value_high is null then 'unknown'
            when operator = '<=' and value_low > threshold then 'not_met'
            when operator = '<=' and value_high <= threshold then 'met'
            when operator = '<' and value_low >= threshold then 'not_met'
            when operator = '<' and value_high < threshold then 'met'
            when operator = '>=' and value_high < threshold then 'not_met'
            when operator = '>=' and value_low >= threshold then 'met'
            when operator = '>' and value_high <= threshold then 'not_met'
            when operator = '>' and value_low > threshold then 'met'
            when operator = '=' and value_low = threshold and value_high = threshold then 'met'
            when operator = '=' and (value_low > threshold or value_high < threshold) then 'not_met'
            when operator = 'approx' and value_low >= threshold * 0.9 and value_high <= threshold * 1.1 then 'met'
            when operator = 'approx' and (value_low > threshold * 1.1 or value_high < threshold * 0.9) then 'not_met'
            when operator = 'between' and value_low >= threshold and value_high <= threshold_high then 'met'
            when operator = 'between' and (value_low > threshold_high or value_high < threshold) then 'not_met'
            when operator = 'exists' and value_low >= coalesce(threshold, 1) then 'met'
            when operator = 'exists' and value_high < coalesce(threshold, 1) then 'not_met'
            when operator = 'decrease' and value_high < 0 then 'met'
            when operator = 'decrease' and value_low >= 0 then 'not_met'
            else 'unknown'
        end as plain_outcome
    from bounded
),

outcome as (
    select *, case when plain_outcome = 'not_met' and forced_outcome = 'not_worse' then 'not_caused' else plain_outcome end as outcome
    from decided
),

waived as (
    select
        outcome.*,
        matrix.verdict as matrix_verdict,
        waiver.waiver_id,
        waiver.document_no,
        waiver.valid_to as waiver_valid_to,
        row_number() over (
            partition by outcome.clause_id, outcome.act, outcome.scenario_id, outcome.subject_type, outcome.subject_id,
                outcome.object_key, outcome.year, outcome.rule_date
            order by waiver.valid_to desc, waiver.waiver_id
        ) as waiver_order
    from outcome
    inner join matrix on outcome.outcome = matrix.outcome and outcome.act = matrix.act and outcome.suggested_severity = matrix.severity
    left join waiver
        on outcome.clause_id = waiver.clause_id
        and outcome.subject_id = waiver.school_id
        and outcome.act = 'proposal'
        and outcome.rule_date >= waiver.valid_from
        and outcome.rule_date <= waiver.valid_to
        and outcome.value_high <= waiver.allowed_value
),

verdict as (
    select
        *,
        case
            when is_carried and matrix_verdict in ('PASS', 'WARN', 'BLOCK', 'NOT_EVALUABLE') then 'INFO'
            when waiver_id is not null and matrix_verdict in ('WARN', 'BLOCK') then 'INFO'
            else matrix_verdict
        end as verdict,
        case operator when 'approx' then '约' when 'between' then '介于' when 'exists' then '至少' else operator end as operator_zh,
        case operator when 'approx' then 'about' when 'exists' then 'at least' else operator end as operator_en,
        replace(coalesce(threshold_value, ''), '|', ' – ') as threshold_text,
        -- Whole numbers are written whole.
        case
            when value_low is null then null
            when value_low = floor(value_low) then cast(cast(value_low as bigint) as {{ dbt.type_string() }})
            else cast(cast(value_low as decimal(24, 2)) as {{ dbt.type_string() }})
        end as value_text
    from waived
    where waiver_order = 1
),

-- A clause that nothing measures yet has one row that says which data it needs.
unmeasured as (
    select clause.*
    from clause
    left join measured on clause.clause_id = measured.clause_id
    where measured.clause_id is null
),

report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

final as (
    select
        {{ surrogate_key(['clause_id', 'act', 'scenario_id', 'subject_type', 'subject_id', 'object_key', 'year', 'rule_date']) }} as verdict_key,
        cast(clause_id as varchar) as clause_id,
        cast(act as varchar) as act,
        cast(subject_type as varchar) as subject_type,
        cast(subject_id as varchar) as subject_id,
        cast(subject_name as varchar) as subject_name,
        cast(object_key as varchar) as object_key,
        cast(year as integer) as period_year,
        cast(case when scenario_id <> 'actual' then scenario_id end as varchar) as proposal_id,
        cast(verdict as varchar) as verdict,
        cast(matrix_verdict as varchar) as verdict_without_waiver,
        cast(outcome as varchar) as outcome,
        cast(measure_id as varchar) as measure_id,
        cast(case when value_low = value_high then value_low end as decimal(24, 6)) as measure,
        cast(value_low as decimal(24, 6)) as value_low,
        cast(value_high as decimal(24, 6)) as value_high,
        cast(threshold as decimal(24, 6)) as threshold,
        cast(threshold_unit as varchar) as threshold_unit,
        cast(is_carried as boolean) as is_carried,
        cast(waiver_id as varchar) as waiver_id,
        cast(
            case
                when waiver_id is not null and matrix_verdict in ('WARN', 'BLOCK')
                    then {{ dbt.concat(["'已豁免（'", "document_no", "'，至 '", "cast(waiver_valid_to as " ~ dbt.type_string() ~ ")", "'）'"]) }}
                when outcome = 'unknown' then missing_zh
                when outcome = 'out_of_scope' then '条款不适用于此对象或此情形'
                when outcome = 'near_match' then {{ dbt.concat(["'名称近似受限专业但无别名登记：'", "object_key"]) }}
                when outcome = 'open_list' then '不在印出的受限名单中；名单带“等”字，不封闭'
                when outcome = 'reopened' then {{ dbt.concat(["'恢复停招的受限专业：'", "object_key"]) }}
                when clause_id = 'SHWP2024-12-d' then {{ dbt.concat(["'新增受限专业：'", "object_key", "'（'", "document_id", "' '", "section", "'）'"]) }}
                else {{ dbt.concat(["'实际 '", "coalesce(value_text, '…')", "'，条款要求 '", "operator_zh", "' '", "threshold_text", "'（'", "document_id", "' '", "section", "'）'"]) }}
            end as varchar
        ) as reason_zh,
        cast(
            case
                when waiver_id is not null and matrix_verdict in ('WARN', 'BLOCK')
                    then {{ dbt.concat(["'waived ('", "document_no", "', until '", "cast(waiver_valid_to as " ~ dbt.type_string() ~ ")", "')'"]) }}
                when outcome = 'unknown' then missing_en
                when outcome = 'out_of_scope' then 'the clause does not apply to this subject or case'
                when outcome = 'near_match' then {{ dbt.concat(["'name close to a restricted major but no alias is recorded: '", "object_key"]) }}
                when outcome = 'open_list' then 'not on the printed list of restricted majors; the list is open'
                when outcome = 'reopened' then {{ dbt.concat(["'restricted major resumed after a suspension: '", "object_key"]) }}
                when clause_id = 'SHWP2024-12-d' then {{ dbt.concat(["'new restricted major: '", "object_key", "' ('", "document_id", "' '", "section", "')'"]) }}
                else {{ dbt.concat(["coalesce(value_text, '…')", "case when operator = 'exists' then '' else ' ' end", "case when operator = 'exists' then '' else coalesce(threshold_unit, '') end", "', the clause asks '", "operator_en", "' '", "threshold_text", "' ('", "document_id", "' '", "section", "')'"]) }}
            end as varchar
        ) as reason_en,
        cast(evidence as varchar) as evidence
    from verdict
    union all
    select
        {{ surrogate_key(['unmeasured.clause_id', 'unmeasured.valid_from', 'unmeasured.loaded_date']) }},
        unmeasured.clause_id, 'state', 'city', '上海', '上海', '', report_year.year, null, 'NOT_EVALUABLE', 'NOT_EVALUABLE', 'unknown', null,
        null, null, null, null, unmeasured.threshold_unit, false, null,
        {{ dbt.concat(["'尚无度量；需要数据：'", "coalesce(unmeasured.data_needed, '—')"]) }},
        {{ dbt.concat(["'no measure yet; data needed: '", "coalesce(unmeasured.data_needed, '—')"]) }},
        null
    from unmeasured
    cross join report_year
)

select * from final

-- depends_on: {{ ref('int_verdict__kept_school') }}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where subject_type <> 'school' or subject_id not in (select school_id from {{ ref('int_verdict__kept_school') }}){% endif %}",
) }}
-- A build that started from a release judges again only the schools that are judged on other rows; no verdict on a school reads another one's.
-- The reaction to each outcome: verdict by the matrix, waiver and carried clause applied, reasons filled from their templates.
with waived as (
    select * from {{ ref('int_verdict__waived') }}
),

matrix as (
    select outcome, act, severity, verdict from {{ ref('verdict_matrix') }}
),

ground as (
    select * from {{ ref('int_verdict__ground') }}
),

measure_reason as (
    select reason, is_scope, label_zh, label_en from {{ ref('measure_reason') }}
),

measure_label as (
    select measure_id, label_zh, label_en, label_one_en from {{ ref('measure_label') }}
),

unit as (
    select threshold_unit, label_zh, label_en, label_one_en from {{ ref('threshold_unit') }}
),

message as (
    select outcome, operator, text_zh, text_en from {{ ref('policy_message') }}
),

-- Reasons that name more than one number come whole.
whole as (
    select measure_id, subject_id, object_key, year, reason_zh, reason_en from {{ ref('int_policy__verdict_reason') }}
),

word as (
    select
        max(case when outcome = 'waived' then text_zh end) as waived_zh, max(case when outcome = 'waived' then text_en end) as waived_en,
        max(case when outcome = 'carried' then text_zh end) as carried_zh, max(case when outcome = 'carried' then text_en end) as carried_en,
        max(case when outcome = 'grounds' then text_zh end) as grounds_zh, max(case when outcome = 'grounds' then text_en end) as grounds_en,
        max(case when outcome = 'no_measure' then text_zh end) as no_measure_zh, max(case when outcome = 'no_measure' then text_en end) as no_measure_en,
        max(case when outcome = 'no_data' then text_zh end) as no_data_zh, max(case when outcome = 'no_data' then text_en end) as no_data_en,
        max(case when outcome = 'nothing_named' then text_zh end) as nothing_named_zh, max(case when outcome = 'nothing_named' then text_en end) as nothing_named_en,
        max(case when outcome = 'not_triggered' then text_zh end) as not_triggered_zh, max(case when outcome = 'not_triggered' then text_en end) as not_triggered_en,
        max(case when outcome = 'barred' then text_zh end) as barred_zh, max(case when outcome = 'barred' then text_en end) as barred_en,
        max(case when outcome = 'not_here' then text_zh end) as not_here_zh, max(case when outcome = 'not_here' then text_en end) as not_here_en,
        max(case when outcome = 'whole' then text_zh end) as whole_zh, max(case when outcome = 'whole' then text_en end) as whole_en
    from message
    where outcome in ('waived', 'carried', 'grounds', 'no_measure', 'no_data', 'nothing_named', 'not_triggered', 'barred', 'not_here', 'whole')
),

judged as (
    select
        waived.*,
        matrix.verdict as matrix_verdict,
        waived.waiver_id is not null and matrix.verdict in ('WARN', 'BLOCK') as is_waived,
        coalesce(waived.is_carried and matrix.verdict <> 'NOT_APPLICABLE', false) as is_carried_here,
        case when matrix.verdict in ('WARN', 'BLOCK') then ground.grounds end as grounds,
        case
            when waived.operator in ('<=', '<', 'approx', '=') and waived.outcome in ('met', 'not_met', 'not_caused') and waived.value_low = waived.value_high
                then waived.threshold - waived.value_high
            when waived.operator in ('>=', '>', 'exists') and waived.outcome in ('met', 'not_met') then waived.value_low - coalesce(waived.threshold, 1)
        end as margin,
        coalesce(specific.text_zh, general.text_zh) as message_zh,
        coalesce(specific.text_en, general.text_en) as message_en,
        whole.reason_zh as told_zh, whole.reason_en as told_en,
        coalesce(measure_label.label_zh, unit.label_zh, '') as measure_zh,
        case
            when waived.value_low = 1 and waived.value_high = 1 then coalesce(measure_label.label_one_en, unit.label_one_en, '')
            else coalesce(measure_label.label_en, unit.label_en, '')
        end as measure_en,
        measure_reason.is_scope, measure_reason.label_zh as missing_label_zh, measure_reason.label_en as missing_label_en,
        coalesce(waived.forced_outcome, '') <> 'out_of_scope' and waived.pre_high <= waived.pre_threshold as is_not_triggered,
        waived.outcome = 'not_met' and waived.operator = '=' and waived.threshold = 0 and waived.pre_low > waived.pre_threshold as is_barred
    from waived
    left join matrix on waived.outcome = matrix.outcome and waived.act = matrix.act and waived.suggested_severity = matrix.severity
    left join ground
        on waived.clause_id = ground.clause_id and waived.act = ground.act and waived.scenario_id = ground.scenario_id
        and waived.subject_id = ground.subject_id and waived.object_code = ground.object_code
    left join message as specific on waived.outcome = specific.outcome and waived.operator = specific.operator
    left join message as general on waived.outcome = general.outcome and general.operator = '*'
    left join measure_label on waived.measure_id = measure_label.measure_id
    left join unit on waived.threshold_unit = unit.threshold_unit
    left join measure_reason on waived.reason = measure_reason.reason
    left join whole
        -- One equality holds both: a condition on one side alone makes DuckDB compare every verdict with every reason.
        on waived.measure_id = whole.measure_id and waived.subject_id = whole.subject_id
        and case when waived.scenario_id = 'actual' then waived.object_key end = whole.object_key and waived.year = whole.year
),

{% set excess_low %}case when operator = '<=' then value_low - threshold when operator = '>=' then threshold - value_high else abs(margin) end{% endset %}
{% set excess_high %}case when operator = '<=' then value_high - threshold when operator = '>=' then threshold - value_low else abs(margin) end{% endset %}
told as (
    select
        judged.*,
        case when is_carried_here or is_waived then 'INFO' else matrix_verdict end as verdict,
        case when is_carried_here then 'INFO' else matrix_verdict end as verdict_without_waiver,
        case when is_waived then 'INFO' else matrix_verdict end as verdict_if_in_force,
        {{ interval_text('value_low', 'value_high', 'zh') }} as value_zh,
        {{ interval_text('value_low', 'value_high', 'en') }} as value_en,
        -- Of an interval the least change that may comply is known.
        {{ interval_text(excess_low, excess_high, 'zh') }} as excess_zh,
        {{ interval_text(excess_low, excess_high, 'en') }} as excess_en,
        case
            when outcome <> 'out_of_scope' then coalesce(missing_label_zh, '数据缺失')
            when is_scope then missing_label_zh
            else word.not_here_zh
        end as missing_zh,
        case
            when outcome <> 'out_of_scope' then coalesce(missing_label_en, 'data missing')
            when is_scope then missing_label_en
            else word.not_here_en
        end as missing_en,
        {{ interval_text('pre_low', 'pre_high', 'zh') }} as filed_zh,
        {{ interval_text('pre_low', 'pre_high', 'en') }} as filed_en,
        {{ number_text('numerator') }} as numerator_text,
        {{ number_text('denominator') }} as denominator_text,
        {{ number_text('pre_threshold') }} as pre_text,
        replace(case when outcome = 'depends_on_reading' and pre_threshold is not null then {{ number_text('pre_threshold') }} when operator = 'exists' then coalesce(nullif(threshold_value, ''), '1') else coalesce(threshold_value, '') end, '|', ' – ') as threshold_text,
        {{ dbt.concat(["document_id", "' '", section_zh('section')]) }} as clause_zh,
        {{ dbt.concat(["document_id", "' '", "section"]) }} as clause_en,
        cast(valid_from as {{ dbt.type_string() }}) as valid_from_text,
        cast(valid_to as {{ dbt.type_string() }}) as valid_to_text,
        cast(waiver_valid_to as {{ dbt.type_string() }}) as until_text,
        case when told_zh is not null then word.whole_zh when outcome = 'out_of_scope' and is_not_triggered then word.not_triggered_zh when is_barred then word.barred_zh else message_zh end as template_zh,
        case when told_en is not null then word.whole_en when outcome = 'out_of_scope' and is_not_triggered then word.not_triggered_en when is_barred then word.barred_en else message_en end as template_en,
        {{ basis_text('parameter_basis', 'zh') }} as basis_zh,
        {{ basis_text('parameter_basis', 'en') }} as basis_en,
        word.waived_zh, word.waived_en, word.carried_zh, word.carried_en, word.grounds_zh, word.grounds_en
    from judged
    cross join word
),

{% set slots = {
    'threshold': 'threshold_text', 'object': 'object_key',
    'numerator': 'numerator_text', 'denominator': 'denominator_text', 'pre': 'pre_text', 'valid_from': 'valid_from_text', 'valid_to': 'valid_to_text',
    'until': 'until_text', 'document_no': 'document_no', 'grounds': 'grounds', 'evidence': 'evidence',
} %}
{% set words = {'value': 'value', 'excess': 'excess', 'measure': 'measure', 'clause': 'clause', 'filed': 'filed', 'readings': 'readings', 'question': 'question', 'told': 'told', 'parameter': 'parameter_label', 'basis': 'basis'} %}

reasoned as (
    select
        *,
        {% for language in ['zh', 'en'] %}
        {% set own = {} %}
        {% for slot, column in words.items() %}{% do own.update({slot: column ~ '_' ~ language}) %}{% endfor %}
        {% do own.update(slots) %}
        {# What is missing may name numbers too, so it becomes part of the sentence before the slots are filled. #}
        {% set with_missing = "replace(template_" ~ language ~ ", '{missing}', coalesce(missing_" ~ language ~ ", '—'))" %}
        {{ fill(dbt.concat([
            "case when is_carried_here then carried_" ~ language ~ " else '' end",
            "case when is_waived then waived_" ~ language ~ " else " ~ with_missing ~ " end",
            "case when grounds is not null and not is_waived then grounds_" ~ language ~ " else '' end",
        ]), own) }} as reason_{{ language }}{{ "," if not loop.last }}
        {% endfor %}
    from told
),

measured_clause as (
    select clause_id from {{ ref('int_verdict__in_force') }} where scenario_id = 'actual' and act = 'state'
    {% if is_incremental() %}
    union
    select clause_id from {{ this }} where proposal_id is null and act = 'state'
    {% else %}
    group by clause_id
    {% endif %}
),

-- A clause that nothing measures yet, or whose measure has no subject yet, has one row that says which data it needs.
unmeasured as (
    select
        clause.*,
        case when clause.data_needed_en is null then word.nothing_named_zh when ruled.clause_id is null then word.no_measure_zh else word.no_data_zh end as no_measure_zh,
        case when clause.data_needed_en is null then word.nothing_named_en when ruled.clause_id is null then word.no_measure_en else word.no_data_en end as no_measure_en
    from {{ ref('dim_clause') }} as clause
    cross join word
    left join (select distinct clause_id from {{ ref('policy_rule') }}) as ruled on clause.clause_id = ruled.clause_id
    left join measured_clause as measured on clause.clause_id = measured.clause_id
    where measured.clause_id is null
),

report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

final as (
    select
        verdict_key,
        cast(clause_id as varchar) as clause_id,
        cast(act as varchar) as act,
        cast(subject_type as varchar) as subject_type,
        cast(subject_id as varchar) as subject_id,
        cast(subject_name as varchar) as subject_name,
        cast(object_key as varchar) as object_key,
        cast(object_code as varchar) as object_code,
        cast(year as integer) as period_year,
        cast(case when scenario_id <> 'actual' then scenario_id end as varchar) as proposal_id,
        cast(verdict as varchar) as verdict,
        cast(verdict_without_waiver as varchar) as verdict_without_waiver,
        cast(verdict_if_in_force as varchar) as verdict_if_in_force,
        cast(outcome as varchar) as outcome,
        cast(measure_id as varchar) as measure_id,
        cast(case when value_low = value_high then value_low end as decimal(24, 6)) as measure,
        cast(value_low as decimal(24, 6)) as value_low,
        cast(value_high as decimal(24, 6)) as value_high,
        cast(threshold as decimal(24, 6)) as threshold,
        cast(threshold_unit as varchar) as threshold_unit,
        cast(margin as decimal(24, 6)) as margin,
        cast(rule_date as date) as rule_date,
        cast(valid_from as date) as clause_valid_from,
        cast(loaded_date as date) as clause_loaded_date,
        cast(is_carried_here as boolean) as is_carried,
        cast(case when is_waived then waiver_id end as varchar) as waiver_id,
        cast(grounds as varchar) as grounds,
        cast({{ dbt.replace('reason_zh', "' %'", "'%'") }} as varchar) as reason_zh,
        cast(reason_en as varchar) as reason_en,
        cast(evidence as varchar) as evidence
    from reasoned
    union all
    select
        {{ surrogate_key(['unmeasured.clause_id', 'unmeasured.valid_from', 'unmeasured.loaded_date']) }},
        unmeasured.clause_id, 'state', 'city', '上海', '上海', '', null, report_year.year, null, 'NOT_EVALUABLE', 'NOT_EVALUABLE', 'NOT_EVALUABLE', 'unknown',
        null, null, null, null, null, unmeasured.threshold_unit, null, null, unmeasured.valid_from, unmeasured.loaded_date, false, null, null,
        {{ fill('unmeasured.no_measure_zh', {'missing': 'unmeasured.data_needed_zh', 'clause': dbt.concat(['unmeasured.document_id', "' '", section_zh('unmeasured.section')])}) }},
        {{ fill('unmeasured.no_measure_en', {'missing': 'unmeasured.data_needed_en', 'clause': dbt.concat(['unmeasured.document_id', "' '", 'unmeasured.section'])}) }},
        null
    from unmeasured
    cross join report_year
)

select * from final

-- The outcome from the interval, for every operator once: certain pass, certain breach, or unknown. Missing data is never a pass.
with in_force as (
    select * from {{ ref('int_verdict__in_force') }}
),

plain as (
    select
        *,
        case
            when is_before then 'before_clause'
            when forced_outcome = 'out_of_scope' then 'out_of_scope'
            when pre_threshold is not null and pre_high <= pre_threshold then 'out_of_scope'
            when pre_clause_id is not null and not coalesce(pre_low > pre_threshold, false) then 'unknown'
            when forced_outcome <> 'not_worse' then forced_outcome
            -- A duty to reduce that begins with the crossing of a limit starts in the first year above it.
            when operator = 'decrease' and pre_threshold is not null and coalesce(denominator <= pre_threshold, true) then 'duty_starts'
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
            when operator = 'approx' and value_low >= threshold * (1 - tolerance) and value_high <= threshold * (1 + tolerance) then 'met'
            when operator = 'approx' and (value_low > threshold * (1 + tolerance) or value_high < threshold * (1 - tolerance)) then 'not_met'
            when operator = 'between' and value_low >= threshold and value_high <= threshold_high then 'met'
            when operator = 'between' and (value_low > threshold_high or value_high < threshold) then 'not_met'
            when operator = 'exists' and value_low >= coalesce(threshold, 1) then 'met'
            when operator = 'exists' and value_high < coalesce(threshold, 1) then 'not_met'
            when operator = 'decrease' and value_high < 0 then 'met'
            when operator = 'decrease' and value_low >= 0 then 'not_met'
            when operator = 'not_in_list' and value_high <= 0 then 'met'
            when operator = 'not_in_list' and value_low > 0 then 'not_met'
            when operator in ('flag_if_above', 'flag_any') and value_low > threshold then 'not_met'
            when operator in ('flag_if_above', 'flag_any') and value_high <= threshold then 'met'
            when operator = 'flag_if_below' and value_high < threshold then 'not_met'
            when operator = 'flag_if_below' and value_low >= threshold then 'met'
            else 'unknown'
        end as plain_outcome
    from in_force
),

-- A number to be reached is on its way until its deadline; more than it is no breach, or a sign that rounds were mixed.
settled as (
    select
        *,
        case
            when plain_outcome <> 'not_met' then plain_outcome
            when forced_outcome = 'not_worse' then 'not_caused'
            when overshoot = 'no_breach' and value_low > coalesce(threshold_high, threshold) then 'exceeded'
            when overshoot = 'check' and value_low > coalesce(threshold_high, threshold) then 'overshot'
            when rule_date <= deadline then 'on_track'
            when rule_date > deadline then 'missed'
            else 'not_met'
        end as reading_outcome
    from plain
),

-- Rival readings: where they agree the first one stands for all; a breach under one only is a question, not a breach.
reading as (
    select reading, reading_rank, label_zh, label_en, question_zh, question_en from {{ ref('measure_reading') }}
),

ranked as (
    select
        settled.*, reading.question_zh, reading.question_en, reading.reading_rank,
        {{ reading_text('reading.label_zh') }} as reading_zh,
        {{ reading_text('reading.label_en') }} as reading_en,
        row_number() over (
            partition by settled.clause_id, settled.act, settled.scenario_id, settled.subject_type, settled.subject_id, settled.object_key, settled.year,
                settled.rule_date
            -- One clause may be measured twice for a subject, counted and printed: what was counted from named items goes before a printed number.
            order by
                reading.reading_rank, settled.pre_low desc, case when settled.measure_id = 'quantity' then 2 else 1 end, settled.measure_id,
                settled.value_low, settled.value_high, settled.pre_high, settled.reading
        ) as reading_order
    from settled
    -- A rule with a precondition may be open only because of the readings of that one.
    inner join reading on case when settled.reading = 'plain' then settled.pre_reading else settled.reading end = reading.reading
),

together as (
    select
        clause_id, act, scenario_id, subject_type, subject_id, object_key, year, rule_date,
        min(reading_outcome) as lowest, max(reading_outcome) as highest,
        max(case when reading_outcome in ('not_met', 'not_caused') then 1 else 0 end) as has_breach,
        max(case when reading_outcome = 'unknown' then 1 else 0 end) as has_unknown,
        {{ dbt.listagg('reading_zh', "'；'", 'order by reading_order') }} as readings_zh,
        {{ dbt.listagg('reading_en', "'; '", 'order by reading_order') }} as readings_en
    from ranked
    group by clause_id, act, scenario_id, subject_type, subject_id, object_key, year, rule_date
),

final as (
    select
        ranked.*, together.readings_zh, together.readings_en,
        case
            when together.lowest = together.highest then ranked.reading_outcome
            when together.has_unknown = 1 and together.has_breach = 0 then 'unknown'
            else 'depends_on_reading'
        end as outcome
    from ranked
    inner join together
        on ranked.clause_id = together.clause_id and ranked.act = together.act and ranked.scenario_id = together.scenario_id
        and ranked.subject_type = together.subject_type and ranked.subject_id = together.subject_id and ranked.object_key = together.object_key
        and ranked.year = together.year and ranked.rule_date = together.rule_date
    where ranked.reading_order = 1
)

select * from final

-- The outcome from the interval, for every operator once: certain pass, certain breach, or unknown. Missing data is never a pass.
-- Most verdicts have one reading; only those with more are laid side by side.
with rival as (
    select verdict_key, clause_id from {{ ref('int_verdict__measured') }} group by verdict_key, clause_id having count(*) > 1
),

in_force as (
    select in_force.*, rival.verdict_key is not null as has_rivals
    from {{ ref('int_verdict__in_force') }} as in_force
    left join rival on in_force.verdict_key = rival.verdict_key and in_force.clause_id = rival.clause_id
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
)

select * from settled

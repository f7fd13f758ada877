-- Rival readings: where they agree the first one stands for all; a breach under one only is a question, not a breach.
with single as (
    select * from {{ ref('int_verdict__settled') }} where not has_rivals
),

settled as (
    select * from {{ ref('int_verdict__settled') }} where has_rivals
),

reading as (
    select reading, reading_rank, label_zh, label_en, question_zh, question_en from {{ ref('measure_reading') }}
),

ranked as (
    select
        settled.*, reading.question_zh, reading.question_en,
        {{ reading_text('reading.label_zh') }} as reading_zh,
        {{ reading_text('reading.label_en') }} as reading_en,
        row_number() over (
            partition by settled.verdict_key, settled.clause_id
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
        verdict_key, clause_id,
        min(reading_outcome) as lowest, max(reading_outcome) as highest,
        max(case when reading_outcome in ('not_met', 'not_caused') then 1 else 0 end) as has_breach,
        max(case when reading_outcome = 'unknown' then 1 else 0 end) as has_unknown,
        {{ dbt.listagg('reading_zh', "'；'", 'order by reading_order') }} as readings_zh,
        {{ dbt.listagg('reading_en', "'; '", 'order by reading_order') }} as readings_en
    from ranked
    group by verdict_key, clause_id
),

final as (
    select
        single.*, reading.question_zh, reading.question_en,
        cast(null as {{ dbt.type_string() }}) as reading_zh, cast(null as {{ dbt.type_string() }}) as reading_en, 1 as reading_order,
        cast(null as {{ dbt.type_string() }}) as readings_zh, cast(null as {{ dbt.type_string() }}) as readings_en, single.reading_outcome as outcome
    from single
    inner join reading on case when single.reading = 'plain' then single.pre_reading else single.reading end = reading.reading
    union all
    select
        ranked.*, together.readings_zh, together.readings_en,
        case
            when together.lowest = together.highest then ranked.reading_outcome
            when together.has_unknown = 1 and together.has_breach = 0 then 'unknown'
            else 'depends_on_reading'
        end
    from ranked
    inner join together on ranked.verdict_key = together.verdict_key and ranked.clause_id = together.clause_id
    where ranked.reading_order = 1
)

select * from final

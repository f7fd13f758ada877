-- The narrow waiver that covers an outcome: same clause, act, subject and major, in force on the rule date, for a value no worse than it allows.
with outcome as (
    select * from {{ ref('int_verdict__outcome') }}
),

waiver as (
    select * from {{ ref('int_policy__waiver') }}
),

-- Waivers are few: their order is found among themselves, not by sorting all outcomes.
waivable as (
    select * from {{ ref('int_verdict__outcome') }} where subject_id in (select subject_id from waiver)
),

matched as (
    select
        outcome.verdict_key, outcome.clause_id,
        waiver.waiver_id, waiver.document_no, waiver.valid_to as waiver_valid_to,
        row_number() over (partition by outcome.verdict_key, outcome.clause_id order by waiver.valid_to desc, waiver.waiver_id) as waiver_order
    from waivable as outcome
    inner join waiver
        on outcome.clause_id = waiver.clause_id
        and outcome.act = waiver.act
        and outcome.subject_id = waiver.subject_id
        and coalesce(outcome.object_code, '') = coalesce(waiver.object_code, '')
        and outcome.rule_date >= waiver.valid_from
        and outcome.rule_date <= waiver.valid_to
        and (waiver.revoked_date is null or outcome.rule_date < waiver.revoked_date)
        and outcome.value_high <= waiver.allowed_value
        and outcome.outcome in ('not_met', 'not_caused', 'depends_on_reading')
),

final as (
    select outcome.*, matched.waiver_id, matched.document_no, matched.waiver_valid_to
    from outcome
    left join matched on outcome.verdict_key = matched.verdict_key and outcome.clause_id = matched.clause_id and matched.waiver_order = 1
)

select * from final

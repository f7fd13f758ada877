-- The narrow waiver that covers an outcome: same clause, act, subject and major, in force on the rule date, for a value no worse than it allows.
with outcome as (
    select * from {{ ref('int_verdict__outcome') }}
),

waiver as (
    select * from {{ ref('int_policy__waiver') }}
),

matched as (
    select
        outcome.*,
        waiver.waiver_id, waiver.document_no, waiver.valid_to as waiver_valid_to,
        row_number() over (
            partition by outcome.clause_id, outcome.act, outcome.scenario_id, outcome.subject_type, outcome.subject_id, outcome.object_key, outcome.year,
                outcome.rule_date
            order by waiver.valid_to desc, waiver.waiver_id
        ) as waiver_order
    from outcome
    left join waiver
        on outcome.clause_id = waiver.clause_id
        and outcome.act = waiver.act
        and outcome.subject_id = waiver.subject_id
        and coalesce(outcome.object_code, '') = coalesce(waiver.object_code, '')
        and outcome.rule_date >= waiver.valid_from
        and outcome.rule_date <= waiver.valid_to
        and (waiver.revoked_date is null or outcome.rule_date < waiver.revoked_date)
        and outcome.value_high <= waiver.allowed_value
        and outcome.outcome in ('not_met', 'not_caused', 'depends_on_reading')
)

select * from matched where waiver_order = 1

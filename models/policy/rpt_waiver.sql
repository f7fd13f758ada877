-- What became of each waiver: used, or why not. A waiver that covers nothing is listed, never applied.
with waiver as (
    select * from {{ ref('waiver') }}
),

verdict as (
    select clause_id, act, subject_id, object_code, rule_date, outcome, value_high, waiver_id from {{ ref('fact_verdict') }}
),

fate as (
    select
        waiver.waiver_id,
        count(case when verdict.waiver_id = waiver.waiver_id then 1 end) as verdicts_waived,
        count(case when verdict.outcome in ('not_met', 'not_caused', 'depends_on_reading') then 1 end) as findings,
        max(case when verdict.rule_date > waiver.valid_to then 1 else 0 end) as is_past,
        max(case when verdict.rule_date >= waiver.revoked_date then 1 else 0 end) as is_revoked,
        max(case when verdict.value_high > waiver.allowed_value then 1 else 0 end) as is_exceeded
    from waiver
    left join verdict
        on waiver.clause_id = verdict.clause_id and waiver.act = verdict.act and waiver.subject_id = verdict.subject_id
        and coalesce(waiver.object_code, '') = coalesce(verdict.object_code, '')
    group by waiver.waiver_id
),

final as (
    select
        cast(waiver.waiver_id as varchar) as waiver_id,
        cast(waiver.clause_id as varchar) as clause_id,
        cast(waiver.act as varchar) as act,
        cast(waiver.subject_id as varchar) as subject_id,
        cast(waiver.object_code as varchar) as object_code,
        cast(waiver.allowed_value as decimal(24, 6)) as allowed_value,
        cast(waiver.valid_from as date) as valid_from,
        cast(waiver.valid_to as date) as valid_to,
        cast(waiver.document_no as varchar) as document_no,
        cast(fate.verdicts_waived as integer) as verdicts_waived,
        cast(
            case
                when fate.verdicts_waived > 0 then 'used'
                when fate.findings = 0 then 'no_finding'
                when fate.is_revoked = 1 then 'revoked'
                when fate.is_past = 1 then 'expired'
                when fate.is_exceeded = 1 then 'exceeded'
                else 'not_yet'
            end as varchar
        ) as waiver_fate
    from waiver
    inner join fate on waiver.waiver_id = fate.waiver_id
)

select * from final

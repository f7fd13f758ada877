-- Waivers known at the evaluation's load time, with the last day on which each holds.
with evaluation as (
    select known_at from {{ ref('evaluation') }}
),

final as (
    select
        waiver.waiver_id, waiver.clause_id, waiver.act, waiver.subject_id, waiver.object_code, waiver.allowed_value, waiver.valid_from, waiver.valid_to,
        waiver.document_no, waiver.revoked_date
    from {{ ref('waiver') }} as waiver
    cross join evaluation
    where waiver.loaded_date <= evaluation.known_at
)

select * from final

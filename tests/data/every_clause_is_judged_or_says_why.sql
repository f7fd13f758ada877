-- What: each clause has a verdict or one row that names the missing data, each measure without a value a reason with words, and no sentence keeps an
-- unfilled slot. When it matters: a clause that nobody judges would look kept. How to resolve: add the rule, the reason to measure_reason.csv, or the slot.
select clause.clause_id, 'no verdict' as fault, cast(null as {{ dbt.type_string() }}) as told
from {{ ref('dim_clause') }} as clause
left join {{ ref('fact_verdict') }} as verdict on clause.clause_id = verdict.clause_id
where verdict.clause_id is null
union all
select clause_id, 'not modelled and no reason', null
from {{ ref('rpt_clause_coverage') }}
where not is_modelled and (reason_zh is null or reason_en is null)
union all
select measure.measure_id, 'value missing without a reason in words', measure.reason
from {{ ref('fact_measure') }} as measure
left join {{ ref('measure_reason') }} as reason on measure.reason = reason.reason
where measure.value_low is null and measure.value_high is null and reason.reason is null
    and coalesce(measure.forced_outcome, 'unknown') in ('unknown', 'out_of_scope', 'below_minimum', 'exempt')
union all
select clause_id, 'sentence with an open slot', reason_en
from {{ ref('fact_verdict') }}
where replace(reason_zh, '{', '') <> reason_zh or replace(reason_en, '{', '') <> reason_en or reason_zh is null or reason_en is null

-- Clauses that support a waiver of another one for the same major of the same proposal, one line of text a verdict.
with measured as (
    select distinct clause_id, act, scenario_id, subject_id, object_code
    from {{ ref('int_verdict__measured') }}
    where act = 'proposal' and object_code is not null
),

relation as (
    select clause_id, related_clause_id, act from {{ ref('clause_relation') }} where relation = 'supports_waiver'
),

final as (
    select
        relation.clause_id, relation.act, measured.scenario_id, measured.subject_id, measured.object_code,
        {{ dbt.listagg('relation.related_clause_id', "', '", 'order by relation.related_clause_id') }} as grounds
    from relation
    inner join measured on relation.related_clause_id = measured.clause_id and relation.act = measured.act
    group by relation.clause_id, relation.act, measured.scenario_id, measured.subject_id, measured.object_code
)

select * from final

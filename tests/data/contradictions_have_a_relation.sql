-- What: a major that one clause restricts and another favours in a proposal needs a row in clause_relation for the two. When it matters: a BLOCK and a
-- favour for the same major stand side by side unexplained. How to resolve: add the row (overrides, refines or supports_waiver) with its reason.
with favoured as (
    select distinct rule.clause_id, listed.major_code
    from {{ ref('policy_rule') }} as rule
    inner join {{ ref('policy_list_major') }} as listed
        on rule.measure_id in ({{ dbt.concat(["'listed_add:'", "listed.list_id"]) }}, {{ dbt.concat(["'listed_cluster:'", "listed.list_id"]) }})
    where rule.act = 'proposal'
),

restricted as (
    select rule.clause_id, major.major_code
    from {{ ref('policy_rule') }} as rule
    cross join {{ ref('dim_major') }} as major
    where rule.act = 'proposal' and rule.measure_id = 'restricted_new_major' and major.is_restricted_new
)

select restricted.clause_id, favoured.clause_id as favouring_clause_id, restricted.major_code
from restricted
inner join favoured on restricted.major_code = favoured.major_code
left join {{ ref('clause_relation') }} as relation
    on restricted.clause_id = relation.clause_id and favoured.clause_id = relation.related_clause_id and relation.act = 'proposal'
where relation.clause_id is null

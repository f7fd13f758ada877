-- The data that each clause needs, in the words of a planner: the data sets that its row names, one line of text a clause.
with needed as (
    select clause_id, data_needed from {{ ref('policy_clause') }} where data_needed is not null
    union
    select clause_id, data_needed from {{ ref('policy_clause_further') }} where data_needed is not null
),

-- Between separators, so that a name that begins another one is not found in it.
parted as (
    select
        clause_id,
        {{ dbt.concat(["' '", dbt.replace(dbt.replace(dbt.replace(dbt.replace('data_needed', "'+'", "' '"), "'('", "' '"), "','", "' '"), "':'", "' '"), "' '"]) }}
            as words
    from needed
),

named as (
    select distinct parted.clause_id, data_set.label_zh, data_set.label_en
    from parted
    inner join {{ ref('policy_data_set') }} as data_set
        on {{ dbt.replace('parted.words', dbt.concat(["' '", 'data_set.data_set', "' '"]), "''") }} <> parted.words
),

final as (
    select
        clause_id,
        {{ dbt.listagg('label_zh', "'、'", 'order by label_zh') }} as data_needed_zh,
        {{ dbt.listagg('label_en', "'; '", 'order by label_en') }} as data_needed_en
    from named
    group by clause_id
)

select * from final

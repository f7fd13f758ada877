-- Which clauses are judged by which measure on how many subjects, and why the others are not.
with clause as (
    select
        clause_id, clause_origin, document_id, section, clause_kind, subject_level, suggested_severity, statement_zh, statement_en,
        data_needed, data_needed_zh, data_needed_en, row_number() over (partition by clause_id order by valid_from desc, loaded_date desc) as recency
    from {{ ref('dim_clause') }}
),

rule as (
    select clause_id, count(distinct measure_id) as measures, min(measure_id) as measure_id from {{ ref('policy_rule') }} group by clause_id
),

verdict as (
    select
        clause_id, count(distinct subject_id) as subjects,
        sum(case when verdict in ('PASS', 'INFO', 'WARN', 'BLOCK') then 1 else 0 end) as judged,
        sum(case when verdict = 'NOT_EVALUABLE' then 1 else 0 end) as not_evaluable,
        sum(case when verdict = 'NOT_APPLICABLE' then 1 else 0 end) as not_applicable
    from {{ ref('fact_verdict') }}
    where proposal_id is null
    group by clause_id
),

-- What the first reading of the clause said about the documents in hand.
note as (
    select
        clause_id, operator, evaluable_note,
        case
            when evaluable_note like 'yes%' then 'printed'
            when evaluable_note like 'partly%' then 'printed_in_part'
            else 'not_printed'
        end as print_state
    from {{ ref('policy_clause') }}
),

final as (
    select
        cast(clause.clause_id as varchar) as clause_id,
        cast(clause.clause_origin as varchar) as clause_origin,
        cast(clause.document_id as varchar) as document_id,
        cast(clause.section as varchar) as section,
        cast(clause.clause_kind as varchar) as clause_kind,
        cast(clause.subject_level as varchar) as subject_level,
        cast(clause.suggested_severity as varchar) as suggested_severity,
        cast(clause.statement_zh as varchar) as statement_zh,
        cast(clause.statement_en as varchar) as statement_en,
        cast(rule.clause_id is not null as boolean) as is_modelled,
        cast(case when rule.clause_id is null then 'not_modelled' when coalesce(verdict.judged, 0) > 0 then 'judged' else 'no_data' end as varchar) as coverage,
        cast(rule.measure_id as varchar) as measure_id,
        cast(coalesce(rule.measures, 0) as integer) as measures,
        cast(coalesce(verdict.subjects, 0) as integer) as subjects,
        cast(coalesce(verdict.judged, 0) as integer) as judged,
        cast(coalesce(verdict.not_evaluable, 0) as integer) as not_evaluable,
        cast(coalesce(verdict.not_applicable, 0) as integer) as not_applicable,
        cast(clause.data_needed as varchar) as data_needed,
        cast(clause.data_needed_zh as varchar) as data_needed_zh,
        cast(clause.data_needed_en as varchar) as data_needed_en,
        cast(note.evaluable_note as varchar) as evaluable_note,
        cast(
            case
                when rule.clause_id is not null then null
                when note.operator in ('increase', 'decrease', 'stable') and note.print_state <> 'not_printed' then '须有两个年份；现有文件只印一个年份'
                when note.operator in ('covers_list', 'in_list') and note.print_state <> 'not_printed' then '须按清单成员逐项的证据；现有文件只印部分'
                when note.print_state = 'printed' then '所印数字即条款自身所述，另无独立数字可比'
                when note.print_state = 'printed_in_part' then '只印出个别学校或案例，不足以判断'
                else '所需数据既未印出，也未收集'
            end as varchar
        ) as reason_zh,
        cast(
            case
                when rule.clause_id is not null then null
                when note.operator in ('increase', 'decrease', 'stable') and note.print_state <> 'not_printed'
                    then 'needs two years; the documents in hand print one'
                when note.operator in ('covers_list', 'in_list') and note.print_state <> 'not_printed'
                    then 'needs evidence for each member of a list; the documents in hand print some'
                when note.print_state = 'printed' then 'the only printed number is the one the clause itself states: nothing independent compares with it'
                when note.print_state = 'printed_in_part' then 'printed for single schools or cases only, which settles nothing'
                else 'the data is neither printed nor collected'
            end as varchar
        ) as reason_en
    from clause
    left join rule on clause.clause_id = rule.clause_id
    left join verdict on clause.clause_id = verdict.clause_id
    left join note on clause.clause_id = note.clause_id
    where clause.recency = 1
)

select * from final

-- Where the clause prints no number, the parameter in force on the rule's date is the threshold. A number with a deadline stays due after its version.
-- The version that holds on the rule's date: the latest that has begun, a proposal's own first; one that has ended is carried forward. Where none has
-- begun, the first to come says that the date is before the clause.
with measured as (
    select * from {{ ref('int_verdict__measured') }}
),

version as (
    select * from {{ ref('int_verdict__clause_version') }}
),

-- Few: the measures of the nation are compared with each of them.
pre_version as (
    select * from version where clause_id in (select pre_clause_id from {{ ref('policy_rule') }})
),

parameter as (
    select named.clause_id, named.measure_id, parameter.*
    from {{ ref('policy_rule_parameter') }} as named
    inner join {{ ref('int_policy__parameter') }} as parameter on named.parameter_id = parameter.parameter_id
),

tolerance as (
    select valid_from, valid_until, value / 100 as share from {{ ref('int_policy__parameter') }} where parameter_id = 'approx_tolerance'
),

target as (
    select clause_id, deadline, overshoot from {{ ref('policy_target') }}
),

versioned as (
    select
        measured.*,
        version.document_id, version.section, version.operator,
        coalesce(nullif(version.threshold_value, ''), {{ number_text('parameter.value') }}) as threshold_value, parameter.value as parameter_value,
        coalesce(parameter.unit, version.threshold_unit) as threshold_unit,
        version.suggested_severity, parameter.basis as parameter_basis, parameter.label_zh as parameter_label_zh, parameter.label_en as parameter_label_en,
        coalesce(tolerance.share, 0) as tolerance, target.deadline, target.overshoot,
        version.valid_from, version.valid_to, version.loaded_date,
        measured.rule_date < version.valid_from as is_before,
        measured.rule_date > version.valid_to and target.deadline is null as is_carried,
        cast(pre_version.threshold_value as decimal(24, 6)) as pre_threshold,
        row_number() over (
            partition by measured.clause_id, measured.measure_id, measured.act, measured.scenario_id, measured.reading, measured.subject_type,
                measured.subject_id, measured.object_key, measured.year, measured.rule_date, measured.pre_low, measured.pre_high
            order by
                case when version.valid_from <= measured.rule_date then 0 else 1 end,
                case when version.scenario_id is not null then 0 else 1 end,
                case when version.valid_from <= measured.rule_date then version.valid_from end desc,
                version.valid_from,
                version.loaded_date desc,
                case when pre_version.scenario_id is not null then 0 else 1 end,
                pre_version.valid_from desc,
                pre_version.loaded_date desc
        ) as recency
    from measured
    inner join version on measured.clause_id = version.clause_id and coalesce(version.scenario_id, measured.scenario_id) = measured.scenario_id
    left join pre_version
        on measured.pre_clause_id = pre_version.clause_id and pre_version.valid_from <= measured.rule_date
        and coalesce(pre_version.scenario_id, measured.scenario_id) = measured.scenario_id
    left join target on measured.clause_id = target.clause_id
    left join tolerance on measured.rule_date >= tolerance.valid_from and measured.rule_date < tolerance.valid_until
    left join parameter
        on measured.clause_id = parameter.clause_id and measured.measure_id = parameter.measure_id
        and measured.rule_date >= parameter.valid_from and measured.rule_date < parameter.valid_until
),

final as (
    select
        *,
        case
            when parameter_value is not null then parameter_value
            when operator in ('<=', '>=', '<', '>', '=', 'approx', 'exists', 'flag_if_above', 'flag_if_below') then cast(nullif(threshold_value, '') as decimal(24, 6))
            when operator = 'between' then cast({{ dbt.split_part('threshold_value', "'|'", 1) }} as decimal(24, 6))
            when operator in ('not_in_list', 'decrease', 'flag_any') then cast(0 as decimal(24, 6))
        end as threshold,
        case when operator = 'between' then cast({{ dbt.split_part('threshold_value', "'|'", 2) }} as decimal(24, 6)) end as threshold_high
    from versioned
    where recency = 1
)

select * from final

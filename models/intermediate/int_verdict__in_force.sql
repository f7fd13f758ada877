-- Where the clause prints no number, the parameter in force on the rule's date is the threshold. A number with a deadline stays due after its version.
-- The version that holds on the rule's date: the latest that has begun, a proposal's own first; one that has ended is carried forward. Where none has
-- begun, the first to come says that the date is before the clause.
with measured as (
    select *, coalesce(pre_clause_id, '') as pre_clause from {{ ref('int_verdict__measured') }}
),

version as (
    select * from {{ ref('int_verdict__clause_version') }}
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

-- What is in force depends on the rule, the date and the proposal only: found once for each, not for every school.
moment as (
    select distinct clause_id, measure_id, coalesce(pre_clause_id, '') as pre_clause, scenario_id, rule_date from {{ ref('int_verdict__measured') }}
),

versioned as (
    select
        moment.*,
        version.document_id, version.section, version.operator,
        coalesce(nullif(version.threshold_value, ''), {{ number_text('parameter.value') }}) as threshold_value, parameter.value as parameter_value,
        coalesce(parameter.unit, version.threshold_unit) as threshold_unit,
        version.suggested_severity, parameter.basis as parameter_basis, parameter.label_zh as parameter_label_zh, parameter.label_en as parameter_label_en,
        coalesce(tolerance.share, 0) as tolerance, target.deadline, target.overshoot,
        version.valid_from, version.valid_to, version.loaded_date,
        moment.rule_date < version.valid_from as is_before,
        moment.rule_date > version.valid_to and target.deadline is null as is_carried,
        cast(pre_version.threshold_value as decimal(24, 6)) as pre_threshold,
        row_number() over (
            partition by moment.clause_id, moment.measure_id, moment.pre_clause, moment.scenario_id, moment.rule_date
            order by
                case when version.valid_from <= moment.rule_date then 0 else 1 end,
                case when version.scenario_id is not null then 0 else 1 end,
                case when version.valid_from <= moment.rule_date then version.valid_from end desc,
                version.valid_from,
                version.loaded_date desc,
                case when pre_version.scenario_id is not null then 0 else 1 end,
                pre_version.valid_from desc,
                pre_version.loaded_date desc
        ) as recency
    from moment
    inner join version on moment.clause_id = version.clause_id and coalesce(version.scenario_id, moment.scenario_id) = moment.scenario_id
    left join version as pre_version
        on moment.pre_clause = pre_version.clause_id and pre_version.valid_from <= moment.rule_date
        and coalesce(pre_version.scenario_id, moment.scenario_id) = moment.scenario_id
    left join target on moment.clause_id = target.clause_id
    left join tolerance on moment.rule_date >= tolerance.valid_from and moment.rule_date < tolerance.valid_until
    left join parameter
        on moment.clause_id = parameter.clause_id and moment.measure_id = parameter.measure_id
        and moment.rule_date >= parameter.valid_from and moment.rule_date < parameter.valid_until
),

in_force as (
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
),

final as (
    select
        measured.*,
        in_force.document_id, in_force.section, in_force.operator, in_force.threshold_value, in_force.threshold_unit, in_force.threshold,
        in_force.threshold_high, in_force.suggested_severity, in_force.parameter_basis, in_force.parameter_label_zh, in_force.parameter_label_en,
        in_force.tolerance, in_force.deadline, in_force.overshoot, in_force.valid_from, in_force.valid_to, in_force.loaded_date, in_force.is_before,
        in_force.is_carried, in_force.pre_threshold
    from measured
    inner join in_force
        on measured.clause_id = in_force.clause_id and measured.measure_id = in_force.measure_id and measured.pre_clause = in_force.pre_clause
        and measured.scenario_id = in_force.scenario_id and measured.rule_date = in_force.rule_date
)

select * from final

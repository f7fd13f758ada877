-- depends_on: {{ ref('int_policy__kept_school') }}
-- A build that started from a release tests again only the points of schools that filed other rows or whose points rank otherwise
-- (int_policy__through_train leaves the others out).
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where school_id not in (select school_id from {{ ref('int_policy__kept_school') }}){% endif %}",
) }}
-- Early warning: each criterion of items 13 and 6 for each programme point, with the parameter beside it.
with parameter as (
    select * from {{ ref('int_policy__criterion_parameter') }}
),

point as (
    select fact_programme_point.*, parameter.*
    from {{ ref('fact_programme_point') }} as fact_programme_point
    inner join parameter on fact_programme_point.period_year = parameter.parameter_year
    {% if is_incremental() %}where school_id not in (select school_id from {{ ref('int_policy__kept_school') }}){% endif %}
),

through_train as (
    select int_policy__through_train.*, parameter.*
    from {{ ref('int_policy__through_train') }} as int_policy__through_train
    inner join parameter on int_policy__through_train.period_year = parameter.parameter_year
),

measured as (
    {{ criteria_of_points('point') }}
    union all
    {{ criteria_of_through_train('through_train') }}
),

criterion as (
    select * from {{ ref('criterion') }}
),

judged as (
    select
        measured.*, criterion.clause_id, criterion.overall_clause_id, criterion.factor, criterion.parameter_id,
        {{ criterion_outcome('criterion.operator', 'measured.value_low', 'measured.value_high', 'measured.threshold', 'measured.forced_outcome') }} as outcome
    from measured
    inner join criterion on measured.criterion = criterion.criterion
    where measured.threshold is not null
),

final as (
    select
        {{ surrogate_key(['judged.criterion', 'judged.school_id', 'coalesce(judged.major_code, judged.major_name)', 'judged.pathway', 'judged.period_year']) }} as criterion_key,
        cast(judged.criterion as varchar) as criterion,
        cast(judged.clause_id as varchar) as clause_id,
        cast(judged.overall_clause_id as varchar) as overall_clause_id,
        cast(judged.factor as varchar) as factor,
        cast(judged.school_key as bigint) as school_key,
        cast(judged.school_id as varchar) as school_id,
        cast(judged.school_name as varchar) as school_name,
        cast(judged.major_key as bigint) as major_key,
        cast(judged.major_code as varchar) as major_code,
        cast(judged.major_name as varchar) as major_name,
        cast(judged.pathway as varchar) as pathway,
        cast(judged.period_year as integer) as period_year,
        cast(judged.outcome as varchar) as outcome,
        cast(judged.value_low as decimal(24, 6)) as value_low,
        cast(judged.value_high as decimal(24, 6)) as value_high,
        cast(judged.threshold as decimal(24, 6)) as threshold,
        cast(judged.parameter_id as varchar) as parameter_id,
        cast(judged.numerator as decimal(24, 6)) as numerator,
        cast(judged.denominator as decimal(24, 6)) as denominator,
        cast(judged.compared_with as decimal(24, 6)) as compared_with,
        cast(judged.forced_outcome as varchar) as forced_outcome,
        cast(judged.reason as varchar) as reason,
        cast(measure_reason.label_zh as varchar) as reason_zh,
        cast(measure_reason.label_en as varchar) as reason_en
    from judged
    left join {{ ref('measure_reason') }} as measure_reason on judged.reason = measure_reason.reason
)

select * from final

{#
  The common shape of every measure model (int_measure__*): one row a measure, reading, scenario, act, subject, object and year.
  Give `value` where the number is known, or the interval `value_low` to `value_high` where something is missing; both null says that nothing is known.
  `object_code` is the catalogue code of the major that the row speaks of, where it speaks of one.
  `reason` is a code of measure_reason that says what is missing; `forced_outcome` is an outcome that the facts settle without a threshold.
#}
{% macro measure_row(
    measure_id, subject_type, subject_id, subject_name, year, value='null', value_low=none, value_high=none, numerator='null', denominator='null',
    act="'state'", scenario_id="'actual'", object_key="''", object_code='null', rule_date=none, reading="'plain'", reason='null', forced_outcome='null', evidence='null'
) -%}
    {%- set text = dbt.type_string() -%}
    {%- set low = value if value_low is none else value_low -%}
    {%- set high = value if value_high is none else value_high -%}
    cast({{ measure_id }} as {{ text }}) as measure_id,
    cast({{ reading }} as {{ text }}) as reading,
    cast({{ scenario_id }} as {{ text }}) as scenario_id,
    cast({{ act }} as {{ text }}) as act,
    cast({{ subject_type }} as {{ text }}) as subject_type,
    cast({{ subject_id }} as {{ text }}) as subject_id,
    cast({{ subject_name }} as {{ text }}) as subject_name,
    cast({{ object_key }} as {{ text }}) as object_key,
    cast({{ object_code }} as {{ text }}) as object_code,
    cast({{ year }} as integer) as year,
    cast({{ year_end(year) if rule_date is none else rule_date }} as date) as rule_date,
    cast(case when {{ low }} = {{ high }} then {{ low }} end as decimal(24, 6)) as value,
    cast({{ low }} as decimal(24, 6)) as value_low,
    cast({{ high }} as decimal(24, 6)) as value_high,
    cast({{ numerator }} as decimal(24, 6)) as numerator,
    cast({{ denominator }} as decimal(24, 6)) as denominator,
    cast(
        case
            when {{ low }} = {{ high }} then 'complete'
            when {{ low }} is null and {{ high }} is null then 'missing'
            else 'partial'
        end as {{ text }}
    ) as completeness,
    cast({{ reason }} as {{ text }}) as reason,
    cast({{ forced_outcome }} as {{ text }}) as forced_outcome,
    cast({{ evidence }} as {{ text }}) as evidence
{%- endmacro %}

{#
  What Spark says differently, in one place (docs/how-to/spark.md lists it). Models are written in the SQL that both engines share;
  two habits of theirs are respelled here as a model is created: `cast(… as varchar)`, which Spark wants as `string`, and the comma
  before `from`, which Spark does not take.
#}
{% macro spark_spelling(sql) -%}
    {%- set typed = modules.re.sub('(?i)\\bas varchar(\\s*)\\)', 'as string\\1)', sql) -%}
    {{- modules.re.sub(',(\\s*)\\bfrom\\b', '\\1from', typed) -}}
{%- endmacro %}

{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    create table {{ relation }} using parquet as {{ spark_spelling(compiled_code) }}
{%- endmacro %}

{% macro spark__create_view_as(relation, sql) -%}
    create or replace view {{ relation }} as {{ spark_spelling(sql) }}
{%- endmacro %}

{# In the order asked for: dbt-spark's own drops it. Spark 4 has the standard form. #}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    listagg({{ measure }}, {{ delimiter_text }}){% if order_by_clause %} within group ({{ order_by_clause }}){% endif %}
{%- endmacro %}

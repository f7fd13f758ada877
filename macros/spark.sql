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

{#
  In the order asked for: dbt-spark's own drops it. Not by Spark's listagg … within group, which dies of a class cast (Spark 4.3) where the same select
  counts distinct values of two kinds. Texts that are null are left out, and no text at all is null, as in DuckDB.
#}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    {%- set order = listagg_order(measure, order_by_clause, limit_num) -%}
    {%- set listed = "struct(" ~ (order ~ ", " if order else "") ~ measure ~ " as listed)" -%}
    case when count({{ measure }}) > 0 then
        array_join(sort_array(collect_list(case when {{ measure }} is not null then {{ listed }} end)).listed, {{ delimiter_text }})
    end
{%- endmacro %}

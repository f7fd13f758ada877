{#
  A surrogate key from the columns that identify a row: a positive 60-bit integer, the same on every engine.
  Integers join and compress far better than text keys; primary-key constraints would catch a collision.
#}
{% macro surrogate_key(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") -%}
        {%- if not loop.last -%}{%- do parts.append("'|'") -%}{%- endif -%}
    {%- endfor -%}
    {{ return(adapter.dispatch('hash_to_bigint')(dbt.concat(parts))) }}
{%- endmacro %}

{% macro default__hash_to_bigint(text) -%}
    cast('0x' || substr(md5({{ text }}), 1, 15) as bigint)
{%- endmacro %}

{% macro spark__hash_to_bigint(text) -%}
    cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint)
{%- endmacro %}

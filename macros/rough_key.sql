{#
  A hash of columns by the engine's own fast function: equal rows have equal ones, different rows almost always others. It may sort out what needs a
  closer look; it is never published, for each engine has its own.
#}
{% macro rough_key(columns) -%}
    {{ return(adapter.dispatch('rough_key')(columns)) }}
{%- endmacro %}

{% macro default__rough_key(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__rough_key(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}

{#
  A text with its slots filled: {value} and the like, each replaced by a column; a slot without a value becomes a dash. A column should hold no
  slot itself: DuckDB leaves it as it stands, an engine that replaces slot after slot would fill it too.
#}
{% macro fill(template, slots) -%}
    {{ return(adapter.dispatch('fill')(template, slots)) }}
{%- endmacro %}

{% macro default__fill(template, slots) -%}
    {%- set ns = namespace(text=template) -%}
    {%- for slot, column in slots.items() -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", '{" ~ slot ~ "}', coalesce(" ~ column ~ ", '—'))" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}

{# Cut at the braces and put together again: one pass, where a replacement for each slot goes through the text two dozen times. #}
{% macro duckdb__fill(template, slots) -%}
    array_to_string(list_transform(string_split({{ template }}, '{'), lambda piece: case
        {%- for slot, column in slots.items() %}
        when starts_with(piece, '{{ slot ~ "}" }}') then coalesce({{ column }}, '—') || substr(piece, {{ slot | length + 2 }})
        {%- endfor %}
        else piece
    end), '')
{%- endmacro %}

{# A number for people: whole numbers whole, others with two digits. #}
{% macro number_text(column) -%}
    case
        when {{ column }} = floor({{ column }}) then cast(cast({{ column }} as bigint) as {{ dbt.type_string() }})
        else cast(cast({{ column }} as decimal(24, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}

{# What one reading says: its value (of the precondition where the rule has one), its name, and for a reading that parts the levels the numbers of each. #}
{% macro reading_text(label) -%}
    {{ dbt.concat([
        "coalesce(" ~ number_text('coalesce(settled.pre_low, settled.value_low)') ~ ", '—')", "' '", label,
        "case when settled.reading = 'levels_apart' and settled.evidence is not null then " ~ dbt.concat(["' ('", "settled.evidence", "')'"]) ~ " else '' end"
    ]) }}
{%- endmacro %}

{# An interval for people: one number where both ends are known and equal, "at least" where the upper end is unknown, and so on; null where nothing is known. #}
{% macro interval_text(low, high, language) -%}
    {%- set least = "'至少 '" if language == 'zh' else "'at least '" -%}
    {%- set most = "'至多 '" if language == 'zh' else "'at most '" -%}
    case
        when {{ low }} = {{ high }} then {{ number_text(low) }}
        when {{ high }} is null then {{ dbt.concat([least, number_text(low)]) }}
        when {{ low }} is null then {{ dbt.concat([most, number_text(high)]) }}
        else {{ dbt.concat([number_text(low), "' – '", number_text(high)]) }}
    end
{%- endmacro %}

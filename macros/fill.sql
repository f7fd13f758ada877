{# A text with its slots filled: {value} and the like, each replaced by a column; a slot without a value becomes a dash. #}
{% macro fill(template, slots) -%}
    {%- set ns = namespace(text=template) -%}
    {%- for slot, column in slots.items() -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", '{" ~ slot ~ "}', coalesce(" ~ column ~ ", '—'))" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}

{# A number for people: whole numbers whole, others with two digits. #}
{% macro number_text(column) -%}
    case
        when {{ column }} = floor({{ column }}) then cast(cast({{ column }} as bigint) as {{ dbt.type_string() }})
        else cast(cast({{ column }} as decimal(24, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}

{# What one reading says: its value, its name, and for a reading that parts the levels the numbers of each. #}
{% macro reading_text(label) -%}
    {{ dbt.concat([
        "coalesce(" ~ number_text('settled.value_low') ~ ", '—')", "' '", label,
        "case when settled.reading = 'levels_apart' and settled.evidence is not null then " ~ dbt.concat(["' ('", "settled.evidence", "')'"]) ~ " else '' end"
    ]) }}
{%- endmacro %}

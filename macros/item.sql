{# The common shape of evidence: one row an item that a measure counted, folded, left out or could not read. #}
{% macro item_row(measure_id, subject_id, year, item_key, item_label, role, why, source='null', act="'state'", scenario_id="'actual'", object_key="''") -%}
    {%- set text = dbt.type_string() -%}
    cast({{ measure_id }} as {{ text }}) as measure_id,
    cast({{ act }} as {{ text }}) as act,
    cast({{ scenario_id }} as {{ text }}) as scenario_id,
    cast({{ subject_id }} as {{ text }}) as subject_id,
    cast({{ object_key }} as {{ text }}) as object_key,
    cast({{ year }} as integer) as year,
    cast({{ item_key }} as {{ text }}) as item_key,
    cast({{ item_label }} as {{ text }}) as item_label,
    cast({{ role }} as {{ text }}) as role,
    cast({{ why }} as {{ text }}) as why,
    cast({{ source }} as {{ text }}) as source
{%- endmacro %}

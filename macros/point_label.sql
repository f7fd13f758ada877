{# How a programme point is named in object_key: code, name and, where it is a point of one pathway, the pathway. #}
{% macro point_label(relation) -%}
    {{ dbt.concat([
        "coalesce(" ~ dbt.concat([relation ~ ".major_code", "' '"]) ~ ", '')",
        relation ~ ".major_name",
        "case when " ~ relation ~ ".pathway = 'all' then '' else " ~ dbt.concat(["' '", relation ~ ".pathway"]) ~ " end",
    ]) }}
{%- endmacro %}

{# A section of a document as a Chinese reader names it; what is not one of the usual words stays as the clause row writes it. #}
{% macro section_zh(section) -%}
    {%- set ns = namespace(text=section) -%}
    {%- for written, told in [
        ('section ', ''), ('secondary ', '中职篇 '), ('higher ', '高职篇 '), ('table ', '表 '), ('preface', '前言'), ('foreword', '前言'), ('both parts', '两篇'), (' and ', '、'),
    ] -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", '" ~ written ~ "', '" ~ told ~ "')" -%}
    {%- endfor -%}
    case
        when {{ section }} like 'item %' then {{ dbt.concat(["'第 '", "replace(" ~ section ~ ", 'item ', '')", "' 条'"]) }}
        else {{ ns.text }}
    end
{%- endmacro %}

{# Where a parameter's value comes from, in words. #}
{% macro basis_text(basis, language) -%}
    case {{ basis }}
        when 'recommended' then {{ "'推荐值'" if language == 'zh' else "'recommended'" }}
        when 'printed' then {{ "'条款印出'" if language == 'zh' else "'printed'" }}
        when 'external' then {{ "'外部来源'" if language == 'zh' else "'from another source'" }}
    end
{%- endmacro %}

{#
  The outcome of a criterion that flags above, below or at a parameter, from the interval of its value: certainly flagged, certainly not, or unknown.
  The facts may settle the outcome first (forced_outcome).
#}
{% macro criterion_outcome(operator, value_low, value_high, threshold, forced_outcome) -%}
    case
        when {{ forced_outcome }} is not null then {{ forced_outcome }}
        when {{ operator }} = 'flag_if_above' and {{ value_low }} > {{ threshold }} then 'not_met'
        when {{ operator }} = 'flag_if_above' and {{ value_high }} <= {{ threshold }} then 'met'
        when {{ operator }} = 'flag_if_below' and {{ value_high }} < {{ threshold }} then 'not_met'
        when {{ operator }} = 'flag_if_below' and {{ value_low }} >= {{ threshold }} then 'met'
        when {{ operator }} = 'flag_if_at_most' and {{ value_high }} <= {{ threshold }} then 'not_met'
        when {{ operator }} = 'flag_if_at_most' and {{ value_low }} > {{ threshold }} then 'met'
        else 'unknown'
    end
{%- endmacro %}

{# How grave the outcome of an added major is, the gravest first: one line on a name must not hide another one. #}
{% macro gravity_of_addition(outcome) -%}
    case {{ outcome }}
        {%- for code in ['not_met', 'outside_college', 'near_match', 'unknown', 'reopened', 'new_point', 'direction', 'open_list'] %}
        when '{{ code }}' then {{ loop.index }}
        {%- endfor %}
        else 9
    end
{%- endmacro %}

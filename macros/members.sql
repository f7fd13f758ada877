{# Keys of the dimension members that stand for something other than a row of the source. #}
{% macro unknown_key() %}-1{% endmacro %}
{% macro not_broken_down_key() %}-2{% endmacro %}
{% macro outside_catalogue_key() %}-3{% endmacro %}
{% macro not_applicable_key() %}-4{% endmacro %}

{# The key of dim_major for a resolved row: no major printed, a major outside the catalogue, or a catalogue major. #}
{% macro major_key(major_code, major_as_printed) -%}
    case
        when {{ major_as_printed }} is null then cast({{ not_broken_down_key() }} as bigint)
        when {{ major_code }} is null then cast({{ outside_catalogue_key() }} as bigint)
        else {{ surrogate_key([major_code]) }}
    end
{%- endmacro %}

{# The first and the last day that a type-2 row can carry. #}
{% macro beginning_of_time() %}cast('1900-01-01' as date){% endmacro %}
{% macro end_of_time() %}cast('9999-12-31' as date){% endmacro %}

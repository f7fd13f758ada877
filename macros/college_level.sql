{#
  The level at which a programme line counts. A line of a college whose name no catalogue holds and that is printed without a vocational level may be a
  college major all the same: it widens the interval of the count instead of vanishing.
#}
{% macro counted_level(school_level, major_code, education_level) -%}
    case
        when {{ school_level }} in ('higher_vocational', 'vocational_undergraduate') and {{ major_code }} is null
            and coalesce({{ education_level }}, 'general_undergraduate') = 'general_undergraduate' then 'higher_vocational'
        else {{ education_level }}
    end
{%- endmacro %}

{# Join condition: the version of a school in force at the end of a year (or today's, where no year is printed). #}
{% macro in_force(version, school_id, year) -%}
    {{ version }}.school_id = {{ school_id }}
    and {{ year_end(year) }} >= {{ version }}.lookup_from
    and {{ year_end(year) }} < {{ version }}.lookup_to
{%- endmacro %}

{# The last day of a year that a version can carry; the end of time minus a year where no year is known. #}
{% macro year_end(year) -%}
    make_date(cast(coalesce({{ year }}, 9998) as integer), 12, 31)
{%- endmacro %}

{# Whether every row of this release is invented (a demonstration home). A home is one or the other, so it is a constant of the build. #}
{% macro is_synthetic() %}cast({{ 'true' if var('is_synthetic', false) else 'false' }} as boolean){% endmacro %}

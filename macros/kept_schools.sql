{#
  Schools that have the same rows now as in the release from which the build started (warehouse/release/reuse.py), by their digests in schema
  `taken_over`. In every other build there are none.
#}
{% macro kept_schools(rows) -%}
    {% if var('made_again', none) -%}
select rows_now.school_id
from {{ source('taken_over', rows ~ '_now') }} as rows_now
inner join {{ source('taken_over', rows ~ '_before') }} as rows_before
    on rows_now.school_id = rows_before.school_id
    and rows_now.parts = rows_before.parts
    and rows_now.digest = rows_before.digest
    {%- else -%}
select school_id from {{ ref('dim_school') }} where 1 = 0
    {%- endif %}
{%- endmacro %}

{# Families of measures in which the rows on a school depend on its own rows in the facts and in `fact_programme_point` alone. #}
{% macro measured_by_school() -%}
    {{ return(['criterion', 'criteria_flagged', 'students_per_teacher', 'secondary_condition', 'college_condition']) }}
{%- endmacro %}

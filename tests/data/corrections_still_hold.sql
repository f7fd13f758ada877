-- What: every correction finds its row, and the cell still has the value that the ledger expects. When: the source of a corrected row changes.
-- Resolve: read the print again; mend or withdraw the entry in correction.csv.
{% set cells = [
    ('programme', 'programme_id', ['department', 'status', 'pathway', 'partner_as_printed']),
    ('reported_figure', 'figure_id', ['value_as_printed', 'value_number', 'unit_as_printed', 'subject_as_printed']),
] %}
with cell as (
    {% for table, id, columns in cells %}
    {% set outer_loop = loop %}
    {% for column in columns %}
    select '{{ table }}' as target_table, {{ id }} as target_id, '{{ column }}' as target_column, cast({{ column }} as {{ dbt.type_string() }}) as cell_value
    from {{ ref('stg_' ~ table) }}
    {% if not (loop.last and outer_loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
)

select correction.correction_id, correction.target_id, correction.target_column, correction.expect, cell.cell_value
from {{ ref('correction') }} as correction
left join cell
    on correction.target_table = cell.target_table
    and correction.target_id = cell.target_id
    and correction.target_column = cell.target_column
where cell.target_id is null or coalesce(cell.cell_value, '') <> coalesce(correction.expect, '')

{#
  The columns, types and constraints of a contract, as DuckDB enforces them. A build of very many rows (`is_heavy`, told by warehouse/release/build.py)
  leaves out the keys of the models that say so in their `meta`: the index of a primary key over a hundred million ids does not fit into memory, and
  no dimension can be dropped under a fact that was taken over and refers to it. Data tests check the same keys in every build (decision 0027).
#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- set parts = adapter.render_raw_columns_constraints(raw_columns=model['columns']) -%}
    {%- if not (var('is_heavy', false) and model['config']['meta'].get('keys_end_where_heavy')) -%}
        {%- set parts = parts + adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
    {%- endif -%}
    ({{ parts | join(', ') }})
{%- endmacro %}

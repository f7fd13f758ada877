"""Questions of the page on data and definitions: tables, columns, lineage, documents. No drawing here."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.query.remembered import remembered
from warehouse.query.words import checked, unit_worded, worded

MOST_ROWS = 50_000
"""Most rows of a table that a download of the page holds; the whole table is a question for the SQL page or the release file."""


@remembered
def tables(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Published tables: `name` (schema.table), label, rows, description; the marts first."""
    return connection.execute(
        f"""
        select schema_name || '.' || table_name as table_name, label_{checked(language)} as label, row_count as rows,
            {worded("description", language)} as meaning
        from meta.table_dictionary
        order by case schema_name when 'marts' then 1 when 'policy' then 2 when 'reconciliation' then 3 when 'meta' then 4 else 5 end, 1
        """
    ).df()


@remembered
def columns(connection: duckdb.DuckDBPyConnection, language: str, table: str) -> pd.DataFrame:
    """Columns of a table: name, label, type, unit, meaning, caveat."""
    schema, name = table.split(".", 1)
    return connection.execute(
        f"""
        select column_name, label_{checked(language)} as label, data_type, {unit_worded(language)} as unit, {worded("meaning", language)} as meaning,
            {worded("caveat", language)} as caveat
        from meta.dictionary where schema_name = ? and table_name = ? order by column_position
        """,
        [schema, name],
    ).df()


def rows(connection: duckdb.DuckDBPyConnection, table: str, most: int = MOST_ROWS) -> pd.DataFrame:
    """The first rows of a published table. The name is looked up before it is used."""
    schema, name = table.split(".", 1)
    known = connection.execute("select count(*) from meta.table_dictionary where schema_name = ? and table_name = ?", [schema, name]).fetchone()
    if not known or not known[0]:
        return pd.DataFrame()
    return connection.execute(f'select * from "{schema}"."{name}" limit {int(most)}').df()


@remembered
def lineage(connection: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """Everything a table is made of: pairs `parent`, `child` up to the source, and what is made of it directly."""
    return connection.execute(
        """
        with recursive edge as (
            select parent_schema || '.' || parent_name as parent, node_schema || '.' || node_name as child from meta.lineage
        ),
        up (parent, child) as (
            select parent, child from edge where child = $table
            union
            select edge.parent, edge.child from edge join up on edge.child = up.parent
        )
        select parent, child from up union select parent, child from edge where parent = $table order by 2, 1
        """,
        {"table": table},
    ).df()


def lineage_dot(edges: pd.DataFrame, table: str) -> str:
    """The lineage as a drawing in the DOT language, from source to the right; the table itself is filled."""

    def quoted(name: str) -> str:
        return '"' + name.replace('"', "'") + '"'

    lines = [f"{quoted(parent)} -> {quoted(child)};" for parent, child in edges.itertuples(index=False)]
    head = 'digraph { rankdir=LR; bgcolor="transparent"; node [shape=box, fontsize=11, style=filled, fillcolor="#f3f6f8", color="#54616b"];'
    return head + f' {quoted(table)} [fillcolor="#cfe3ef", penwidth=2];' + " ".join(lines) + "}"


@remembered
def metrics(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Metrics: name, label, definition, unit, caveat, newest year, the dimensions they can be broken down by."""
    told = checked(language)
    unit = "unit_zh" if language == "zh" else "unit"
    return connection.execute(
        f"""
        select m.metric_name, m.label_{told} as label, m.definition_{told} as meaning, m.{unit} as unit, nullif(m.caveat_{told}, '') as caveat,
            m.latest_year, string_agg(distinct d.dimension_name, ', ' order by d.dimension_name) as dimensions
        from meta.metric m left join meta.metric_dimension d using (metric_name)
        where not m.is_part
        group by all order by m.metric_name
        """
    ).df()


@remembered
def documents(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Printed documents: id, title, publisher, date, numbers and clauses taken from each."""
    return connection.execute(
        f"""
        select d.document_id, coalesce(d.title_{checked(language)}, d.title_zh) as document_title, d.publisher, d.published_date, d.report_year,
            (select count(*) from marts.fact_reported_figure f where f.document_id = d.document_id) as figures,
            (select count(*) from policy.dim_clause c where c.document_id = d.document_id) as clauses
        from marts.dim_document d order by 1
        """
    ).df()


@remembered
def printed_places(connection: duckdb.DuckDBPyConnection, document: str) -> pd.DataFrame:
    """Where the rows of a document stand: section and table, the published table they feed, how many, and one row to trace."""
    facts = {
        "fact_reported_figure": "figure_id",
        "fact_programme": "programme_id",
        "fact_enrolment": "enrolment_id",
        "fact_graduate_outcome": "graduate_outcome_id",
        "fact_teachers": "teacher_count_id",
        "fact_recognition": "recognition_id",
        "fact_awards": "award_id",
        "fact_consortium_member": "consortium_member_id",
        "fact_funding": "funding_id",
    }
    parts = [
        f"select section, locator, 'marts.{table}' as table_name, count(*) as rows, min({row_id}) as row_id from marts.{table} "
        "where document_id = $document group by 1, 2"
        for table, row_id in facts.items()
    ]
    frame = connection.execute(" union all ".join(parts) + " order by 1, 2, 3", {"document": document}).df()
    frame["source"] = frame["section"].fillna("") + " " + frame["locator"].fillna("")
    return frame

"""Data and definitions: every table and column with its meaning, where it comes from, its rows; documents and what they print."""

from __future__ import annotations

from functools import partial

import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import data_queries as queries
from warehouse.pages.guard import piece
from warehouse.pages.parts import choose, downloads, show_table
from warehouse.pages.text import number, text

PREVIEW_ROWS = 200


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("data.title"))
    st.write(say("data.lead"))
    metrics = queries.metrics(connection, language)
    st.header(say("list.counted", name=say("data.metrics"), rows=number(len(metrics))))
    st.caption(say("data.metrics_lead"))
    columns = ["label", "meaning", "unit", "latest_year", "dimensions", "caveat", "metric_name"]
    show_table(metrics, columns, language, key="data_metrics")
    known = queries.tables(connection, language)
    _tables(connection, language)
    with st.expander(say("list.counted", name=say("data.all_tables"), rows=number(len(known)))):
        show_table(known, ["table_name", "label", "rows", "meaning"], language, key="data_tables")
    _documents(connection, language)


@piece
def _tables(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.header(say("data.tables"))
    known = queries.tables(connection, language)
    names = {row.table_name: f"{row.table_name} {row.label}" for row in known.itertuples()}
    table = choose(say("data.choose_table"), names, "table", language, default="marts.fact_programme")
    if table is not None:
        _table(connection, language, table, known)


def _table(connection: duckdb.DuckDBPyConnection, language: str, table: str, known: pd.DataFrame) -> None:
    say = partial(text, language)
    described = known.set_index("table_name").loc[table]
    st.subheader(f"{described['label']} ({table})")
    st.write(described["meaning"])
    columns = queries.columns(connection, language, table)
    show_table(columns, ["column_name", "label", "data_type", "unit", "meaning", "caveat"], language, key="data_columns")
    st.subheader(say("data.rows", shown=number(min(PREVIEW_ROWS, described["rows"])), rows=number(described["rows"])))
    rows = queries.rows(connection, table, PREVIEW_ROWS)
    if rows.empty:
        st.info(say("data.no_rows"))
    else:
        show_table(rows, list(rows.columns), language, connection, key="data_rows")
        notes = [] if described["rows"] <= queries.MOST_ROWS else [say("data.cut", most=number(queries.MOST_ROWS), rows=number(described["rows"]))]
        for note in notes:
            st.caption(note)
        # Asked when the file is: on a cursor of its own, since a page may be drawn on this one at the same time.
        downloads(
            connection, rows, table.replace(".", "_"), language, f"select * from {table}", [table.split(".", 1)[1]], notes,
            whole=lambda: queries.rows(connection.cursor(), table),
        )  # fmt: skip
    _lineage(connection, language, table)


def _lineage(connection: duckdb.DuckDBPyConnection, language: str, table: str) -> None:
    say = partial(text, language)
    st.subheader(say("data.lineage"))
    edges = queries.lineage(connection, table)
    if edges.empty:
        st.info(say("data.no_lineage"))
        return
    st.caption(say("data.lineage_lead"))
    st.graphviz_chart(queries.lineage_dot(edges, table), width="stretch")
    with st.expander(say("chart.data")):
        show_table(edges, ["parent", "child"], language, key="data_lineage")


@piece
def _documents(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.header(say("data.documents"))
    frame = queries.documents(connection, language)
    show_table(
        frame,
        ["document_id", "document_title", "publisher", "published_date", "report_year", "figures", "clauses"],
        language,
        connection,
        key="data_docs",
    )
    names = {row.document_id: f"{row.document_id} {row.document_title}" for row in frame.itertuples()}
    document = choose(say("data.choose_document"), names, "document", language, default="SHQAR2024")
    if document is None:
        return
    places = queries.printed_places(connection, document)
    if places.empty:
        st.info(say("data.no_places"))
    else:
        st.caption(say("data.places"))
        show_table(places, ["source", "table_name", "rows"], language, key="data_places")

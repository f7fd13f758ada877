"""Reconciliation: printed totals that do not add up, and the trace of any number back to its print."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import duckdb
import streamlit as st

from warehouse.errors import InputError
from warehouse.pages import reconciliation_queries as queries
from warehouse.pages.parts import downloads, show_table
from warehouse.pages.text import number, text
from warehouse.query.trace import Row, trace_of

COLUMNS = ["statement", "stated", "recomputed", "difference", "explanation", "source", "figure"]


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("reconciliation.title"))
    everything, wrong = queries.counts(connection)
    st.write(say("reconciliation.lead", identities=number(everything), wrong=number(wrong)))
    only = not st.toggle(say("reconciliation.show_all"))
    frame = queries.identities(connection, language, only)
    show_table(frame, COLUMNS, language)
    asked = f"{say('reconciliation.title')}{'' if only else ': ' + say('reconciliation.show_all')}"
    downloads(connection, frame, "reconciliation", language, asked, ["fact_reconciliation"])
    st.header(say("trace.title"))
    st.write(say("trace.lead"))
    row_id = st.text_input(say("trace.input"), value="SHQAR2024-S1-0039").strip()
    if row_id:
        _trace(connection, row_id, language)


def _trace(connection: duckdb.DuckDBPyConnection, row_id: str, language: str) -> None:
    say = partial(text, language)
    try:
        found = trace_of(connection, row_id)
    except InputError:
        st.warning(say("trace.unknown", row_id=row_id))
        return
    labels = queries.labels(connection, language)
    for title, rows in (
        (say("trace.row"), [found.row]),
        (say("trace.document"), [found.document]),
        (say("trace.batch"), [found.batch]),
        (say("trace.corrections"), found.corrections),
        (say("trace.reconciliations"), found.reconciliations),
        (say("trace.repeats"), [{"figure_id": one} for one in found.repeats]),
    ):
        if rows:
            st.subheader(title)
            for row in rows:
                st.table(_stated(row, labels))


def _stated(row: Row, labels: dict[str, str]) -> dict[str, str]:
    """The columns of a row that hold something, labelled, as text; decimals without idle zeros."""
    return {labels.get(column, column): _shown(value) for column, value in row.items() if value not in (None, "")}


def _shown(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

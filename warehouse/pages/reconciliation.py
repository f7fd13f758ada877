"""Reconciliation: printed totals that do not add up, and why."""

from __future__ import annotations

from functools import partial

import duckdb
import streamlit as st

from warehouse.pages import reconciliation_queries as queries
from warehouse.pages.guard import piece
from warehouse.pages.parts import downloads, show_table
from warehouse.pages.text import number, text

COLUMNS = ["statement", "stated", "recomputed", "difference", "explanation", "source"]


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("reconciliation.title"))
    everything, wrong = queries.counts(connection)
    st.write(say("reconciliation.lead", identities=number(everything), wrong=number(wrong)))
    _list(connection, language)


@piece
def _list(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    only = not st.toggle(say("reconciliation.show_all"), key="all", bind="query-params")
    frame = queries.identities(connection, language, only)
    show_table(frame, COLUMNS, language, connection, key="reconciliation")
    asked = f"{say('reconciliation.title')}{'' if only else ': ' + say('reconciliation.show_all')}"
    downloads(connection, frame, "reconciliation", language, asked, ["fact_reconciliation"])

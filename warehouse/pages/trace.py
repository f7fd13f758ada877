"""Trace: from a number or a row back to its print, its batch, and the corrections and reconciliations that touch it."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import duckdb
import streamlit as st

from warehouse.errors import InputError
from warehouse.pages import trace_queries as queries
from warehouse.pages.labels import dictionary
from warehouse.pages.text import text
from warehouse.query.trace import Row, trace_of

EXAMPLE = "SHQAR2024-S1-0039"


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("trace.title"))
    st.write(say("trace.lead"))
    st.session_state.setdefault("row", st.query_params.get("row", EXAMPLE))
    row_id = st.text_input(say("trace.input"), key="row", bind="query-params").strip()
    if not row_id:
        st.info(say("trace.empty"))
        return
    try:
        found = trace_of(connection, row_id)
    except InputError:
        st.warning(say("trace.unknown", row_id=row_id))
        return
    words = queries.code_words(connection, language)
    own = found.table.split(".", 1)[1]
    parts: tuple[tuple[str, str, list[Row]], ...] = (
        ("trace.row", own, [found.row]),
        ("trace.figures", "fact_reported_figure", found.figures if own != "fact_reported_figure" else []),
        ("trace.document", "dim_document", [found.document]),
        ("trace.batch", "batch", [found.batch]),
        ("trace.corrections", "correction", [_in_one_language(row, language) for row in found.corrections]),
        ("trace.reconciliations", "fact_reconciliation", [_in_one_language(row, language) for row in found.reconciliations]),
        ("trace.repeats", "fact_reported_figure", [{"figure_id": one} for one in found.repeats]),
    )
    for title, table, rows in parts:
        if not any(rows):
            continue
        labels = {name: column.label for name, column in dictionary(connection, language, table).items()}
        stated = [told for row in rows if (told := _stated(row, labels, words, language))]
        if stated:
            st.header(say(title))
            for told in stated:
                st.table(told)


def _in_one_language(row: Row, language: str) -> Row:
    others = ("statement_en", "explanation", "reason") if language == "zh" else ("statement_zh", "explanation_zh", "reason_zh")
    return {column: value for column, value in row.items() if column not in others}


def _stated(row: Row, labels: dict[str, str], words: dict[tuple[str, str], str], language: str) -> dict[str, str]:
    """The columns of a row that hold something, labelled, as text; codes as words. Keys without meaning stay out."""
    return {
        labels.get(column, column): words.get((column, str(value))) or _shown(value, language)
        for column, value in row.items()
        if value not in (None, "") and not column.endswith("_key")
    }


def _shown(value: object, language: str) -> str:
    """Decimals without idle zeros, yes and no in words."""
    if isinstance(value, bool):
        return text(language, "word.yes" if value else "word.no")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

"""Compliance: who, which clause, by how much, on what evidence, worst first."""

from __future__ import annotations

from functools import partial

import duckdb
import streamlit as st

from warehouse.pages import compliance_queries as queries
from warehouse.pages.parts import downloads, show_table
from warehouse.pages.text import number, text

COLUMNS = ["verdict", "clause", "subject", "year", "measured", "limit", "reason", "evidence"]


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("compliance.title"))
    st.write(say("compliance.lead"))
    counts = queries.verdict_counts(connection, language)
    for column, (_, label, count, meaning) in zip(st.columns(len(counts)), counts, strict=True):
        with column:
            st.markdown(label, help=meaning)
            st.metric(label, number(count), label_visibility="collapsed")
    labels = {verdict: label for verdict, label, _, _ in counts}
    left, right = st.columns(2)
    chosen = left.multiselect(say("compliance.verdict"), list(labels), default=["BLOCK", "WARN", "INFO", "PASS"], format_func=labels.__getitem__)
    everything = say("compliance.all")
    document = right.selectbox(say("compliance.document"), [everything, *queries.documents(connection)])
    frame = queries.verdicts(connection, language, tuple(chosen), None if document == everything else document)
    if not chosen or frame.empty:
        st.info(say("compliance.empty"))
        return
    frame["verdict"] = frame["verdict"].map(labels)
    st.caption(say("compliance.rows", rows=number(len(frame))))
    show_table(frame, COLUMNS, language)
    asked = f"{say('compliance.title')}: {', '.join(labels[verdict] for verdict in chosen)}; {document}"
    downloads(connection, frame[COLUMNS], "worklist", language, asked, ["fact_verdict"])

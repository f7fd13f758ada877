"""Clauses as a whole on the compliance page: targets against their deadlines, and what cannot be evaluated for want of which data."""

from __future__ import annotations

from functools import partial

import duckdb
import streamlit as st

from warehouse.pages import clauses_queries as queries
from warehouse.pages import compliance_queries
from warehouse.pages.parts import choose, downloads, show_table
from warehouse.pages.text import number, text

TARGETS = ["target_status", "target_stated", "target_actual", "target_gap", "unit", "deadline", "asks", "clause", "subject", "year"]
COVERAGE = ["coverage", "asks", "missing_data", "why_not", "clause", "subjects", "judged", "not_evaluable", "not_applicable"]


def draw_targets(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Stated, actual, gap and deadline of each clause that sets a number."""
    say = partial(text, language)
    st.write(say("targets.lead"))
    everything = queries.targets(connection, language, None)
    told = {code: int((everything["code"] == code).sum()) for code in queries.STATUSES}
    shown = {code: count for code, count in told.items() if count}
    for column, (code, count) in zip(st.columns(max(len(shown), 1)), shown.items(), strict=False):
        column.metric(say(f"target_status.{code}"), number(count))
    status = choose(say("targets.status"), {code: say(f"target_status.{code}") for code in shown}, "target", language, say("targets.all"))
    frame = everything if status is None else queries.targets(connection, language, status)
    show_table(frame, TARGETS, language, connection, key="targets")
    downloads(connection, frame[TARGETS], "targets", language, say("compliance.part_targets"), ["fact_target"])


def draw_coverage(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Which clauses have a verdict from data, and which data the others wait for."""
    say = partial(text, language)
    st.write(say("coverage.lead"))
    for column, (code, count) in zip(st.columns(3), queries.counts(connection).items(), strict=True):
        column.metric(say(f"coverage.{code}"), number(count), help=say(f"coverage.{code}_help"))
    st.subheader(say("coverage.data"))
    show_table(queries.data_sets(connection, language), ["missing_data", "clauses"], language, connection, key="coverage_data", height=320)
    st.subheader(say("coverage.clauses"))
    left, right = st.columns(2)
    wanted = choose(say("coverage.state"), {c: say(f"coverage.{c}") for c in queries.COVERAGES}, "coverage", language, say("coverage.all"), left)
    documents = compliance_queries.documents(connection, language)
    document = choose(say("compliance.document"), documents, "coverage_document", language, say("compliance.all"), right)
    frame = queries.coverage(connection, language, wanted, document)
    if frame.empty:
        st.info(say("compliance.empty"))
        return
    st.caption(say("coverage.rows", rows=number(len(frame))))
    show_table(frame, COVERAGE, language, connection, key="coverage")
    downloads(connection, frame[COVERAGE], "coverage", language, say("compliance.part_coverage"), ["rpt_clause_coverage"])

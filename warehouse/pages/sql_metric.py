"""A part of the workbench: a metric chosen by its name becomes the statement that the command line and the HTTP interface run for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread

import duckdb
import streamlit as st

from warehouse.errors import InputError
from warehouse.pages.text import text
from warehouse.query.metrics import Metric, Question, compile_metric, metrics_of, warm

YEAR = "year"
"""Every metric can be cut by year; the other cuts are its dimensions."""


def start_from_metric(connection: duckdb.DuckDBPyConnection, database: Path, language: str, take_over: Callable[[str], None]) -> None:
    """Choose a metric and its cuts; the compiled statement is handed to `take_over`, which puts it into the editor."""
    say = partial(text, language)
    with st.expander(say("sql.metric")):
        try:
            known = {name: one for name, one in metrics_of(connection).items() if not one.is_part}
        except InputError:  # a release of a version before metrics
            st.caption(say("sql.metric_none"))
            return
        chosen = st.selectbox(
            say("sql.metric_choose"),
            list(known),
            index=None,
            placeholder=say("sql.metric_placeholder"),
            format_func=lambda name: f"{_label(known[name], language)} ({name})",
            key="sql.metric.name",
        )
        if chosen is None:
            return
        _warmed(str(database))
        metric = known[chosen]
        st.caption(_meaning(metric, language))
        cuts = {YEAR: say("sql.metric_year")} | {d.column: d.label_zh if language == "zh" else d.label_en for d in metric.dimensions}
        by = st.multiselect(say("sql.metric_by"), list(cuts), format_func=lambda one: f"{cuts[one]} ({one})", key=f"sql.metric.by.{chosen}")
        if st.button(say("sql.metric_write"), help=say("sql.metric_write_help")):
            try:
                with st.spinner(say("sql.metric_waiting")):
                    statement = compile_metric(database, Question((chosen,), tuple(by)))
            except InputError as error:
                st.error(str(error))
                return
            take_over(statement)


def _label(metric: Metric, language: str) -> str:
    return metric.label_zh if language == "zh" else metric.label_en


def _meaning(metric: Metric, language: str) -> str:
    """Definition, unit and caveat in one caption."""
    zh = language == "zh"
    told = [
        metric.definition_zh if zh else metric.definition_en,
        text(language, "sql.metric_unit", unit=metric.unit_zh if zh else metric.unit),
        (metric.caveat_zh if zh else metric.caveat_en) or "",
    ]
    return " ".join(part for part in told if part)


@st.cache_resource(max_entries=2, show_spinner=False)
def _warmed(database: str) -> Thread:
    """MetricFlow takes seconds to load: it begins when a metric is chosen, while the reader still chooses how to cut it."""
    thread = Thread(target=warm, args=(Path(database),), daemon=True)
    thread.start()
    return thread

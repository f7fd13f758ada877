"""Review: what waits for whom, one filing with its sheets and history, the step, and the board of who has filed."""

from __future__ import annotations

from functools import partial

import duckdb
import streamlit as st

from warehouse.errors import WarehouseError
from warehouse.pages import review_queries as queries
from warehouse.pages.filing import who
from warehouse.pages.parts import downloads, show_table
from warehouse.pages.text import inert, text


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page; it works on the source store, not on the release."""
    say = partial(text, language)
    st.title(say("review.title"))
    st.write(say("review.lead"))
    try:
        desk, board = st.tabs([say("review.desk"), say("review.board")])
        with desk:
            _desk(language)
        with board:
            _board(connection, language)
    except WarehouseError as error:
        st.error(inert(error))


def _desk(language: str) -> None:
    say = partial(text, language)
    done = st.session_state.pop("review_done", None)
    if done:
        st.success(done)
    name = who(language)
    labels = queries.status_labels(language)
    status = st.segmented_control(say("review.status"), list(labels), default="submitted", format_func=labels.__getitem__)
    views = queries.filings(status)
    if not views:
        st.info(say("review.none"))
        return
    show_table(queries.as_frame(views, language), ["filing", "school", "year", "status", "rows", "collector", "reviewer", "approver"], language)
    names = {view.filing.filing_id: f"{view.school_name} {view.filing.period_year} · {view.filing.filing_id}" for view in views}
    chosen = st.selectbox(say("review.choose"), list(names), format_func=names.__getitem__)
    if chosen is not None:
        _filing(language, name, str(chosen))


def _filing(language: str, name: str, filing_id: str) -> None:
    say = partial(text, language)
    view = queries.filing(filing_id)
    st.subheader(say("review.sheets"))
    show_table(queries.sheets_of(view, language), ["sheet", "rows"], language)
    st.subheader(say("review.history"))
    show_table(queries.history_of(view, language), ["when", "who", "role", "step", "status", "comment"], language)
    if view.filing.responsibility_statement:
        st.info(say("review.stated", statement=inert(view.filing.responsibility_statement)))
    steps = queries.steps(view)
    if not steps:
        return
    st.subheader(say("review.step"))
    with st.form(f"step_{filing_id}_{view.filing.version}"):
        step = st.radio(say("review.what"), steps, format_func=lambda one: say(f"review.{one}"), horizontal=True)
        comment = st.text_area(say("review.comment"), max_chars=4000, help=say("review.comment_help"))
        statement, confirmed = "", False
        if "approve" in steps:
            statement = st.text_area(say("review.statement"), value=say("review.statement_text"), max_chars=4000, help=say("review.statement_help"))
            confirmed = st.checkbox(say("review.confirm"))
        sent = st.form_submit_button(say("review.do"), type="primary")
    if not sent:
        return
    if step == "approve" and not confirmed:
        st.error(say("review.unconfirmed"))
        return
    try:
        queries.take(step, filing_id, name, view.filing.version, comment, statement)
    except WarehouseError as error:
        st.error(inert(error))
        return
    st.session_state["review_done"] = say("review.done", filing=filing_id, step=say(f"review.{step}"))
    st.rerun()


def _board(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    year = int(st.number_input(say("filing.year"), min_value=2000, max_value=2100, value=queries.board_year(), step=1, key="board_year"))
    rows = queries.board(year)
    for column, (level, done, total) in zip(st.columns(3), queries.completeness(rows), strict=True):
        column.metric(text(language, f"level.{level}"), say("review.of", done=done, total=total), help=say("review.of_help"))
    frame = queries.board_frame(rows, language)
    show_table(frame, ["school", "level", "status", "filing"], language)
    downloads(connection, frame, f"completeness_{year}", language, say("review.board"))

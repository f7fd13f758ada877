"""What-if: proposals of one school, or a whole round from a file; verdicts before and after. Nothing is stored."""

from __future__ import annotations

from datetime import date
from functools import partial

import duckdb
import pandas as pd
import streamlit as st

from warehouse.errors import InputError
from warehouse.pages import whatif_queries as queries
from warehouse.pages.frame_queries import stamp as stamp_of
from warehouse.pages.labels import codes
from warehouse.pages.parts import download_print, downloads, labelled, show_table
from warehouse.pages.school import choose_school
from warehouse.pages.style import watermark
from warehouse.pages.text import number, text
from warehouse.policy.proposal import ACTIONS
from warehouse.policy.whatif import WhatIf

OF_A_MAJOR = tuple(action for action in ACTIONS if action != "set_parameter")
"""Actions that the form offers; another threshold of a clause comes with a file, which has columns for it."""

LINES = "whatif_lines"
"""Session state: the proposal rows gathered so far."""

CAUSED = ["verdict", "clause", "subject", "object", "year", "measured", "limit", "reason"]
SIDE_BY_SIDE = ["clause", "subject", "object", "year", "before", "after", "value_before", "value_after", "reason"]


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.html(watermark(say("whatif.watermark")))
    st.title(say("whatif.title"))
    st.write(say("whatif.lead"))
    by_form, by_file = st.tabs([say("whatif.by_form"), say("whatif.by_file")])
    with by_form:
        _form(connection, language)
    with by_file:
        _file(language)
    rows: list[dict[str, str]] = st.session_state.get(LINES, [])
    if not rows:
        st.info(say("whatif.nothing"))
        return
    _lines(connection, rows, language)
    try:
        found = _evaluated(stamp_of(connection).release_id, [tuple(row.items()) for row in rows], say("whatif.lines"), connection)
    except InputError as error:
        st.error("  \n".join(error.lines))
        return
    _results(connection, language, found)


@st.cache_data(max_entries=64, show_spinner=False)
def _evaluated(release_id: str, rows: list[tuple[tuple[str, str], ...]], name: str, _connection: duckdb.DuckDBPyConnection) -> WhatIf:
    """The same scenario on the same release is computed once."""
    return queries.evaluate(_connection, [dict(row) for row in rows], name)


def _form(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """One proposal line. School first, since its level decides which catalogue is searched."""
    say = partial(text, language)
    school_id = choose_school(connection, language, "school")
    if school_id is None:
        return
    levels = {code: label for code, label in codes(connection, language, "education_level").items() if code != "general_undergraduate"}
    usual = queries.level_of(connection, school_id)
    left, right = st.columns(2)
    action = left.selectbox(say("whatif.action"), OF_A_MAJOR, format_func=lambda code: say(f"whatif.action_{code}"), key="whatif_action")
    level = right.selectbox(
        say("majors.level"), list(levels), index=list(levels).index(usual), format_func=levels.__getitem__, key=f"whatif_level_{usual}"
    )
    majors = queries.catalogue(connection, level)
    with st.form("whatif_line", border=True):
        major = st.selectbox(
            say("whatif.major"), list(majors), index=None, format_func=majors.__getitem__, placeholder=say("whatif.major_hint"), key=f"major_{level}"
        )
        pathways = {code: label for code, label in codes(connection, language, "pathway").items() if code != "all"}
        one, two, three, four = st.columns(4)
        pathway = one.selectbox(say("whatif.pathway"), list(pathways), format_func=pathways.__getitem__, key="whatif_pathway")
        intake = two.number_input(
            say("whatif.intake"), min_value=0, max_value=999_999, value=None, step=1, key="whatif_intake", placeholder=say("whatif.intake_hint")
        )
        year = _year(connection)
        decided = three.date_input(say("whatif.decision_date"), date(year, 6, 1), key="whatif_decided", format="YYYY-MM-DD")
        effective = four.date_input(say("whatif.effective_date"), date(year, 9, 1), key="whatif_effective", format="YYYY-MM-DD")
        if st.form_submit_button(say("whatif.add_line"), type="primary"):
            if major is None:
                st.warning(say("whatif.no_major"))
                return
            line = {
                "school": school_id, "action": action, "major": major, "level": level, "pathway": pathway, "decision_date": str(decided),
                "effective_date": str(effective), "planned_intake": "" if intake is None else str(int(intake)),
            }  # fmt: skip
            st.session_state[LINES] = [*st.session_state.get(LINES, []), line]


def _year(connection: duckdb.DuckDBPyConnection) -> int:
    """The year that the release's verdicts speak of: proposals are dated into it unless the planner says otherwise."""
    row = connection.execute("select max(period_year) from policy.fact_verdict").fetchone()
    return row[0] if row and row[0] else date.today().year


def _file(language: str) -> None:
    say = partial(text, language)
    st.write(say("whatif.file_lead"))
    st.download_button(say("whatif.template"), queries.template, file_name="proposals.csv", mime="text/csv", on_click="ignore", key="whatif_template")
    uploaded = st.file_uploader(say("whatif.upload"), type="csv", key="whatif_file", max_upload_size=5)
    if uploaded is not None and st.button(say("whatif.take_file"), key="whatif_take"):
        try:
            st.session_state[LINES] = queries.read_round(uploaded.getvalue(), uploaded.name)
        except InputError as error:
            st.error("  \n".join(error.lines))


def _lines(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, str]], language: str) -> None:
    say = partial(text, language)
    st.header(say("list.counted", name=say("whatif.lines"), rows=number(len(rows))))
    frame = pd.DataFrame(rows).rename(columns={"school": "proposed_school", "major": "proposed_major", "level": "proposed_level"})
    frame["action"] = [say(f"whatif.action_{code}") if code in ACTIONS else code for code in frame["action"]]
    names = queries.names(connection)
    for column, labels in {
        "proposed_school": names,
        "proposed_major": names,
        "proposed_level": codes(connection, language, "education_level"),
        "pathway": codes(connection, language, "pathway"),
    }.items():
        frame[column] = [labels.get(cell, cell) or None for cell in frame[column]]
    columns = ["proposed_school", "action", "proposed_major", "proposed_level", "pathway", "planned_intake", "decision_date", "effective_date"]
    columns += [column for column in ("partner", "clause", "value") if column in frame and frame[column].fillna("").ne("").any()]
    show_table(frame, columns, language, key="whatif_lines_table")
    one, two, three = st.columns(3)
    if one.button(say("whatif.undo"), key="whatif_undo"):
        st.session_state[LINES] = rows[:-1]
        st.rerun()
    if two.button(say("whatif.clear"), key="whatif_clear"):
        st.session_state[LINES] = []
        st.rerun()
    three.download_button(
        say("whatif.save"), lambda: queries.as_file(rows), file_name="proposals.csv", mime="text/csv", on_click="ignore", key="whatif_save"
    )


def _results(connection: duckdb.DuckDBPyConnection, language: str, found: WhatIf) -> None:
    say = partial(text, language)
    caused = queries.caused(connection, language, found)
    beside = queries.before_and_after(connection, language, found)
    st.header(say("whatif.caused"))
    words = queries.verdict_labels(connection, language)
    for column, verdict in zip(st.columns(4), ("BLOCK", "WARN", "NOT_EVALUABLE", "PASS"), strict=True):
        column.metric(words[verdict], number(int((caused["code"] == verdict).sum())))
    if caused.empty:
        st.info(say("whatif.no_verdict"))
    else:
        show_table(caused, CAUSED, language, key="whatif_caused")
    st.header(say("whatif.beside"))
    only = not st.toggle(say("whatif.unchanged"), key="whatif_unchanged")
    shown = beside[beside["changed"]] if only else beside
    if shown.empty:
        st.info(say("whatif.no_change"))
    else:
        show_table(shown, SIDE_BY_SIDE, language, key="whatif_beside")
    stamp = stamp_of(connection)
    label = say("whatif.label", release=stamp.release_id)
    both = pd.concat([caused[CAUSED].assign(part=say("whatif.caused")), beside[SIDE_BY_SIDE].assign(part=say("whatif.beside"))])
    downloads(connection, both.assign(label=label), "whatif", language, label, ["fact_verdict"], [label])
    paper = {say("whatif.caused"): labelled(caused, CAUSED, language), say("whatif.beside"): labelled(shown, SIDE_BY_SIDE, language)}
    download_print(say("whatif.title"), paper, [label], f"whatif_{stamp.release_id}", language, say("whatif.watermark"))

"""Early warning on the page of majors: the criteria of item 13 point by point, and the ranked watch list of through-train points of item 6."""

from __future__ import annotations

from functools import partial

import duckdb
import streamlit as st

from warehouse.pages import warning_queries as queries
from warehouse.pages.labels import MOST
from warehouse.pages.parts import choose, downloads, first_rows, show_table
from warehouse.pages.text import number, text

JUDGED = ["criterion", "outcome", "measured", "limit", "unit", "reason", "parameter", "basis", "owner", "clause"]
WATCHED = [
    "watch_rank", "priority", "school_name", "major_name", "flags", "quality_outcome", "demand_outcome", "placement_outcome", "placement_pct",
    "intake_by_plan_pct", "missing", "pathway", "major_code", "year",
]  # fmt: skip


def draw_criteria(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Each college point with what every criterion says of it; below, one point with the parameters beside its values."""
    say = partial(text, language)
    st.write(say("warning.lead"))
    left, right = st.columns(2)
    outcome = choose(
        say("warning.outcome"), {code: say(f"criterion_outcome.{code}") for code in queries.OUTCOMES}, "outcome", language, say("warning.any"), left
    )
    school = choose(say("column.school"), queries.schools(connection), "college", language, say("compliance.all_schools"), right)
    frame = queries.points(connection, language, outcome, school)
    if frame.empty:
        st.info(say("warning.no_point"))
        return
    found = [f"criterion_{code}" for code in queries.criteria(connection, language) if f"criterion_{code}" in frame]
    columns = ["school_name", "major_name", "flags", *found, "not_evaluable", "major_code", "year"]
    st.caption(say("warning.points", rows=number(len(frame)), flagged=number(int((frame["flags"] > 0).sum()))))
    picked = show_table(first_rows(frame, language), columns, language, connection, key="criteria", on_select="rerun", selection_mode="single-row")
    downloads(connection, frame[columns], "criteria", language, say("majors.part_criteria"), ["fact_criterion"])
    rows = picked.selection.rows
    row = frame.iloc[rows[0] if rows and rows[0] < len(frame) else 0]
    st.subheader(say("warning.point", school=row["school_name"], major=row["major_name"], year=row["year"]))
    st.caption(say("warning.parameters"))
    judged = queries.judged(connection, language, str(row["school_id"]), str(row["major_name"]), int(row["year"]))
    show_table(judged, JUDGED, language, connection, key="criteria_of_point")


def draw_watch_list(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Through-train points in the order in which the yearly review should look at them."""
    say = partial(text, language)
    st.write(say("warning.watch_lead"))
    rows, untested = queries.watched(connection)
    if not rows:
        st.info(say("warning.no_watch"))
        return
    if untested:
        st.info(say("warning.untested", rows=number(rows), untested=number(untested)))
    frame = queries.first_watched(connection, language, MOST)
    show_table(first_rows(frame, language, rows), WATCHED, language, connection, key="watch_list")
    downloads(
        connection, frame[WATCHED], "watch_list", language, say("majors.part_watch"), ["rpt_watch_list"],
        whole=lambda: queries.watch_list(connection.cursor(), language)[WATCHED],
    )  # fmt: skip

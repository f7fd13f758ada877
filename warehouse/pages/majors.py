"""Structure of majors: what many schools offer, what is new or stopped, what policy restricts; down to the schools."""

from __future__ import annotations

from functools import partial

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import majors_queries as queries
from warehouse.pages.drawing import drawing, points, show_drawing
from warehouse.pages.guard import piece
from warehouse.pages.labels import codes, decoded
from warehouse.pages.parts import choose, downloads, draw_parts, first_rows, show_table
from warehouse.pages.text import number, text
from warehouse.pages.warning import draw_criteria, draw_watch_list
from warehouse.query.remembered import remembered

COLUMNS = [
    "major_code", "major_name", "category_name", "education_level", "schools", "programmes", "new_programmes", "stopped_programmes",
    "is_restricted_new", "is_controlled_category", "is_state_controlled", "priority_lists", "class_name",
]  # fmt: skip

VIEWS = ("all", "duplicated", "new", "stopped", "restricted", "controlled", "priority")
GROUPS_SHOWN = 18


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    st.title(text(language, "majors.title"))
    draw_parts("majors", DRAWN, connection, language)


def _structure(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.write(say("majors.lead"))
    wanted = _filters(connection, language)
    known, everyone = queries.coverage(connection, wanted)
    st.caption(say(f"majors.coverage_{wanted.basis}", known=number(known), everyone=number(everyone), year=wanted.year or ""))
    frame = queries.majors(connection, wanted)
    if frame.empty:
        st.info(say("majors.empty"))
        return
    _counts(frame, language)
    _concentration(connection, language, wanted)
    _list(connection, language, wanted)


@piece
def _list(connection: duckdb.DuckDBPyConnection, language: str, wanted: queries.Wanted) -> None:
    say = partial(text, language)
    st.header(say("majors.list"))
    view = choose(say("majors.view"), {v: say(f"majors.view_{v}") for v in VIEWS}, "view", language, default="all")
    shown = _narrowed(queries.majors(connection, wanted), view or "all")
    if shown.empty:
        st.info(say("majors.view_empty"))
        return
    st.caption(say("majors.pick"))
    told = decoded(connection, shown.copy(), language, {"education_level": "education_level"})
    picked = show_table(told, COLUMNS, language, connection, key="majors", on_select="rerun", selection_mode="single-row")
    asked = say("majors.title") + ": " + ", ".join(str(value) for value in (*vars(wanted).values(), view) if value)
    downloads(connection, told[COLUMNS], f"majors_{wanted.basis}", language, asked, ["dim_major", "fact_programme"])
    rows = picked.selection.rows
    _schools(connection, language, wanted, str(told.iloc[rows[0] if rows else 0]["major_name"]))


def _filters(connection: duckdb.DuckDBPyConnection, language: str) -> queries.Wanted:
    say = partial(text, language)
    places = st.columns([3, 2, 2, 1.5])
    basis = choose(say("majors.basis"), {b: say(f"majors.basis_{b}") for b in queries.BASES}, "basis", language, place=places[0], default="programme")
    levels = codes(connection, language, "education_level")
    level = choose(say("majors.level"), levels, "level", language, say("level.all"), places[1])
    category = choose(say("majors.category"), queries.categories(connection, level), "category", language, say("majors.all_categories"), places[2])
    years = {str(year): str(year) for year in queries.years(connection)}
    year = choose(say("column.year"), years, "year", language, place=places[3]) if years and basis == "programme" else None
    return queries.Wanted(basis or "programme", int(year) if year else None, level, category)


def _counts(frame: pd.DataFrame, language: str) -> None:
    counted = {
        "majors": len(frame),
        "duplicated": len(_narrowed(frame, "duplicated")),
        "new": int(frame["new_programmes"].sum()),
        "stopped": int(frame["stopped_programmes"].sum()),
        "restricted": int(frame.loc[frame["is_restricted_new"].fillna(False).astype(bool), "programmes"].sum()),
    }
    for column, (key, count) in zip(st.columns(len(counted)), counted.items(), strict=True):
        column.metric(text(language, f"majors.count_{key}"), number(count), help=text(language, f"majors.count_{key}_help"))


def _narrowed(frame: pd.DataFrame, view: str) -> pd.DataFrame:
    if view == "duplicated":
        return frame[frame["schools"] > 1]
    if view in ("new", "stopped"):
        return frame[frame[f"{view}_programmes"] > 0]
    if view == "restricted":
        return frame[frame["is_restricted_new"].fillna(False).astype(bool)]
    if view == "controlled":
        return frame[(frame["is_controlled_category"].fillna(False) | frame["is_state_controlled"].fillna(False)).astype(bool)]
    if view == "priority":
        return frame[frame["priority_lists"].notna()]
    return frame


@piece
def _concentration(connection: duckdb.DuckDBPyConnection, language: str, wanted: queries.Wanted) -> None:
    say = partial(text, language)
    st.header(say("majors.concentration"))
    names = {group: say(f"majors.{group}") for group in ("category_name", "class_name")}
    group = choose(say("majors.group"), names, "group", language, default="category_name") or "category_name"
    groups = queries.by_group(connection, wanted, group)
    if groups.empty:
        st.info(say("majors.view_empty"))
        return
    show_drawing(_drawn(connection, language, wanted, group), concentration_alt(groups, language))
    with st.expander(say("chart.data")):
        show_table(groups, ["group_name", "programmes", "schools", "share_pct"], language, key="majors_groups")


@remembered
def _drawn(connection: duckdb.DuckDBPyConnection, language: str, wanted: queries.Wanted, group: str) -> str:
    return drawing(concentration_chart(queries.by_group(connection, wanted, group).head(GROUPS_SHOWN), language))


def concentration_chart(groups: pd.DataFrame, language: str) -> alt.Chart:
    """Bars of programmes by group; `groups` has group_name, programmes, schools, share_pct."""
    say = partial(text, language)
    chart: alt.Chart = (
        alt.Chart(points(groups))
        .mark_bar()
        .encode(
            x=alt.X("programmes:Q", title=say("column.programmes"), axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("group_name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=200, labelOverlap=False)),
            tooltip=[
                alt.Tooltip("group_name:N", title=say("column.group_name")),
                alt.Tooltip("programmes:Q", title=say("column.programmes")),
                alt.Tooltip("schools:Q", title=say("column.schools")),
                alt.Tooltip("share_pct:Q", title=say("column.share_pct")),
            ],
        )
        .properties(height=alt.Step(22))
    )
    return chart


def concentration_alt(groups: pd.DataFrame, language: str) -> str:
    """The chart in one sentence."""
    top = groups.head(3)
    return text(
        language, "majors.chart_alt", groups=number(len(groups)), top=text(language, "list.comma").join(top["group_name"]),
        share=number(top["share_pct"].sum(), 1),
    )  # fmt: skip


def _schools(connection: duckdb.DuckDBPyConnection, language: str, wanted: queries.Wanted, name: str) -> None:
    st.header(text(language, "majors.schools", name=name))
    frame = first_rows(queries.offered_by(connection, wanted, name), language)
    columns = ["school_name", "district", "source"]
    if wanted.basis == "programme":
        frame = decoded(connection, frame, language, {"pathway": "pathway", "status": "programme_status"})
        columns = ["school_name", "district", "pathway", "status", "is_new", "source"]
    show_table(frame, columns, language, connection, key="majors_schools")


DRAWN = {"structure": _structure, "criteria": draw_criteria, "watch": draw_watch_list}
"""The parts of the page."""

"""Overview: what is in here, which release, key numbers with their sources, recognitions by school."""

from __future__ import annotations

from functools import partial

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import overview_queries as queries
from warehouse.pages import releases_queries
from warehouse.pages.drawing import drawing, points, show_drawing
from warehouse.pages.guard import piece
from warehouse.pages.parts import choose, downloads, escaped, link, show_table
from warehouse.pages.text import money, number, text
from warehouse.query.remembered import remembered

SCHOOL_LEVELS = ("secondary", "higher_vocational", "vocational_undergraduate", "other")

START = ("school", "compliance", "whatif", "data")
"""Pages to begin with, by address: explorer, planner, planner with a plan, analyst."""


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("overview.title"))
    st.write(say("overview.lead"))
    stamp = queries.stamp(connection)
    st.caption(say("stamp.coverage", figures=number(stamp.figures), recognitions=number(stamp.recognitions), schools=number(stamp.schools)))
    _start(language)
    _news(connection, language)
    figures = queries.key_figures(connection, language)
    st.header(say("city.title"))
    st.caption(say("city.note"))
    _cards([f for f in figures if f.group == "city"], language)
    if any(f.group == "putuo" for f in figures):
        st.header(say("putuo.title"))
        _cards([f for f in figures if f.group == "putuo"], language)
        _putuo(connection, language)
    st.header(say("recognition.title"))
    st.write(say("recognition.lead"))
    _recognitions(connection, language)


def _start(language: str) -> None:
    """Where to begin: one way in for each kind of reader."""
    for column, page in zip(st.columns(len(START)), START, strict=True):
        with column, st.container(border=True):
            # A page is known by its address alone, so a stand-in is enough for the link.
            entry = st.Page(lambda: None, title=text(language, f"{page}.title"), url_path=page)
            st.page_link(entry, label=text(language, f"{page}.title"), query_params={"lang": language})
            st.caption(text(language, f"start.{page}"))


def _news(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """What changed against the release before, in one line."""
    say = partial(text, language)
    earlier = releases_queries.previous(connection)
    if earlier is None:
        st.caption(say("news.first"))
        return
    changed = len(releases_queries.changes(connection, language))
    st.caption(say("news.changed" if changed else "releases.no_change", earlier=earlier, count=number(changed)))


def _cards(figures: list[queries.KeyFigure], language: str) -> None:
    for start in range(0, len(figures), 4):
        for column, figure in zip(st.columns(4), figures[start : start + 4], strict=False):
            with column, st.container(border=True):
                st.markdown(figure.label, help=figure.definition)
                st.metric(figure.label, _shown(figure, language), label_visibility="collapsed")
                told = escaped(text(language, "source.where", place=figure.place, printed=figure.printed))
                st.caption(f"[{told}]({link('trace', language, figure.figure_id, row=figure.figure_id)})")


def _shown(figure: queries.KeyFigure, language: str) -> str:
    if figure.unit == "CNY":
        return money(figure.value, language)
    decimals = max(0, -int(figure.value.normalize().as_tuple().exponent))
    return number(figure.value, decimals) + ("%" if figure.unit == "percent" else "")


def _putuo(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.write(say("putuo.lead"))
    schools = queries.putuo_schools(connection)
    if schools.empty:
        return
    top = schools.iloc[0]
    show_drawing(_drawn(connection, language), say("putuo.chart_alt", top=top["school"], students=number(top["students"])))
    show_table(schools, ["school", "campus", "students", "staff", "ratio", "source"], language, key="overview_putuo")


@remembered
def _drawn(connection: duckdb.DuckDBPyConnection, language: str) -> str:
    return drawing(putuo_chart(queries.putuo_schools(connection), language))


def putuo_chart(schools: pd.DataFrame, language: str) -> alt.Chart:
    """Bars of students by school; `schools` has school, students, staff, source."""
    say = partial(text, language)
    chart: alt.Chart = (
        alt.Chart(points(schools), title=say("putuo.chart"))
        .mark_bar()
        .encode(
            x=alt.X("students:Q", title=say("column.students")),
            y=alt.Y("school:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
            tooltip=[
                alt.Tooltip("school:N", title=say("column.school")),
                alt.Tooltip("students:Q", title=say("column.students"), format=","),
                alt.Tooltip("staff:Q", title=say("column.staff"), format=","),
                alt.Tooltip("source:N", title=say("column.source")),
            ],
        )
        .properties(height=220)
    )
    return chart


@piece
def _recognitions(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    left, right = st.columns(2)
    titles = {title: title for title in queries.recognition_titles(connection)}
    title = choose(say("recognition.choose"), titles, "title", language, say("recognition.all"), left)
    levels = {code: say(f"level.{code}") for code in SCHOOL_LEVELS}
    level = choose(say("recognition.level"), levels, "level", language, say("level.all"), right)
    detail = queries.recognitions(connection, language, title, level)
    if detail.empty:
        st.info(say("recognition.empty"))
        return
    st.subheader(say("recognition.counts"))
    show_table(queries.recognition_counts(detail), ["school", "rows"], language)
    st.subheader(say("recognition.detail", rows=number(len(detail))))
    show_table(detail, ["school", "title", "item", "level", "status", "year", "source"], language)
    asked = f"{say('recognition.title')}: {title or say('recognition.all')}; {levels.get(level or '', say('level.all'))}"
    downloads(connection, detail, "recognitions", language, asked, ["fact_recognition"])

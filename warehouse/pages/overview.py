"""Overview: what is in here, which release, key numbers with their sources, recognitions by school."""

from __future__ import annotations

from functools import partial

import altair as alt
import duckdb
import streamlit as st

from warehouse.pages import overview_queries as queries
from warehouse.pages.parts import downloads, show_table
from warehouse.pages.text import money, number, text

SCHOOL_LEVELS = ("secondary", "higher_vocational", "vocational_undergraduate", "other")


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("overview.title"))
    st.write(say("overview.lead"))
    stamp = queries.stamp(connection)
    st.caption(say("stamp.release", release=stamp.release_id, built=stamp.built_at))
    st.caption(say("stamp.coverage", figures=number(stamp.figures), recognitions=number(stamp.recognitions), schools=number(stamp.schools)))
    figures = queries.key_figures(connection, language)
    st.header(say("city.title"))
    st.caption(say("city.note"))
    _cards([f for f in figures if f.group == "city"], language)
    st.header(say("putuo.title"))
    _cards([f for f in figures if f.group == "putuo"], language)
    _putuo(connection, language)
    st.header(say("recognition.title"))
    st.write(say("recognition.lead"))
    _recognitions(connection, language)


def _cards(figures: list[queries.KeyFigure], language: str) -> None:
    for start in range(0, len(figures), 4):
        for column, figure in zip(st.columns(4), figures[start : start + 4], strict=False):
            with column, st.container(border=True):
                st.markdown(figure.label, help=figure.definition)
                st.metric(figure.label, _shown(figure, language), label_visibility="collapsed")
                st.caption(text(language, "source.where", place=figure.place, printed=figure.printed))


def _shown(figure: queries.KeyFigure, language: str) -> str:
    if figure.unit == "CNY":
        return money(figure.value, language)
    decimals = max(0, -int(figure.value.normalize().as_tuple().exponent))
    return number(figure.value, decimals) + ("%" if figure.unit == "percent" else "")


def _putuo(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.write(say("putuo.lead"))
    schools = queries.putuo_schools(connection)
    top = schools.iloc[0]
    chart = (
        alt.Chart(schools, title=say("putuo.chart"))
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
    st.altair_chart(chart, alt=say("putuo.chart_alt", top=top["school"], students=number(top["students"])))
    show_table(schools, ["school", "campus", "students", "staff", "ratio", "source"], language)


def _recognitions(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    left, right = st.columns(2)
    everything = say("recognition.all")
    title = left.selectbox(say("recognition.choose"), [everything, *queries.recognition_titles(connection)])
    level = right.selectbox(
        say("recognition.level"), [None, *SCHOOL_LEVELS], format_func=lambda code: everything_or(code, say("level.all"), language)
    )
    detail = queries.recognitions(connection, language, None if title == everything else title, level)
    if detail.empty:
        st.info(say("recognition.empty"))
        return
    st.subheader(say("recognition.counts"))
    show_table(queries.recognition_counts(detail), ["school", "rows"], language)
    st.subheader(say("recognition.detail", rows=number(len(detail))))
    show_table(detail, ["school", "title", "item", "level", "status", "year", "source"], language)
    asked = f"{say('recognition.title')}: {title}; {everything_or(level, say('level.all'), language)}"
    downloads(connection, detail, "recognitions", language, asked, ["fact_recognition"])


def everything_or(code: str | None, everything: str, language: str) -> str:
    """The label of a school level, or the words for all of them."""
    return everything if code is None else text(language, f"level.{code}")

"""Compare and networks: schools side by side, districts as a tile grid, who leads and who joins consortia."""

from __future__ import annotations

from functools import partial

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

from warehouse.pages import compare_queries as queries
from warehouse.pages.drawing import drawing, points, show_drawing
from warehouse.pages.guard import piece
from warehouse.pages.parts import choose, choose_many, downloads, show_table
from warehouse.pages.school_queries import MEASURES, best_known, schools
from warehouse.pages.text import SYMBOLS, number, text
from warehouse.query.remembered import remembered

MOST_SCHOOLS = 6
"""More columns than this cannot be compared at a glance, nor told apart by colour."""
COLOURS = ["#0b5c8a", "#b3541e", "#4a7c3a"]


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    st.title(say("compare.title"))
    st.write(say("compare.lead"))
    _schools(connection, language)
    _districts(connection, language)
    _network(connection, language)


@piece
def _schools(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.header(say("compare.schools"))
    options = schools(connection, "", 2_000)
    best = best_known(connection)
    usual = [best] if best in options else list(options)[:1]
    usual += [school_id for school_id in options if school_id not in usual][:1]
    chosen = choose_many(say("compare.choose", most=MOST_SCHOOLS), options, "schools", language, default=usual)
    if len(chosen) > MOST_SCHOOLS:
        st.warning(say("compare.too_many", most=MOST_SCHOOLS))
        chosen = chosen[:MOST_SCHOOLS]
    if not chosen:
        st.info(say("compare.none"))
        return
    frame = queries.side_by_side(connection, {school_id: options[school_id] for school_id in chosen})
    frame["measure"] = [say(f"measure.{name}") for name in frame["measure"]]
    st.caption(say("peers.missing"))
    st.dataframe(
        frame, hide_index=True, width="stretch", placeholder=SYMBOLS["not_reported"], key="compare_schools",
        column_config={
            "measure": st.column_config.Column(say("column.measure"), pinned=True),
            **{name: st.column_config.NumberColumn(format="localized") for name in frame.columns[1:]},
        },
    )  # fmt: skip
    downloads(connection, frame, "compare", language, say("compare.schools"))


@piece
def _districts(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.header(say("compare.districts"))
    unknown, everyone = queries.without_district(connection)
    st.caption(say("compare.districts_note", unknown=number(unknown), everyone=number(everyone)))
    measure = choose(say("column.measure"), {name: say(f"measure.{name}") for name in MEASURES}, "measure", language, default="recognitions")
    frame = _tiles(connection, language, measure or "recognitions")
    known = frame.dropna(subset=["value"])
    if known.empty:
        st.info(say("compare.no_district"))
    else:
        top = known.loc[known["value"].idxmax()]
        show_drawing(
            _tiles_drawn(connection, language, measure or "recognitions"),
            say("compare.tiles_alt", measure=say(f"measure.{measure}"), top=top["district"], value=number(top["value"])),
        )
    with st.expander(say("chart.data")):
        show_table(frame, ["district", "schools", "schools_with_value", "value"], language, key="compare_districts")


def _tiles(connection: duckdb.DuckDBPyConnection, language: str, measure: str) -> pd.DataFrame:
    frame = queries.by_district(connection, measure)
    return frame.assign(district=frame["name" if language == "zh" else "name_en"], shown=[number(value) for value in frame["value"]])


@remembered
def _tiles_drawn(connection: duckdb.DuckDBPyConnection, language: str, measure: str) -> str:
    return drawing(tile_chart(_tiles(connection, language, measure), language, text(language, f"measure.{measure}")))


def tile_chart(frame: pd.DataFrame, language: str, measure: str) -> alt.LayerChart:
    """Districts as tiles: colour and number say the same. A district without a value is white with the sign for it."""
    say = partial(text, language)
    largest = float(frame["value"].max() or 1)
    base = alt.Chart(points(frame)).encode(
        x=alt.X("column:O", axis=None),
        y=alt.Y("row:O", axis=None),
        tooltip=[
            alt.Tooltip("district:N", title=say("column.district")),
            alt.Tooltip("shown:N", title=measure),
            alt.Tooltip("schools:Q", title=say("column.schools")),
        ],
    )
    box = base.mark_rect(stroke="#54616b", cornerRadius=3, invalid=None).encode(
        color=alt.condition(
            "isValid(datum.value)", alt.Color("value:Q", title=measure, scale=alt.Scale(range=["#e8f1f6", "#0b5c8a"], domain=[0, largest])),
            alt.value("#ffffff"),
        )
    )  # fmt: skip
    dark = alt.condition(f"isValid(datum.value) && datum.value > {largest * 0.55}", alt.value("#ffffff"), alt.value("#1c2a35"))
    name = base.mark_text(dy=-8, fontSize=12).encode(text="district:N", color=dark)
    value = base.mark_text(dy=10, fontSize=13, fontWeight="bold").encode(text="shown:N", color=dark)
    chart: alt.LayerChart = (
        (box + name + value)
        .properties(height=alt.Step(58))
        .configure_scale(invalid={"color": {"value": "#ffffff"}})
        .configure_legend(orient="bottom", titleLimit=320)  # beside the tiles it would leave their names no room on a phone
    )
    return chart


@piece
def _network(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.header(say("network.title"))
    st.write(say("network.lead"))
    kind = choose(say("network.kind"), queries.kinds(connection, language), "kind", language, say("network.all"))
    frame = queries.members(connection, language, kind)
    if frame.empty:
        st.info(say("network.empty"))
        return
    connected = queries.most_connected(connection, kind)
    top = connected.iloc[0]
    consortia = number(frame["consortium_id"].nunique())
    show_drawing(
        _network_drawn(connection, language, kind),
        say("network.alt", consortia=consortia, members=number(len(connected)), top=top["member"], count=top["consortia"]),
    )
    st.subheader(say("network.connected"))
    show_table(connected, ["member", "consortia", "leads"], language, key="network_connected")
    st.subheader(say("list.counted", name=say("network.rows"), rows=number(len(frame))))
    show_table(frame, ["consortium_name", "consortium_kind", "member_role", "member", "source"], language, connection, key="network_rows")
    downloads(connection, frame.drop(columns="role_code"), "consortium_members", language, say("network.title"), ["fact_consortium_member"])


@remembered
def _network_drawn(connection: duckdb.DuckDBPyConnection, language: str, kind: str | None) -> str:
    return drawing(network_chart(*queries.network(connection, kind), language))


def network_chart(places: pd.DataFrame, lines: pd.DataFrame, language: str) -> alt.LayerChart:
    """Consortia as squares, schools as circles, other organisations as triangles; a full line leads, a dashed one joins."""
    say = partial(text, language)
    places = places.assign(kind=[say(f"network.part_{part}") for part in places["part"]])
    lines = lines.assign(role=[say("network.leads" if leads else "network.joins") for leads in lines["leads"]])
    parts = [say(f"network.part_{part}") for part in ("consortium", "school", "organisation")]
    place = {"x": alt.X("x:Q", axis=None), "y": alt.Y("y:Q", axis=None)}
    drawn = (
        alt.Chart(points(lines))
        .mark_rule(color="#7d8b96")
        .encode(
            **place, x2="x2:Q", y2="y2:Q",
            strokeDash=alt.StrokeDash("role:N", title=say("column.member_role"), sort=[say("network.leads"), say("network.joins")]),
        )
    )  # fmt: skip
    nodes = (
        alt.Chart(points(places))
        .mark_point(filled=True, opacity=1)
        .encode(
            **place,
            color=alt.Color("kind:N", title=say("network.part"), scale=alt.Scale(domain=parts, range=COLOURS)),
            shape=alt.Shape("kind:N", title=say("network.part"), scale=alt.Scale(domain=parts, range=["square", "circle", "triangle-up"])),
            size=alt.Size("lines:Q", legend=None, scale=alt.Scale(range=[45, 260])),
            tooltip=[alt.Tooltip("name:N", title=say("column.name")), alt.Tooltip("lines:Q", title=say("network.lines"))],
        )
    )
    words = alt.Chart(points(queries.named_apart(places)))
    halo = words.mark_text(dy=-17, fontSize=11, stroke="#ffffff", strokeWidth=4, strokeJoin="round").encode(**place, text="name:N")
    named = words.mark_text(dy=-17, fontSize=11, color="#1c2a35").encode(**place, text="name:N")
    chart: alt.LayerChart = (
        (drawn + nodes + halo + named).properties(height=560).configure_legend(orient="bottom", direction="vertical").configure_view(stroke=None)
    )
    return chart

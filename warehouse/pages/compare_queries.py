"""Questions of the compare page: schools side by side, districts, the network of consortia. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd
import yaml

from warehouse.pages.labels import decoded
from warehouse.pages.school_queries import MEASURES, measured
from warehouse.query.remembered import remembered
from warehouse.query.words import checked

LEADS = ("lead_school", "lead_university", "lead_company", "applicant_park")
"""Roles that lead a consortium; the others join."""


@dataclass(frozen=True)
class Tile:
    """A district's place in the grid: where it lies to the others, not how large it is."""

    name: str
    name_en: str
    row: int
    column: int


@lru_cache
def tiles() -> tuple[Tile, ...]:
    """The 16 districts of Shanghai as a grid, from `district_tiles.yml`."""
    content = yaml.safe_load((Path(__file__).parent / "district_tiles.yml").read_text(encoding="utf-8"))
    return tuple(Tile(**tile) for tile in content)


@remembered
def side_by_side(connection: duckdb.DuckDBPyConnection, schools: dict[str, str]) -> pd.DataFrame:
    """One row a measure, one column a school (its name)."""
    frame = measured(connection, list(schools))
    wide = frame.pivot(index="measure", columns="school_id", values="value").reindex(index=list(MEASURES), columns=list(schools))
    return wide.rename(columns=schools).reset_index()


@remembered
def by_district(connection: duckdb.DuckDBPyConnection, measure: str) -> pd.DataFrame:
    """One row a district of the grid: schools known there, schools with a value, their sum. Schools without a district are left out."""
    ids = connection.execute("select school_id, district from marts.dim_school where is_current and school_key > 0 and school_level <> 'other'").df()
    values = measured(connection, list(ids["school_id"]))
    values = values[values["measure"] == measure].merge(ids, on="school_id").dropna(subset=["district"])
    sums = values.groupby("district")["value"].agg(lambda column: column.sum(min_count=1))
    with_value = values.dropna(subset=["value"]).groupby("district").size()
    schools = ids.dropna(subset=["district"]).groupby("district").size()
    frame = pd.DataFrame([vars(tile) for tile in tiles()])
    frame["value"] = frame["name"].map(sums)
    frame["schools"] = frame["name"].map(schools).fillna(0).astype(int)
    frame["schools_with_value"] = frame["name"].map(with_value).fillna(0).astype(int)
    return frame


@remembered
def without_district(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Schools whose district no document says, and all."""
    row = connection.execute(
        """
        select count(*) filter (district is null), count(*) from marts.dim_school
        where is_current and school_key > 0 and school_level <> 'other'
        """
    ).fetchone()
    assert row is not None
    return row[0], row[1]


@remembered
def members(connection: duckdb.DuckDBPyConnection, language: str, kind: str | None) -> pd.DataFrame:
    """Who leads and who joins: one row a consortium, member and role."""
    frame = connection.execute(
        """
        select c.consortium_id, c.consortium_name, c.consortium_kind, m.member_role, m.member_role as role_code,
            coalesce(s.school_name, o.organisation_name, m.member_as_printed) as member,
            case when s.school_key > 0 then s.school_id end as school_id,
            m.consortium_member_id as row_id, concat_ws(' ', m.document_id, m.section, m.locator, m.locator_row) as source
        from marts.fact_consortium_member m
        join marts.dim_consortium c using (consortium_key)
        left join marts.dim_school s on m.school_key = s.school_key and s.school_key > 0
        left join marts.dim_organisation o on m.organisation_key = o.organisation_key and o.organisation_key > 0
        where $kind is null or c.consortium_kind = $kind
        order by c.consortium_kind, c.consortium_name, m.member_role, member
        """,
        {"kind": kind},
    ).df()
    return decoded(connection, frame, language, {"consortium_kind": "consortium_kind", "member_role": "member_role"})


@remembered
def most_connected(connection: duckdb.DuckDBPyConnection, kind: str | None) -> pd.DataFrame:
    """Members by the number of consortia they are in, most first: `member`, `consortia`, `leads`."""
    frame = members(connection, "zh", kind)
    grouped = frame.groupby("member", as_index=False).agg(
        consortia=("consortium_id", "nunique"), leads=("role_code", lambda roles: int(roles.isin(LEADS).sum())), school_id=("school_id", "first")
    )
    return grouped.sort_values(["consortia", "leads", "member"], ascending=[False, False, True], ignore_index=True)


@remembered
def network(connection: duckdb.DuckDBPyConnection, kind: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Points and lines of the drawing: x and y between -1 and 1, placed once and for all by a seeded spring layout.

    Points: `name`, `part` (consortium, school or organisation), `lines` (how many), x, y. Lines: x, y, x2, y2, `leads`.
    """
    import networkx  # type: ignore[import-untyped]  # only this page needs it

    frame = members(connection, "zh", kind)
    graph = networkx.Graph()
    for row in frame.itertuples():
        graph.add_node(("c", row.consortium_id), name=row.consortium_name, part="consortium")
        is_school = isinstance(row.school_id, str)
        graph.add_node(("m", row.member), name=row.member, part="school" if is_school else "organisation")
        graph.add_edge(("c", row.consortium_id), ("m", row.member), leads=row.role_code in LEADS)
    if not graph:
        return pd.DataFrame(), pd.DataFrame()
    places = networkx.spring_layout(graph, seed=7, k=1.6 / max(1.0, len(graph) ** 0.5), iterations=80)
    points = pd.DataFrame(
        [
            {"name": told["name"], "part": told["part"], "lines": graph.degree(node), "x": places[node][0], "y": places[node][1]}
            for node, told in graph.nodes(data=True)
        ]
    )
    lines = pd.DataFrame(
        [
            {"x": places[a][0], "y": places[a][1], "x2": places[b][0], "y2": places[b][1], "leads": told["leads"]}
            for a, b, told in graph.edges(data=True)
        ]
    )
    return points, lines


def named_apart(points: pd.DataFrame, most: int = 14) -> pd.DataFrame:
    """The best connected members, as many as can be named without their names lying over each other."""
    members = points[(points["part"] != "consortium") & (points["lines"] >= 2)].sort_values(["lines", "name"], ascending=[False, True])
    width = 0.025 * (points["x"].max() - points["x"].min())  # of one character: the drawing is about 40 names' characters wide
    height = 0.05 * (points["y"].max() - points["y"].min())
    kept: list[pd.Series] = []
    for _, point in members.iterrows():
        if all(
            abs(point["y"] - other["y"]) > height or abs(point["x"] - other["x"]) > width * (len(point["name"]) + len(other["name"])) / 2
            for other in kept
        ):
            kept.append(point)
        if len(kept) == most:
            break
    return pd.DataFrame(kept, columns=points.columns)


@remembered
def kinds(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, str]:
    """Kinds of consortia in the release: code → words."""
    rows = connection.execute(
        f"""
        select code, label_{checked(language)} from reference.code_list
        where code_set = 'consortium_kind' and code in (select consortium_kind from marts.dim_consortium)
        """
    ).fetchall()
    return dict(rows)

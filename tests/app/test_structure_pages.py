"""Major structure, compare and networks, data and definitions, releases."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from opening import assert_sound, open_app

from warehouse.pages import compare_queries, data_queries, majors_queries
from warehouse.pages.compare import network_chart, tile_chart
from warehouse.pages.majors import concentration_alt, concentration_chart
from warehouse.pages.text import LANGUAGES, text

PROGRAMMES = majors_queries.Wanted("programme", 2024)


def test_a_duplicated_major_counts_each_school_once(connection: duckdb.DuckDBPyConnection) -> None:
    frame = majors_queries.majors(connection, PROGRAMMES)
    assert frame.set_index("major_code").loc["710204", ["major_name", "schools"]].tolist() == ["数字媒体技术应用", 4]
    counted = connection.execute("select count(*), count(*) filter (is_new) from marts.fact_programme where status = 'recruiting'").fetchone()
    assert (frame["programmes"].sum(), frame["new_programmes"].sum()) == counted


def test_restricted_majors_are_marked_at_the_level_of_the_list(connection: duckdb.DuckDBPyConnection) -> None:
    frame = majors_queries.majors(connection, PROGRAMMES)
    marked = frame[frame["is_restricted_new"].fillna(False).astype(bool)]
    assert len(marked) > 0 and set(marked["education_level"]) == {"higher_vocational"}


def test_shares_are_of_recruiting_programmes_of_the_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    groups = majors_queries.by_group(connection, PROGRAMMES, "category_name")
    assert groups.iloc[0]["group_name"] == "电子与信息大类"
    assert abs(groups["share_pct"].sum() - 100) < 0.5
    known, everyone = majors_queries.coverage(connection, PROGRAMMES)
    assert 2 <= known < everyone == 82


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_of_majors_has_words_for_those_who_do_not_see_it(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    groups = majors_queries.by_group(connection, PROGRAMMES, "category_name")
    told = concentration_alt(groups, language)
    assert "电子与信息大类" in told and len(told) <= 220
    assert concentration_chart(groups, language).to_dict()["mark"]["type"] == "bar"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_of_majors_is_kept_in_the_address_as_a_code(release_home: Path, language: str) -> None:
    app = open_app(release_home, "majors", language, view="stopped")
    assert_sound(app)
    assert app.dataframe[1].value["stopped_programmes"].tolist() == [1]
    app.selectbox(key="basis").select("recognition").run()
    assert_sound(app)
    assert app.query_params["basis"] == "recognition"
    assert app.info[-1].value == text(language, "majors.view_empty")
    app.selectbox(key="view").select("duplicated").run()
    assert "view" not in app.query_params or app.query_params["view"] == "duplicated"
    assert (app.dataframe[1].value["schools"] > 1).all()


def test_a_major_leads_to_its_schools(connection: duckdb.DuckDBPyConnection) -> None:
    frame = majors_queries.offered_by(connection, PROGRAMMES, "数字媒体技术应用")
    assert set(frame["school_name"]) == {"上海信息技术学校", "上海市经济管理学校", "上海市贸易学校", "上海市曹杨职业技术学校"}
    assert frame["row_id"].notna().all() and frame["source"].str.startswith("PTQAR2024").all()


def test_every_district_of_the_city_has_one_tile(connection: duckdb.DuckDBPyConnection) -> None:
    tiles = compare_queries.tiles()
    assert len(tiles) == 16 == len({(tile.row, tile.column) for tile in tiles})
    printed = connection.execute("select distinct district from marts.dim_school where district is not null").fetchall()
    assert {row[0] for row in printed} <= {tile.name for tile in tiles}


def test_a_district_without_a_value_is_not_shown_as_zero(connection: duckdb.DuckDBPyConnection) -> None:
    frame = compare_queries.by_district(connection, "students").set_index("name")
    assert frame.loc["普陀区", "value"] == 8015 and frame.loc["普陀区", "schools_with_value"] == 5
    assert frame["value"].isna().sum() == 15
    assert tile_chart(frame.reset_index().assign(district="x", shown="y"), "en", "Students").to_dict()["layer"][0]["mark"]["type"] == "rect"


def test_the_network_says_who_leads_and_has_every_member_as_a_point(connection: duckdb.DuckDBPyConnection) -> None:
    frame = compare_queries.members(connection, "en", None)
    assert len(frame) == connection.execute("select count(*) from marts.fact_consortium_member").fetchall()[0][0]
    connected = compare_queries.most_connected(connection, None)
    assert connected.iloc[0]["consortia"] == frame.groupby("member")["consortium_id"].nunique().max()
    points, lines = compare_queries.network(connection, None)
    assert len(points) == frame["consortium_id"].nunique() + frame["member"].nunique()
    assert len(lines) == len(frame[["consortium_id", "member"]].drop_duplicates())
    again, _ = compare_queries.network.__wrapped__(connection, None)
    assert points.equals(again)
    assert len(network_chart(points, lines, "zh").to_dict()["layer"]) == 4


def test_side_by_side_keeps_the_order_of_choice(connection: duckdb.DuckDBPyConnection) -> None:
    frame = compare_queries.side_by_side(connection, {"S0025": "曹杨", "S0001": "信息"}).set_index("measure")
    assert list(frame.columns) == ["曹杨", "信息"]
    assert frame.loc["students"].tolist() == [1415, 3109]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_shows_its_columns_with_meaning_and_its_rows(release_home: Path, language: str) -> None:
    app = open_app(release_home, "data", language, table="marts.fact_enrolment")
    assert_sound(app)
    assert app.dataframe[0].value["metric_name"].is_unique
    columns = app.dataframe[1].value.set_index("column_name")
    assert columns.loc["students", "unit"] == {"zh": "人", "en": "persons"}[language] and columns.loc["students", "meaning"]
    assert len(app.dataframe[2].value) == 5
    assert app.dataframe[2].value["school_key"].map(type).eq(str).all()  # a browser would round the key


def test_lineage_runs_from_the_source_to_the_table(connection: duckdb.DuckDBPyConnection) -> None:
    edges = data_queries.lineage(connection, "marts.fact_enrolment")
    assert "source.enrolment" in set(edges["parent"]) and "marts.fact_enrolment" in set(edges["child"])
    drawing = data_queries.lineage_dot(edges, "marts.fact_enrolment")
    assert drawing.startswith("digraph {") and drawing.count("->") == len(edges)


def test_a_table_that_is_not_published_has_no_rows(connection: duckdb.DuckDBPyConnection) -> None:
    assert data_queries.rows(connection, 'marts.dim_school" where 1=1 --').empty


def test_documents_say_where_their_numbers_stand(connection: duckdb.DuckDBPyConnection) -> None:
    places = data_queries.printed_places(connection, "PTQAR2024").set_index(["source", "table_name"])
    assert places.loc[("1.1 表1", "marts.fact_enrolment"), "rows"] == 5
    documents = data_queries.documents(connection, "zh").set_index("document_id")
    assert documents.loc["SHWP2024", "figures"] == 0 and documents.loc["SHWP2024", "clauses"] > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_quality_shows_findings_first_and_the_ledger_of_corrections(release_home: Path, language: str) -> None:
    app = open_app(release_home, "releases", language)
    assert_sound(app)
    assert app.info[0].value == text(language, "releases.first")
    findings = app.dataframe[1].value
    assert not findings["success"].any()
    app.toggle(key="checks").set_value(True).run()
    assert len(app.dataframe[1].value) > 50
    ledger = app.dataframe[3].value
    assert ledger["correction_id"].iloc[0] == "C0001"
    shown = [markdown.value for markdown in app.markdown]
    assert any({"zh": "不足", "en": "Known limits"}[language] in words for words in shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_that_is_cut_says_so(release_home: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """At the scale of the nation thousands of schools offer one major."""
    monkeypatch.setattr("warehouse.pages.parts.MOST", 1)
    app = open_app(release_home, "majors", language, view="duplicated")
    assert_sound(app)
    schools = app.dataframe[1].value["schools"].iloc[0]
    assert len(app.dataframe[2].value) == 1 < schools
    assert any(caption.value == text(language, "list.cut", shown="1", rows=str(schools)) for caption in app.caption)

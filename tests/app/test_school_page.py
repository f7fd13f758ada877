"""The school page: what a school offers, where each row is printed, and peers by a stated rule."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from opening import assert_sound, open_app

from warehouse.pages import printed
from warehouse.pages import school_queries as queries
from warehouse.pages.text import LANGUAGES, text

XINXI = "S0001"
"""上海信息技术学校, whose programmes PTQAR2024 figure 5 prints."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_shows_programmes_by_pathway_and_links_each_row_to_its_print(release_home: Path, language: str) -> None:
    app = open_app(release_home, "school", language, school=XINXI)
    assert_sound(app)
    assert app.header[0].value == "上海信息技术学校"
    programmes = app.dataframe[1].value
    assert len(programmes) == 24
    assert programmes["source"].str.match(r"/trace\?row=[0-9a-f]{16}&lang=(zh|en)#PTQAR2024").all()
    pathways = app.dataframe[0].value.set_index(["pathway", "status"])["programmes"].to_dict()
    plain, suspended = {"zh": ("单一学段", "停招"), "en": ("plain", "suspended")}[language]
    assert pathways[(plain, suspended)] == 1


def test_the_five_units_of_training_stay_apart(connection: duckdb.DuckDBPyConnection) -> None:
    frame = queries.facts(connection, "en", "training", "S0025")
    assert {"sessions", "persons", "person_times", "person_days", "hours"} <= set(frame)
    every = connection.execute("select count(*) from marts.fact_training where person_times is not null and persons is not null").fetchone()
    assert every is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_printed_is_named_and_not_shown_as_zero(release_home: Path, language: str) -> None:
    app = open_app(release_home, "school", language, school="S0084")
    assert_sound(app)
    absent = next(info.value for info in app.info)
    assert text(language, "school.programme") in absent and text(language, "school.enrolment") in absent
    peers = app.dataframe[len(app.dataframe) - 1].value.set_index("measure")
    assert peers.loc[text(language, "measure.students"), "own"] is None or peers.isna().loc[text(language, "measure.students"), "own"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_peers_follow_the_rule_that_is_shown(release_home: Path, language: str) -> None:
    app = open_app(release_home, "school", language, school=XINXI, peers="district")
    assert_sound(app)
    level = {"zh": "中等职业学校", "en": "secondary vocational school"}[language]
    rule = text(language, "peers.district_rule", level=level, district="普陀区", count="4")
    assert any(caption.value.startswith(rule) for caption in app.caption)
    app.selectbox(key="peers").select("own").run()
    assert app.info[-1].value == text(language, "peers.none")
    app.multiselect(key="peer").select("S0025").run()
    assert_sound(app)
    assert app.query_params["peer"] == "S0025"
    assert app.dataframe[len(app.dataframe) - 1].value["peers_with_value"].max() == 1


def test_peer_statistics_leave_out_schools_without_a_value(connection: duckdb.DuckDBPyConnection) -> None:
    found = queries.school(connection, XINXI)
    assert found is not None
    ids = queries.peers(connection, found, same_district=True)
    beside = queries.beside_peers(connection, found, ids).set_index("measure")
    # PTQAR2024 table 1: 3,109 students here; 1,762, 1,415, 884 and 845 in the four other schools of the district.
    assert beside.loc["students"].tolist() == [3109, 4, 845, 1149.5, 1762]
    assert beside.loc["programmes", "peers_with_value"] < len(ids) + 1


def test_an_unknown_school_in_the_address_counts_as_nothing_said(release_home: Path) -> None:
    app = open_app(release_home, "school", "en", school="S9999")
    assert_sound(app)
    assert app.header[0].value == "上海信息技术学校"


def test_the_print_version_is_one_page_with_table_heads_and_escaped_text() -> None:
    import pandas as pd

    frame = pd.DataFrame({"Year": [2024, 2023], "Students": [3109, None], "Name": ["<b>a</b>", "b"], "New": [True, False]})
    page = printed.document("zh", "学校 & 表", {"一": frame}, ["版本 1"], "合成数据")
    assert page.startswith('<!doctype html><html lang="zh-CN">')
    assert "<title>学校 &amp; 表</title>" in page and '<th scope="col">Year</th>' in page
    assert '<td class="number">2024</td><td class="number">3,109</td><td>&lt;b&gt;a&lt;/b&gt;</td><td>✓</td>' in page
    assert '<td class="number">2023</td><td>…</td><td>b</td><td></td>' in page
    assert page.count('class="watermark"') == 1

"""Compliance and what-if: what a planner filters, reads, notes, tries and takes away."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from opening import assert_sound, open_app

from warehouse.errors import InputError
from warehouse.pages import compliance_queries, whatif_queries
from warehouse.pages.text import LANGUAGES, catalogue, text
from warehouse.release import pointer
from warehouse.settings import Home


@pytest.mark.parametrize("language", LANGUAGES)
def test_compliance_shows_verdicts_with_reasons_in_the_readers_language(release_home: Path, language: str) -> None:
    app = open_app(release_home, "compliance", language)
    assert_sound(app)
    table = app.dataframe[0].value
    assert table["clause"].str.startswith("/compliance?clause=").all()
    clause = table[table["clause"].str.contains("SHWP2024-20-a")].iloc[0]
    asked, place = {"zh": ("要求 14", "SHWP2024 第 20 条"), "en": ("14 asked", "SHWP2024 item 20")}[language]
    assert asked in clause["reason"] and place in clause["reason"] and clause["measured"] == "14"
    app.multiselect(key="verdict").set_value([]).run()
    assert app.info[0].value == text(language, "compliance.empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_names_a_clause_shows_all_its_verdicts_and_its_text(release_home: Path, language: str) -> None:
    app = open_app(release_home, "compliance", language, clause="SHWP2024-12-a")
    assert_sound(app)
    assert set(app.dataframe[0].value["clause"].str.extract("#(.*)$")[0]) == {"SHWP2024-12-a"}
    assert app.dataframe[0].value["verdict"].nunique() > 1
    assert app.header[0].value.startswith(text(language, "compliance.detail", clause="SHWP2024-12-a", subject=""))
    kind = {"zh": "上限", "en": "cap"}[language]
    assert kind in app.table[0].value.to_string()


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_by_district_and_school_narrow_the_worklist(release_home: Path, language: str) -> None:
    app = open_app(release_home, "compliance", language, verdict="NOT_EVALUABLE,PASS,INFO", district="普陀区")
    assert_sound(app)
    assert set(app.dataframe[0].value["district"]) == {"普陀区"}
    app.selectbox(key="school").select("S0025").run()
    assert set(app.dataframe[0].value["subject"]) == {"上海市曹杨职业技术学校"}
    assert app.query_params["school"] == "S0025"


def test_a_note_goes_into_the_table_and_stays_with_the_reader(release_home: Path) -> None:
    app = open_app(release_home, "compliance", "en")
    app.text_area[0].set_value("call the school").run()
    assert_sound(app)
    assert app.dataframe[0].value["note"].tolist()[0] == "call the school"


def test_evidence_that_names_a_printed_number_can_be_traced(connection: duckdb.DuckDBPyConnection) -> None:
    assert compliance_queries.traceable(connection, "SHQAR2024-H2-0020; SHQAR2024 高职篇 1.5") == ["SHQAR2024-H2-0020"]
    assert compliance_queries.traceable(connection, None) == []


def test_a_gap_is_told_only_where_a_rule_is_missed() -> None:
    assert compliance_queries._gap("BLOCK", -3) == "-3"
    assert compliance_queries._gap("WARN", None) is None
    assert compliance_queries._gap("PASS", 3) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_adding_a_restricted_major_shows_verdicts_at_once(release_home: Path, language: str) -> None:
    app = open_app(release_home, "whatif", language, school="S0084")
    assert app.info[0].value == text(language, "whatif.nothing")
    app.selectbox(key="major_higher_vocational").select("530302")
    app.button(key="FormSubmitter:whatif_line-" + text(language, "whatif.add_line")).click().run()
    assert_sound(app)
    lines, caused, beside = (frame.value for frame in app.dataframe)
    assert lines[["proposed_school", "proposed_major"]].iloc[0].tolist() == ["上海科创职业技术学院", "大数据与会计"]
    assert caused["clause"].str.contains("SHWP2024-12-d").any()
    assert beside["clause"].str.contains("SHWP2024-12-b").any()
    app.button(key="whatif_undo").click().run()
    assert app.info[0].value == text(language, "whatif.nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_without_a_major_is_not_taken(release_home: Path, language: str) -> None:
    app = open_app(release_home, "whatif", language)
    app.button(key="FormSubmitter:whatif_line-" + text(language, "whatif.add_line")).click().run()
    assert_sound(app)
    assert app.warning[0].value == text(language, "whatif.no_major")


def test_a_whole_round_is_read_from_a_file_and_can_be_saved_again(connection: duckdb.DuckDBPyConnection) -> None:
    file = (
        "school,action,major,decision_date,effective_date\n"
        "上海城建职业学院,add,护理,2024-06-01,2024-09-01\n上海市曹杨职业技术学校,suspend,电商,2024-06-01,2024-09-01\n"
    )
    rows = whatif_queries.read_round(file.encode(), "round.csv")
    found = whatif_queries.evaluate(connection, rows, "round.csv")
    assert {verdict.subject_name for verdict in found.state} >= {"上海城建职业学院", "上海市曹杨职业技术学校"}
    assert whatif_queries.read_round(whatif_queries.as_file(rows), "again.csv") == rows


def test_faults_of_a_file_say_where_they_are(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(InputError, match=r"round.csv: row 1: column 'action' is missing"):
        whatif_queries.read_round(b"school,major,decision_date,effective_date\n", "round.csv")
    rows = whatif_queries.read_round(b"school,action,major,decision_date,effective_date\nX,add,Y,2024-06-01,2024-09-01\n", "../round.csv")
    with pytest.raises(InputError, match=r"round.csv: row 2, column school: 'X' is not a known school"):
        whatif_queries.evaluate(connection, rows, "round.csv")


def test_an_interval_is_told_as_print_would() -> None:
    assert [whatif_queries.span(*pair) for pair in ((14, 14), (14, 16.5), (1, None), (None, None), (0, 0))] == ["14", "14–16.5", "≥ 1", None, "0"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trace_opens_from_the_address_and_an_unknown_id_is_told(release_home: Path, language: str) -> None:
    app = open_app(release_home, "trace", language, row="PTQAR2024-T1-0004")
    assert_sound(app)
    assert "1415" in app.table[0].value.to_string()
    kind = {"zh": "质量年报", "en": "annual quality report"}[language]
    assert any(kind in table.value.to_string() for table in app.table)
    app.text_input[0].set_value("nothing").run()
    assert app.warning[0].value == text(language, "trace.unknown", row_id="nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_an_item_has_words(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    told = {row[0] for row in connection.execute("select distinct why from policy.fact_measure_item where act = 'state'").fetchall()}
    assert told and {why for why in told if f"item_why.{why}" not in catalogue(language)} == set()


def test_the_terms_of_a_clause_are_chinese_on_the_chinese_page(connection: duckdb.DuckDBPyConnection) -> None:
    found = compliance_queries.clause(connection, "zh", "SHWP2024-12-d")
    assert found["section"] == "第 12 条" and str(found["threshold_value"]).startswith("L12D-RESTRICTED: 大数据与会计、")
    assert all(re.search(r"[一-鿿]", str(found[term])) for term in ("measure_text", "exceptions", "ambiguity", "statement"))
    assert compliance_queries.clause(connection, "en", "SHWP2024-12-d")["section"] == "item 12"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_more_verdicts_than_a_page_holds_the_worst_are_listed_and_counted(
    release_home: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """At the scale of the nation: a table that is long and of which a row is picked, and a list that is cut."""
    monkeypatch.setattr("warehouse.pages.parts.LAZY_ROWS", 1)
    monkeypatch.setattr("warehouse.pages.compliance.MOST", 5)
    app = open_app(release_home, "compliance", language)
    assert_sound(app)
    listed = app.dataframe[0].value
    assert len(listed) == 5
    with duckdb.connect(str(pointer.database(Home(release_home))), read_only=True) as connection:
        (all_rows,) = connection.execute(
            "select count(*) from policy.fact_verdict where act = 'state' and verdict in ('BLOCK', 'WARN', 'INFO', 'PASS')"
        ).fetchone() or (0,)
    assert text(language, "compliance.rows_cut", shown="5", rows=f"{all_rows:,}") in [caption.value for caption in app.caption]

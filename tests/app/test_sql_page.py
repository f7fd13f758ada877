"""The SQL workbench in both languages: run, slips, parameters, saved and personal questions, links, charts, limits."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT
from streamlit.testing.v1 import AppTest

from warehouse.pages import sql_queries as queries
from warehouse.pages.text import LANGUAGES, text
from warehouse.query.answer import Answer
from warehouse.query.limits import Limits, limit_rows
from warehouse.query.metrics import Question, ask_metric, compile_metric, metrics_of
from warehouse.settings import Home


def open_page(monkeypatch: pytest.MonkeyPatch, target: Path, language: str, **address: str) -> AppTest:
    """The page with its plain text box, as a reader without the editor has it."""
    monkeypatch.setenv("WAREHOUSE_HOME", str(target.parents[2]))
    script = (
        "from pathlib import Path\nfrom warehouse.pages import sql\nfrom warehouse.query.connection import open_release\n"
        f"sql.draw(open_release(Path({str(target)!r})), {language!r})\n"
    )
    page = AppTest.from_string(script, default_timeout=120)
    page.query_params.update(address)
    page.session_state["sql.is_plain"] = True
    page.run()
    assert not page.exception
    return page


def run(page: AppTest, language: str, statement: str) -> AppTest:
    page.text_area(key="sql.plain").set_value(statement).run()
    button(page, text(language, "sql.run")).click().run()
    while any(one.label == text(language, "sql.cancel") for one in page.button):
        page.run()
    assert not page.exception
    return page


def button(page: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in page.button if one.label == label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_is_answered_and_says_how_much_it_is(target: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    page = run(open_page(monkeypatch, target, language), language, "select major_code, 2 as n from marts.dim_major where major_code = '660501'")
    assert page.dataframe[0].value.to_dict("list") == {"major_code": ["660501"], "n": [2]}
    assert any(text(language, "extent.complete") in caption.value and target.parent.name in caption.value for caption in page.caption)
    cut = run(page, language, "from range(20000)")
    assert any(text(language, "extent.rows", at="10,000") in caption.value for caption in cut.caption)
    assert len(next(box for box in cut.selectbox if box.key == "sql.history.choose").options) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_is_told_in_the_readers_language_with_near_names(target: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    page = run(open_page(monkeypatch, target, language), language, "select school_nam\nfrom marts.dim_school")
    assert page.error[0].value == text(language, "problem.title")
    told = page.code[0].value
    assert text(language, "problem.no_column", name="school_nam") in told
    assert text(language, "problem.place", line=1, column=8) in told
    assert "school_name" in told
    refused = run(page, language, "drop table marts.dim_school")
    assert text(language, "problem.refused") in refused.code[0].value


def test_parameters_have_types_and_choice_lists(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(monkeypatch, target, "en")
    statement = "select count(*) as n from marts.dim_school where district = $district and school_key > $least and '$not' <> '' -- $neither"
    page.text_area(key="sql.plain").set_value(statement).run()
    districts = page.selectbox(key="sql.parameter.district")
    assert "普陀区" in districts.options
    districts.set_value("普陀区")
    page.selectbox(key="sql.parameter.least.kind").set_value("whole").run()
    page.number_input(key="sql.parameter.least.whole").set_value(0).run()
    button(page, "Run").click().run()
    assert not page.exception
    assert page.dataframe[0].value["n"][0] >= 5
    assert queries.parameter_names(statement) == ["district", "least"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_is_told_in_words(target: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    page = open_page(monkeypatch, target, language)
    page.text_area(key="sql.plain").set_value("select district, count(*) from marts.dim_school where is_current group by 1 order by 2 desc").run()
    button(page, text(language, "sql.plan")).click().run()
    assert not page.exception
    assert page.code[0].value.startswith("1. " + text(language, "plan.scan", table="marts.dim_school", rows="0").split("marts")[0])


def test_saved_questions_are_those_of_the_project_and_ones_own(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(monkeypatch, target, "en")
    question = page.selectbox(key="sql.question")
    assert len(question.options) == len(list((ROOT / "docs" / "questions").glob("*.sql")))
    question.set_value(next(one for one in question.options if one.startswith("01 "))).run()
    assert "上海市优质中职学校" in page.text_area(key="sql.plain").value
    page.text_input(key="sql.save.name").set_value("my schools").run()
    button(page, "Save").click().run()
    assert not page.exception
    again = open_page(monkeypatch, target, "en")
    assert again.selectbox(key="sql.question").options[0] == "Mine: my schools"
    (kept,) = (target.parents[2] / "personal").glob("*/*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert queries.Personal(Home(target.parents[2]), "somebody@else").all() == []
    queries.Personal(Home(target.parents[2]), "local").remove("my schools")


def test_a_link_brings_statement_and_release_back(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(monkeypatch, target, "en")
    page.text_area(key="sql.plain").set_value("select count(*) as n from marts.dim_school where district = $district").run()
    page.selectbox(key="sql.parameter.district").set_value("普陀区").run()
    button(page, "Get a link").click().run()
    live, frozen = (code.value for code in page.code[:2])
    assert re.fullmatch(r"/sql\?lang=en&q=[0-9a-f]{16}", live)
    assert frozen == f"{live}&release={target.parent.name}"
    opened = open_page(monkeypatch, target, "en", q=live[-16:])
    assert opened.text_area(key="sql.plain").value.startswith("select count(*) as n")
    assert opened.selectbox(key="sql.parameter.district").value == "普陀区"
    assert open_page(monkeypatch, target, "en", q=live[-16:], release=target.parent.name).warning.len == 0
    assert open_page(monkeypatch, target, "en", release="20200101T000000Z-gone").warning[0].value == text("en", "sql.frozen_gone")
    assert open_page(monkeypatch, target, "en", q="../../../etc/passwd").warning[0].value == text("en", "sql.link_gone")


def test_the_limits_shown_are_those_that_hold(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(monkeypatch, target, "en")
    table = page.dataframe[-1].value
    assert list(table["Value"]) == [f"{one.value:,}" for one in limit_rows(Limits.from_environment())]


@pytest.mark.parametrize("kind", queries.CHARTS)
def test_five_charts_hold_the_rows_of_the_answer(kind: str) -> None:
    answer = Answer(["dis.trict", "n", "n"], [("普陀区", 3, 1), ("黄浦区", None, 2)], True, ["VARCHAR", "BIGINT", "INTEGER"])
    drawn = queries.chart(answer, kind, "dis.trict", "n", "n_2" if kind == "heat" else "dis.trict").to_dict()
    (rows,) = drawn["datasets"].values()
    assert [row["c0"] for row in rows] == ["普陀区", "黄浦区"]
    assert [row["c1"] for row in rows][0] == 3.0
    assert drawn["encoding"]["x"]["title"] == "dis.trict"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_metric_becomes_the_statement_that_the_command_line_runs(target: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    page = open_page(monkeypatch, target, language)
    next(box for box in page.selectbox if box.key == "sql.metric.name").set_value("students_per_teacher").run()
    assert not page.exception
    with duckdb.connect(str(target), read_only=True) as connection:
        metric = metrics_of(connection)["students_per_teacher"]
    assert any((metric.definition_zh if language == "zh" else metric.definition_en) in caption.value for caption in page.caption)
    page.multiselect(key="sql.metric.by.students_per_teacher").set_value(["year", "school_name"]).run()
    button(page, text(language, "sql.metric_write")).click().run()
    assert not page.exception
    question = Question(("students_per_teacher",), ("year", "school_name"))
    statement = page.text_area(key="sql.plain").value
    # Aliases of subqueries are numbered in the process, so they may differ by a number.
    assert re.sub(r"subq_\d+", "subq", statement) == re.sub(r"subq_\d+", "subq", compile_metric(target, question))
    asked = run(page, language, statement)
    expected = ask_metric(target, question)
    shown = asked.dataframe[0].value
    assert list(shown.columns) == expected.columns and expected.rows

    def plain(row: tuple[object, ...]) -> tuple[object, ...]:
        """A missing number is None, whether a frame or a row of the database holds it."""
        return tuple((None if cell != cell else round(cell, 9)) if isinstance(cell, float) else cell for cell in row)

    assert sorted(map(plain, shown.itertuples(index=False, name=None)), key=str) == sorted(map(plain, expected.rows), key=str)

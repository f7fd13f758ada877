"""The filing and review pages in both languages, on a home of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import with_own_store
from filings import Form, filled
from streamlit.testing.v1 import AppTest

from warehouse.intake import review
from warehouse.intake.filing import submit
from warehouse.intake.review import Actor
from warehouse.pages import filing_queries
from warehouse.pages.text import LANGUAGES, text
from warehouse.release import pointer
from warehouse.settings import Home
from warehouse.source.store import open_home_store

SCHOOL = "S0025"
FILING = {
    "programme": [{"major_as_printed": "护理", "education_level": "中等职业", "pathway": "单一学段", "status": "招生"}],
    "enrolment": [{"major_as_printed": "护理", "education_level": "中等职业", "pathway": "单一学段", "students": 300, "intake": 100}],
}
SCRIPT = """
from pathlib import Path
from warehouse.pages import {page}
from warehouse.query.connection import open_release
{page}.draw(open_release(Path({database!r})), {language!r})
"""


@pytest.fixture(scope="module")
def home(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_own_store(release_home, tmp_path_factory.mktemp("filing_home"))


@pytest.fixture
def own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAREHOUSE_HOME", str(home))
    monkeypatch.delenv("WAREHOUSE_SOURCE_URL", raising=False)
    filing_queries._store_at.clear()
    return home


def open_page(home: Path, page: str, language: str) -> AppTest:
    script = SCRIPT.format(page=page, database=str(pointer.database(Home(home))), language=language)
    return AppTest.from_string(script, default_timeout=120).run()


def workbook(home: Path, year: int) -> Form:
    form = filled(
        open_home_store(Home(home)),
        SCHOOL,
        year,
        {table: FILING.get(table, []) for table in ("programme", "enrolment", "graduate_outcome", "teacher_count")},
    )
    form.fill("enrolment", FILING["enrolment"])
    return form


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_upload_shows_its_errors_and_one_without_is_handed_in(own_home: Path, language: str) -> None:
    page = open_page(own_home, "filing", language)
    assert not page.exception
    form = workbook(own_home, 2026 + LANGUAGES.index(language))
    address = form.put("enrolment", 0, "students", "300人")
    page.text_input[0].set_value("王采集").run()
    page.file_uploader[0].set_value(("a.xlsx", form.content(), "application/octet-stream")).run()
    assert not page.exception
    assert page.metric[0].value == "1"
    table = page.dataframe[0].value
    assert list(table["cell"]) == [address]
    assert page.error[0].value == text(language, "filing.blocked")
    assert not page.button

    form.put("enrolment", 0, "students", 300)
    page.file_uploader[0].set_value(("a.xlsx", form.content(), "application/octet-stream")).run()
    assert [m.value for m in page.metric][:2] == ["0", "0"]
    page.button[0].click().run()
    assert not page.exception
    assert page.success[0].value.startswith(text(language, "filing.submitted", filing="F-")[:6].split("F-")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_cannot_be_read_is_told_in_a_box(own_home: Path, language: str) -> None:
    page = open_page(own_home, "filing", language)
    page.file_uploader[0].set_value(("a.xlsx", b"PK nonsense", "application/octet-stream")).run()
    assert not page.exception
    assert page.error[0].value == text(language, "filing.unreadable")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_takes_a_filing_to_approval_and_the_board_counts_it(own_home: Path, language: str) -> None:
    engine = open_home_store(Home(own_home))
    year = 2031 + LANGUAGES.index(language)
    (done,) = submit(engine, [("a.xlsx", workbook(own_home, year).content())], Actor("王采集"), acknowledge=True)
    assert done.filing_id is not None
    page = open_page(own_home, "review", language)
    assert not page.exception
    page.selectbox[0].set_value(done.filing_id).run()

    page.text_input[0].set_value("王采集").run()
    page.button[0].click().run()
    assert "is its collector and cannot review it" in page.error[0].value

    page.text_input[0].set_value("李审核").run()
    page.button[0].click().run()
    assert not page.exception
    assert review.show(engine, done.filing_id).filing.filing_status == "reviewed"

    page = open_page(own_home, "review", language)
    page.segmented_control[0].set_value("reviewed").run() if hasattr(page, "segmented_control") else page.button_group[0].set_value(
        ["reviewed"]
    ).run()
    page.selectbox[0].set_value(done.filing_id).run()
    page.text_input[0].set_value("赵校长").run()
    page.button[0].click().run()
    assert page.error[0].value == text(language, "review.unconfirmed")
    page.checkbox[0].check()
    page.button[0].click().run()
    assert not page.exception
    assert review.show(engine, done.filing_id).filing.filing_status == "approved"
    assert review.show(engine, done.filing_id).filing.responsibility_statement == text(language, "review.statement_text")

    page.number_input(key="board_year").set_value(year).run()
    assert any(str(metric.value).startswith("1") for metric in page.metric)
    engine.dispose()

"""The compliance and reconciliation pages in both languages, on a real release."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from warehouse.pages.text import LANGUAGES, text
from warehouse.release import pointer
from warehouse.settings import Home

SCRIPT = """
from pathlib import Path
from warehouse.pages import {page}
from warehouse.query.connection import open_release
{page}.draw(open_release(Path({database!r})), {language!r})
"""


def open_page(home: Path, page: str, language: str) -> AppTest:
    script = SCRIPT.format(page=page, database=str(pointer.database(Home(home))), language=language)
    return AppTest.from_string(script, default_timeout=60).run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_compliance_shows_verdicts_with_reasons_in_the_readers_language(release_home: Path, language: str) -> None:
    page = open_page(release_home, "compliance", language)
    assert not page.exception
    table = page.dataframe[0].value
    clause = table[table[text(language, "column.clause")] == "SHWP2024-20-a"].iloc[0]
    reason = {"zh": "实际 14，条款要求 = 14（SHWP2024 item 20）", "en": "14 consortia, the clause asks = 14 (SHWP2024 item 20)"}[language]
    assert (clause[text(language, "column.reason")], clause[text(language, "column.measured")]) == (reason, "14")
    page.multiselect[0].set_value([]).run()
    assert page.info[0].value == text(language, "compliance.empty")


@pytest.mark.parametrize("language", LANGUAGES)
def test_reconciliation_lists_what_does_not_add_up_and_traces_a_number(release_home: Path, language: str) -> None:
    page = open_page(release_home, "reconciliation", language)
    assert not page.exception
    disagreeing = page.dataframe[0].value
    assert len(disagreeing) >= 20
    assert (disagreeing[text(language, "column.explanation")] != "").all()
    assert "94400" in page.table[0].value.to_string()
    page.toggle[0].set_value(True).run()
    assert len(page.dataframe[0].value) > 200
    page.text_input[0].set_value("nothing").run()
    assert page.warning[0].value == text(language, "trace.unknown", row_id="nothing")

"""The compliance and reconciliation pages in both languages, on a real release."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from warehouse.pages.text import LANGUAGES
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
def test_reconciliation_lists_what_does_not_add_up_with_a_link_to_its_print(release_home: Path, language: str) -> None:
    page = open_page(release_home, "reconciliation", language)
    assert not page.exception
    disagreeing = page.dataframe[0].value
    assert len(disagreeing) >= 20
    assert (disagreeing["explanation"] != "").all()
    assert disagreeing["source"].str.startswith("/trace?row=").all()
    page.toggle[0].set_value(True).run()
    assert len(page.dataframe[0].value) > 200

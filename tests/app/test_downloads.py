"""The download menu of a page hands over files of what the page shows."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from test_check_pages import open_page

from warehouse.pages.text import LANGUAGES, text
from warehouse.release import pointer
from warehouse.settings import Home


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_offers_three_kinds_named_after_release_and_date(release_home: Path, language: str) -> None:
    page = open_page(release_home, "reconciliation", language)
    assert not page.exception
    assert [one.label for one in page.get("download_button")] == [text(language, f"export.{kind}") for kind in ("csv", "xlsx", "parquet")]


def test_a_page_table_explains_its_columns_in_the_workbook(release_home: Path) -> None:
    from warehouse.pages.reconciliation_queries import identities
    from warehouse.query.about import about_answer
    from warehouse.query.connection import open_release
    from warehouse.query.export import answer_of, export, file_name

    release_id = pointer.current(Home(release_home)).release_id
    with open_release(pointer.database(Home(release_home))) as connection:
        frame = identities(connection, "zh", True)
        about = about_answer(connection, list(frame.columns), "zh", "核对", tables=["fact_reconciliation"])
    book = openpyxl.load_workbook(io.BytesIO(export(answer_of(frame), "xlsx", about)))
    assert book["data"].max_row == len(frame) + 1
    notes = {row[0]: row for row in book["notes"].iter_rows(values_only=True)}
    assert notes["stated"][1] == "所述值" and notes["stated"][5] == "reconciliation.fact_reconciliation"
    assert notes["difference"][4] == "正数表示原文大于各部分所得。"
    assert file_name("reconciliation", about, "xlsx").startswith(f"reconciliation_{release_id}_20")


def test_a_name_with_several_meanings_is_told_for_the_tables_of_the_query(release_home: Path) -> None:
    from warehouse.query.about import about_answer
    from warehouse.query.connection import open_release

    with open_release(pointer.database(Home(release_home))) as connection:
        narrowed = about_answer(connection, ["valid_to", "n"], "en", "select valid_to, count(*) as n from policy.dim_clause group by 1")
        told = about_answer(connection, ["valid_to"], "en", "a question that names no table")
    assert [(note.column, note.tables) for note in narrowed.columns] == [("valid_to", "policy.dim_clause")]
    assert narrowed.columns[0].meaning == "Last day on which the clause applies, that day included."
    assert len(told.columns) > 2

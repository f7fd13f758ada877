"""Whole journeys through the served app: explorer, planner, analyst, with the files they take away opened and checked."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pyarrow.parquet as parquet
import pytest
from browsing import open_page, ready, width_of
from playwright.sync_api import Browser, Page, expect

from warehouse.pages.text import LANGUAGES, text

ROUND = (
    "school,action,major,level,pathway,decision_date,effective_date,planned_intake\n上海科创职业技术学院,add,大数据与会计,,,2024-06-01,2024-09-01,\n"
)


def taken(page: Page, label: str) -> tuple[str, bytes]:
    """Name and content of the file behind a button."""
    with page.expect_download(timeout=30_000) as waited:
        page.get_by_role("button", name=label, exact=True).last.click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def choose(page: Page, label: str, words: str) -> None:
    """Choose in a list by typing, as a hand does."""
    box = page.get_by_role("combobox", name=label).first
    box.click()
    box.fill(words)
    page.get_by_role("option").first.click()
    ready(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_an_explorer_goes_from_the_overview_to_a_school_to_a_print(server: str, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, locale="zh-CN")
    open_page(page, server, "overview", "zh")
    page.get_by_test_id("stMain").get_by_test_id("stPageLink").get_by_role("link", name=text("zh", "school.title")).click()
    expect(page.get_by_role("heading", name=text("zh", "school.title"), exact=True)).to_be_visible(timeout=30_000)
    ready(page)
    choose(page, text("zh", "school.choose"), "上海市曹杨职业技术学校")
    expect(page.get_by_role("heading", name="上海市曹杨职业技术学校")).to_be_visible()
    page.wait_for_url("**school=S0025**")
    ready(page)
    expect(page.get_by_test_id("stElementContainer").and_(page.locator("[data-stale=true]"))).to_have_count(0)
    name, sheet = taken(page, text("zh", "export.print"))
    assert name.startswith("school_S0025_") and '<html lang="zh-CN">' in sheet.decode()
    paper = browser.new_page()
    paper.set_content(sheet.decode())
    expect(paper.get_by_role("columnheader", name=text("zh", "column.students"), exact=True).first).to_be_visible()
    assert paper.pdf(prefer_css_page_size=True).startswith(b"%PDF-")
    paper.close()
    open_page(page, server, "trace", "zh", row="PTQAR2024-T1-0004")
    expect(page.get_by_text("1415", exact=True).first).to_be_visible()
    assert width_of(page) <= width
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_planner_narrows_the_worklist_notes_and_takes_it_away(server: str, browser: Browser, language: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    open_page(page, server, "compliance", language, clause="SHWP2024-12-a")
    page.get_by_role("textbox", name=text(language, "compliance.note")).fill("=ask the college")
    page.keyboard.press("Control+Enter")
    # The table is drawn again with the note; a click before that is lost with what it opened.
    expect(page.get_by_text(text(language, "compliance.note_kept"))).to_be_visible(timeout=30_000)
    ready(page)
    page.get_by_role("button", name=text(language, "export.title"), exact=True).click()
    name, content = taken(page, text(language, "export.xlsx"))
    assert name.startswith("worklist_") and name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = list(book["data"].iter_rows(values_only=True))
    assert len(rows) > 20 and rows[1][rows[0].index("note")] == "=ask the college"
    assert book["data"].cell(2, rows[0].index("note") + 1).data_type == "s"
    page.keyboard.press("Escape")
    name, sheet = taken(page, text(language, "export.print"))
    assert name.startswith("worklist_") and sheet.decode().count("SHWP2024-12-a") >= len(rows) - 1
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_planner_tries_a_whole_round_from_a_file(server: str, browser: Browser, tmp_path: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1400})
    open_page(page, server, "whatif", "en")
    page.get_by_role("tab", name=text("en", "whatif.by_file")).click()
    file = tmp_path / "round.csv"
    file.write_text(ROUND, encoding="utf-8")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_role("button", name=text("en", "whatif.take_file")).click()
    expect(page.get_by_role("heading", name=text("en", "whatif.caused"))).to_be_visible(timeout=30_000)
    ready(page)
    name, sheet = taken(page, text("en", "export.print"))
    told = sheet.decode()
    assert name.startswith("whatif_") and text("en", "whatif.watermark") in told and "SHWP2024-12-d" in told
    assert width_of(page) <= width
    page.close()


def test_an_analyst_reads_a_table_and_takes_it_in_three_kinds(server: str, browser: Browser) -> None:
    # The whole page in view: while its drawings still find their places, an open menu may be carried out of a smaller one.
    page = browser.new_page(viewport={"width": 1280, "height": 4200})
    open_page(page, server, "data", "en", table="marts.fact_enrolment")
    page.get_by_role("button", name=text("en", "export.title"), exact=True).first.click()
    name, content = taken(page, text("en", "export.csv"))
    assert name.startswith("marts_fact_enrolment_") and content.startswith(b"\xef\xbb\xbfenrolment_id,")
    assert len(content.decode("utf-8-sig").splitlines()) == 6
    _, content = taken(page, text("en", "export.parquet"))
    table = parquet.read_table(io.BytesIO(content))
    assert table.num_rows == 5 and sum(table["students"].to_pylist()) == 8015
    assert b"release_id" in (table.schema.metadata or {})
    page.close()


def test_the_report_of_the_audit_opens_from_the_releases_page(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    open_page(page, server, "releases", "en")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=text("en", "releases.data_docs")).click()
    opened.value.wait_for_load_state("domcontentloaded")
    assert "/data_docs/" in opened.value.url and "Data Docs" in opened.value.title()
    page.close()

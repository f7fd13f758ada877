"""The SQL workbench as a reader meets it: editor, chart, files, cancel, and the plain text field that works without the editor."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from browsing import open_page
from playwright.sync_api import Browser, expect

from warehouse.pages.text import text


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 390)])
def test_a_journey_through_the_workbench(server: str, browser: Browser, tmp_path: Path, language: str, width: int) -> None:
    """Type with completion, run by keyboard, look at the chart, take the file, cancel a long one; and do without the editor."""
    page = browser.new_page(viewport={"width": width, "height": 1700})
    open_page(page, server, "sql", language)
    editor = page.locator(".cm-content")
    expect(editor).to_be_visible(timeout=60_000)

    def write(statement: str) -> None:
        editor.click()
        page.keyboard.press("Control+a")
        page.keyboard.type(statement)

    write("select district, count(*) as schools from marts.dim_scho")
    expect(page.locator(".cm-completionLabel", has_text="dim_school").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(300)  # CodeMirror takes no key for a list that has only just opened
    page.keyboard.press("Tab")
    page.keyboard.type(" group by 1 order by 2 desc")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=60_000)
    page.get_by_role("tab", name=text(language, "sql.as_chart")).click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible(timeout=30_000)
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.wait_for_timeout(1000)
    page.screenshot(path=Path(os.environ.get("WAREHOUSE_SCREENSHOTS", tmp_path)) / f"sql_{language}_{width}.png")
    page.get_by_role("tab", name=text(language, "sql.as_table")).click()
    page.get_by_role("button", name=text(language, "export.title"), exact=True).click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert Path(waited.value.path()).read_bytes().startswith(b"\xef\xbb\xbfdistrict,schools")
    assert "20" in waited.value.suggested_filename and waited.value.suggested_filename.startswith("query_")
    page.keyboard.press("Escape")
    write("select levenshtein(repeat('a', 900000), repeat('b', 900000)) as n")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=text(language, "sql.run"), exact=True).click()
    page.get_by_role("button", name=text(language, "sql.cancel"), exact=True).click(timeout=30_000)
    expect(page.get_by_text(text(language, "problem.cancelled"))).to_be_visible(timeout=30_000)
    page.get_by_text(text(language, "sql.plain"), exact=True).click()
    # The editor is a text box of that name too until it has gone.
    expect(page.get_by_role("textbox", name=text(language, "sql.statement")).and_(page.locator("textarea"))).to_have_value(
        re.compile("levenshtein"), timeout=30_000
    )
    page.close()

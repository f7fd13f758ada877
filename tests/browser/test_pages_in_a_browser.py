"""Every page of the served app in a real browser: Debian's Chromium, both languages, desktop and phone width, keyboard, axe-core."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import PAGES, open_page, ready, screenshot, serious_findings, width_of
from playwright.sync_api import Browser, expect

from warehouse.pages.text import page_language, text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_for_eyes_and_screen_readers(server: str, browser: Browser, tmp_path: Path, name: str) -> None:
    """Both languages in one session, so that the language is also switched: the document must say so at once."""
    page = browser.new_page(viewport={"width": 1280, "height": 1400}, locale="zh-CN")
    for language in ("zh", "en"):
        open_page(page, server, name, language)
        assert page.evaluate("document.documentElement.lang") == page_language(language)
        page.wait_for_timeout(400)
        screenshot(page, tmp_path, f"{name}_{language}")
        assert serious_findings(page) == []
        assert width_of(page) <= 1280
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(server: str, browser: Browser, tmp_path: Path, name: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, is_mobile=True, locale="en-GB")
    open_page(page, server, name, "en")
    page.wait_for_timeout(300)
    screenshot(page, tmp_path, f"{name}_390")
    assert width_of(page) <= 390
    page.close()


def test_switching_the_language_keeps_the_page(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    open_page(page, server, "majors", "zh")
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Major structure", exact=True)).to_be_visible(timeout=30_000)
    assert "/majors?" in page.url and "lang=en" in page.url
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()


def test_the_language_survives_the_navigation(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    open_page(page, server, "overview", "en")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Compliance").click()
    expect(page.get_by_role("heading", name="Compliance", exact=True)).to_be_visible(timeout=30_000)
    page.close()


def test_the_keyboard_alone_reaches_a_page_and_changes_a_choice(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    open_page(page, server, "overview", "en")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Major structure":
            break
    else:
        pytest.fail("the navigation cannot be reached with the tabulator")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Major structure", exact=True)).to_be_visible(timeout=30_000)
    ready(page)
    choice = page.get_by_role("combobox", name=text("en", "majors.view"))
    choice.focus()
    page.keyboard.type("Stopped")
    page.keyboard.press("Enter")
    page.wait_for_url("**view=stopped**")
    page.close()


def test_a_shared_address_opens_in_the_other_language_too(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for language in ("zh", "en"):
        open_page(page, server, "majors", language, view="stopped", level="secondary")
        assert "view=stopped" in page.url
        expect(page.get_by_text(text(language, "majors.view_stopped"), exact=True).first).to_be_visible()
    page.close()


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
    screenshot(page, tmp_path, f"sql_journey_{language}_{width}")
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
    expect(page.get_by_role("textbox", name=text(language, "sql.statement"))).to_have_value(re.compile("levenshtein"), timeout=30_000)
    page.close()

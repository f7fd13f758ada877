"""Every page of the served app in a real browser: Debian's Chromium, both languages, desktop and phone width, keyboard, axe-core."""

from __future__ import annotations

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


PARTS = [("majors", "criteria"), ("majors", "watch"), ("compliance", "targets"), ("compliance", "coverage")]


@pytest.mark.parametrize(("name", "part"), PARTS)
def test_a_part_of_a_page_is_sound_and_stays_open_in_the_other_language(server: str, browser: Browser, tmp_path: Path, name: str, part: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1400}, locale="zh-CN")
    open_page(page, server, name, "zh")
    page.get_by_role("tab", name=text("zh", f"{name}.part_{part}")).click()
    page.wait_for_url(f"**part={part}**")
    ready(page)
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("tab", name=text("en", f"{name}.part_{part}"))).to_have_attribute("aria-selected", "true", timeout=30_000)
    ready(page)
    page.wait_for_timeout(400)
    screenshot(page, tmp_path, f"{name}_{part}")
    assert serious_findings(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(400)
    assert width_of(page) <= 390
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

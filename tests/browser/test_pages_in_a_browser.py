"""The served app in a real browser: Debian's Chromium, both languages, desktop and phone width."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, expect, sync_playwright

from warehouse.pages.text import text

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def server(release_home: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", "serve", "--port", str(port)],
        env={**os.environ, "WAREHOUSE_HOME": str(release_home)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("the app did not start within a minute")
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed (Debian package chromium): browser journeys not run")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_overview_is_drawn_completely(server: str, browser: Browser, tmp_path: Path, language: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{server}/?lang={language}")
    expect(page.get_by_role("heading", name=text(language, "overview.title"), exact=True)).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").nth(2)).to_be_attached(timeout=30_000)
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    # The page scrolls inside its own container, so a tall window shows it whole.
    page.set_viewport_size({"width": width, "height": 5200 if width < 800 else 3300})
    page.wait_for_timeout(1500)
    folder = Path(os.environ.get("WAREHOUSE_SCREENSHOTS", tmp_path))
    page.screenshot(path=folder / f"overview_{language}_{width}.png", full_page=True)
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["compliance", "reconciliation"])
def test_the_check_pages_are_drawn_completely(server: str, browser: Browser, tmp_path: Path, name: str, language: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 2200})
    page.goto(f"{server}/{name}?lang={language}")
    expect(page.get_by_role("heading", name=text(language, f"{name}.title"), exact=True)).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stDownloadButton")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    page.wait_for_timeout(1500)
    page.screenshot(path=Path(os.environ.get("WAREHOUSE_SCREENSHOTS", tmp_path)) / f"{name}_{language}.png")
    page.close()


def test_switching_the_language_keeps_the_page(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}/?lang=zh")
    expect(page.get_by_role("heading", name="概览", exact=True)).to_be_visible(timeout=60_000)
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible(timeout=30_000)
    assert "lang=en" in page.url
    page.close()


def test_the_list_can_be_downloaded(server: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}/?lang=en")
    expect(page.get_by_test_id("stDownloadButton")).to_be_visible(timeout=60_000)
    with page.expect_download() as waited:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    content = Path(waited.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfschool,title,item")
    assert len(content.decode("utf-8-sig").strip().splitlines()) == 261
    page.close()


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 390)])
def test_a_journey_through_the_workbench(server: str, browser: Browser, tmp_path: Path, language: str, width: int) -> None:
    """Type with completion, run by keyboard, look at the chart, take the file, cancel a long one; and do without the editor."""
    page = browser.new_page(viewport={"width": width, "height": 1700})
    page.goto(f"{server}/sql?lang={language}")
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
    expect(page.get_by_role("textbox", name=text(language, "sql.statement"))).to_have_value(re.compile("levenshtein"), timeout=30_000)
    page.close()

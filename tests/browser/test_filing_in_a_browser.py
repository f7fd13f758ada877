"""A filing by hand in the app: upload with an error, marked copy, mended upload, hand in, review, approve, board."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import free_port, serving, with_own_store
from filings import Form, template
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from warehouse.pages.text import text
from warehouse.settings import Home
from warehouse.source.store import open_home_store

NURSING = {"major_as_printed": "护理", "education_level": "中等职业", "pathway": "单一学段"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def own_home(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_own_store(release_home, tmp_path_factory.mktemp("browser_home"))


@pytest.fixture(scope="module")
def address(own_home: Path) -> Iterator[str]:
    with serving(own_home, free_port()) as served:
        yield served


def workbook(home: Path, students: object, year: int) -> bytes:
    engine = open_home_store(Home(home))
    form = Form.of(template(engine, "S0025", year))
    engine.dispose()
    for table in ("graduate_outcome", "teacher_count"):
        form.fill(table, [])
    form.fill("programme", [{**NURSING, "status": "招生"}])
    form.fill("enrolment", [{**NURSING, "students": students, "intake": 100}])
    return form.content()


def upload(page: Page, content: bytes) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files({"name": "filing.xlsx", "mimeType": XLSX, "buffer": content})


def picture(page: Page, name: str, height: int, folder: Path) -> None:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": height})
    page.wait_for_timeout(1200)
    page.screenshot(path=Path(os.environ.get("WAREHOUSE_SCREENSHOTS", folder)) / f"{name}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"]
    page.set_viewport_size(size)


def say_name(page: Page, language: str, name: str) -> None:
    field = page.get_by_label(text(language, "filing.who"), exact=True).first
    field.fill(name)
    field.press("Enter")


@pytest.mark.parametrize(("language", "width", "year"), [("zh", 1280, 2027), ("en", 390, 2028)])
def test_a_filing_goes_from_upload_to_approval_by_hand(
    address: str,
    own_home: Path,
    browser: Browser,  # a fixture of the other module
    tmp_path: Path,
    language: str,
    width: int,
    year: int,
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.goto(f"{address}/filing?lang={language}")
    expect(page.get_by_role("heading", name=text(language, "filing.title"), exact=True)).to_be_visible(timeout=90_000)
    say_name(page, language, "王采集")
    upload(page, workbook(own_home, "300人", year))
    expect(page.get_by_text(text(language, "filing.blocked"))).to_be_visible(timeout=60_000)
    with page.expect_download(timeout=60_000) as waited:
        page.get_by_role("button", name=text(language, "filing.download_marked")).click()
    book = load_workbook(io.BytesIO(Path(waited.value.path()).read_bytes()))
    assert book["在校生与招生"]["E4"].comment is not None
    picture(page, f"filing_{language}_{width}", 1700, tmp_path)

    upload(page, workbook(own_home, 300, year))
    button = page.get_by_role("button", name=text(language, "filing.submit"), exact=True)
    expect(button).to_be_enabled(timeout=60_000)
    button.click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible(timeout=60_000)

    page.goto(f"{address}/review?lang={language}")
    expect(page.get_by_role("heading", name=text(language, "review.title"), exact=True)).to_be_visible(timeout=60_000)
    say_name(page, language, "李审核")
    expect(page.get_by_role("button", name=text(language, "review.do"), exact=True)).to_be_visible(timeout=60_000)
    picture(page, f"review_{language}_{width}", 1900, tmp_path)
    page.get_by_role("button", name=text(language, "review.do"), exact=True).click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible(timeout=60_000)

    page.get_by_role("radio", name={"zh": "已审核", "en": "reviewed"}[language]).click()
    expect(page.get_by_text(text(language, "review.confirm"))).to_be_visible(timeout=60_000)
    say_name(page, language, "赵校长")
    page.get_by_text(text(language, "review.confirm")).click()
    page.get_by_role("button", name=text(language, "review.do"), exact=True).click()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible(timeout=60_000)

    page.get_by_role("tab", name=text(language, "review.board")).click()
    board_year = page.get_by_label(text(language, "filing.year"), exact=True)
    board_year.fill(str(year))
    board_year.press("Enter")
    expect(page.get_by_text(text(language, "review.of", done=1, total=55).split("55")[0]).first).to_be_visible(timeout=60_000)
    picture(page, f"board_{language}_{width}", 1300, tmp_path)
    assert page.get_by_test_id("stException").count() == 0
    page.close()

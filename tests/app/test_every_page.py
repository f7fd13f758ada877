"""What holds for every page: both languages, with and without a release, synthetic data, faults, stamps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from opening import PAGES, assert_sound, open_app

from warehouse.pages import frame
from warehouse.pages.text import LANGUAGES, SYMBOLS, text
from warehouse.release import pointer
from warehouse.settings import Home

TITLES = {page.url_path: page.title for page in frame.REGISTRY}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_drawn_with_title_legend_and_release_stamp(release_home: Path, page: str, language: str) -> None:
    app = open_app(release_home, page, language)
    assert_sound(app)
    assert app.title[0].value == text(language, TITLES[page])
    captions = [caption.value for caption in app.caption]
    assert text(language, "symbols.legend", **SYMBOLS) in captions
    assert any(pointer.current(Home(release_home)).release_id in caption for caption in captions[-1:])
    assert app.warning.values == []


ENGLISH = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,.;:]+){3,}")
"""Four English words in a row: a sentence, not a name or a code."""
NOT_FOR_READERS = ("html", "code", "graphviz_chart", "bidi_component")
"""Elements that hold styles, SQL or drawings."""


def told(element: Any) -> Iterator[str]:
    """All that an element says: its text, label and help, the cells of a table, labels and help of its columns."""
    if element.type in NOT_FOR_READERS:
        return
    if element.type == "dataframe":
        for column in element.value.columns if element.value is not None else ():
            yield from (cell for cell in element.value[column].dropna().unique() if isinstance(cell, str))
        for config in json.loads(element.proto.columns).values():
            yield from (config[part] for part in ("label", "help") if config.get(part))
        return
    parts = (getattr(element, "value", None), getattr(element, "label", None), getattr(element.proto, "help", None))
    yield from (part for part in parts if isinstance(part, str))


def elements(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield from elements(child) if hasattr(child, "children") else (child,)


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_page_holds_no_english_sentence(release_home: Path, page: str) -> None:
    app = open_app(release_home, page, "zh")
    said = [text for block in (app.main, app.sidebar) for element in elements(block) for text in told(element)]
    assert len(said) > 20
    assert [text for text in said if ENGLISH.search(text) and not re.search("[\u4e00-\u9fff]{3}", text)] == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_drawn_on_the_national_panel(national_home: Path, page: str, language: str) -> None:
    app = open_app(national_home, page, language)
    assert_sound(app)
    assert app.title[0].value == text(language, TITLES[page])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_without_a_release_every_page_names_the_command(tmp_path: Path, page: str, language: str) -> None:
    app = open_app(tmp_path, page, language)
    assert_sound(app)
    assert (app.info[0].value, app.code[0].value) == (text(language, "state.no_release"), "make build")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_synthetic_data_carries_a_banner_and_a_stamp(synthetic_home: Path, page: str, language: str) -> None:
    app = open_app(synthetic_home, page, language)
    assert_sound(app)
    assert app.warning[0].value == text(language, "synthetic.banner")
    assert text(language, "stamp.synthetic") in app.caption[-1].value
    assert any(text(language, "synthetic.watermark") in html.proto.body for html in app.get("html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_a_page_is_told_in_words_with_a_reference(release_home: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    def broken(_: duckdb.DuckDBPyConnection, __: str) -> None:
        raise RuntimeError("secret path /home/x")

    monkeypatch.setattr(frame, "REGISTRY", (replace(frame.REGISTRY[0], draw=broken), *frame.REGISTRY[1:]))
    app = open_app(release_home, PAGES[0], language)
    assert not app.exception
    told = app.error[0].value
    assert told.startswith(text(language, "state.failed", reference="\n").split("\n")[0]) and "secret" not in told
    assert app.caption[-1].value.count(pointer.current(Home(release_home)).release_id) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_of_another_layout_says_what_to_ask_the_operator(tmp_path: Path, language: str) -> None:
    home = Home(tmp_path)
    folder = home.releases / "20260101T000000Z-00000000"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema meta")
    pointer.swap(home, folder.name, "2026-01-01T00:00:00+00:00")
    app = open_app(tmp_path, "overview", language)
    assert not app.exception
    assert app.error[0].value == text(language, "state.damaged")
    assert app.caption[0].value == text(language, "state.damaged_how")


def test_the_session_remembers_its_language_when_the_address_does_not(release_home: Path) -> None:
    app = open_app(release_home, "overview", "en")
    del app.query_params["lang"]
    app.run()
    assert app.title[0].value == "Overview"
    assert app.query_params["lang"] == "en"


def test_the_session_stays_on_its_release_until_the_reader_accepts_the_new_one(synthetic_home: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(Home(synthetic_home).releases, Home(tmp_path).releases)
    old = pointer.current(Home(tmp_path)).release_id
    app = open_app(tmp_path, "trace", "en")
    new = "29991231T000000Z-ffffffff"
    shutil.copytree(Home(tmp_path).releases / old, Home(tmp_path).releases / new)
    with duckdb.connect(str(Home(tmp_path).releases / new / "warehouse.duckdb")) as connection:
        connection.execute("update meta.release set release_id = ?", [new])
    pointer.swap(Home(tmp_path), new, "2999-12-31T00:00:00+00:00")
    app.run()
    assert old in app.caption[-1].value
    app.sidebar.button[0].click().run()
    assert_sound(app)
    assert new in app.caption[-1].value

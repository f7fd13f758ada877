"""The overview page in both languages on a real release, and the word catalogues."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from opening import open_app

from warehouse.pages.text import LANGUAGES, catalogue, number, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_key_figures_with_their_place_of_print(release_home: Path, language: str) -> None:
    app = open_app(release_home, "overview", language)
    assert not app.exception
    assert app.title[0].value == text(language, "overview.title")
    shown = {metric.label: metric.value for metric in app.metric}
    labels = {"zh": ("中职在校生（2023）", "高职在校生（2023）"), "en": ("Secondary students (2023)", "College students (2023)")}[language]
    assert shown[labels[0]] == "94,400"
    assert shown[labels[1]] == "148,000"
    sources = [caption.value for caption in app.caption if "SHQAR2024 中职篇 1.1 正文" in caption.value]
    assert any("9.44万人" in source for source in sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_putuo_table_adds_up_to_the_printed_total(release_home: Path, language: str) -> None:
    app = open_app(release_home, "overview", language)
    putuo = app.dataframe[0].value
    assert list(putuo["students"]) == [3109, 1762, 1415, 884, 845]
    assert putuo["staff"].sum() == 823
    assert putuo["source"].str.startswith("/trace?row=").all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_choosing_a_title_narrows_the_list(release_home: Path, language: str) -> None:
    app = open_app(release_home, "overview", language)
    app.selectbox[0].select("上海市优质中职学校").run()
    assert not app.exception
    detail = app.dataframe[2].value
    assert len(detail) == 18
    assert set(detail["title"]) == {"上海市优质中职学校"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_choice_says_what_to_do(release_home: Path, language: str) -> None:
    app = open_app(release_home, "overview", language)
    app.selectbox[0].select("上海市优质中职学校")
    app.selectbox[1].select("higher_vocational").run()
    assert [info.value for info in app.info] == [text(language, "recognition.empty")]


def test_both_languages_have_the_same_words_and_placeholders() -> None:
    import string

    def placeholders(words: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}

    chinese, english = catalogue("zh"), catalogue("en")
    assert set(chinese) == set(english)
    assert {k for k in chinese if placeholders(chinese[k]) != placeholders(english[k])} == set()


def test_page_code_holds_no_chinese_words() -> None:
    for path in (ROOT / "warehouse" / "pages").rglob("*.py"):
        assert not any("\u4e00" <= character <= "\u9fff" for character in path.read_text(encoding="utf-8")), path


def test_the_app_never_imports_dbt_or_great_expectations() -> None:
    import subprocess
    import sys

    heavy = ("dbt", "great_expectations", "alembic", "metricflow", "dbt_metricflow", "metricflow_semantics")
    code = f"import sys; import warehouse.pages.frame, warehouse.pages.server; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_numbers_for_reading() -> None:
    assert number(94400) == "94,400"
    assert number(97.35, 2) == "97.35"
    assert number(None) == "…"
    assert number(float("nan")) == "…"
    assert (number(0), number(0.4), number(0.4, 1), number(-0.001, 2)) == ("0", "≈0", "0.4", "≈0")

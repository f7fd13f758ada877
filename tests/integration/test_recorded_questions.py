"""The questions of docs/questions: what the release answers today is what was recorded after reading the place of print."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from warehouse.query.adhoc import ask
from warehouse.query.output import as_csv
from warehouse.release import pointer
from warehouse.settings import Home

QUESTIONS = ROOT / "docs" / "questions"
FILES = sorted(QUESTIONS.glob("*.sql"))
MOST_ROWS = 40  # An answer that a person can still read against print.


@pytest.mark.parametrize("question", FILES, ids=lambda file: file.stem)
def test_the_answer_is_the_recorded_one(release_home: Path, question: Path) -> None:
    answer = ask(pointer.database(Home(release_home)), question.read_text(encoding="utf-8"), MOST_ROWS)
    assert answer.is_complete
    assert as_csv(answer) == question.with_suffix(".csv").read_text(encoding="utf-8"), f"read the place of print, then see {QUESTIONS / 'README.md'}"


@pytest.mark.parametrize("question", FILES, ids=lambda file: file.stem)
def test_a_question_is_put_in_both_languages_and_has_its_answer(question: Path) -> None:
    zh, en, *rest = question.read_text(encoding="utf-8").splitlines()
    assert zh.startswith("-- zh: ") and zh.endswith("？")
    assert en.startswith("-- en: ") and en.endswith("?")
    assert all(line.startswith("-- note: ") for line in rest if line.startswith("--"))
    assert question.with_suffix(".csv").is_file()


def test_there_are_sixty_questions_and_more() -> None:
    assert len(FILES) >= 60


def test_every_answer_has_its_question_and_stands_in_the_index() -> None:
    assert [file.stem for file in sorted(QUESTIONS.glob("*.csv"))] == [file.stem for file in FILES]
    index = (QUESTIONS / "README.md").read_text(encoding="utf-8")
    assert [file.name for file in FILES if f"]({file.name})" not in index] == []

"""Answers of a release are asked once, kept apart by release, and never shared by reference."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from warehouse.query import remembered as module
from warehouse.query.connection import open_release
from warehouse.query.remembered import remembered

asked: list[tuple[object, ...]] = []


@remembered
def pupils(connection: duckdb.DuckDBPyConnection, schools: list[str]) -> pd.DataFrame:
    asked.append(tuple(schools))
    return connection.execute("select * from pupils where school in (select unnest(?)) order by 1", [schools]).df()


def release(folder: Path, students: int) -> Path:
    folder.mkdir()
    file = folder / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create table pupils as select 'S1' as school, {students} as students")
    return file


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    asked.clear()


def test_a_question_is_asked_once_for_all_connections_of_a_release(tmp_path: Path) -> None:
    file = release(tmp_path / "r1", 10)
    with open_release(file) as connection:
        assert pupils(connection, ["S1"]).equals(pupils(connection.cursor(), ["S1"]))
        assert pupils(connection, ["S2"]).empty
    assert asked == [("S1",), ("S2",)]


def test_another_release_has_its_own_answer(tmp_path: Path) -> None:
    with open_release(release(tmp_path / "r1", 10)) as one, open_release(release(tmp_path / "r2", 20)) as two:
        assert [int(pupils(c, ["S1"])["students"][0]) for c in (one, two, one)] == [10, 20, 10]


def test_what_a_caller_writes_into_its_answer_reaches_no_other(tmp_path: Path) -> None:
    with open_release(release(tmp_path / "r1", 10)) as connection:
        for _ in range(2):
            mine = pupils(connection, ["S1"])
            mine.loc[0, "students"] = 99
            mine["note"] = "mine"
        assert pupils(connection, ["S1"]).to_dict("list") == {"school": ["S1"], "students": [10]}


def test_a_database_that_can_be_written_is_always_asked(tmp_path: Path) -> None:
    with duckdb.connect(str(release(tmp_path / "r1", 10))) as connection:
        pupils(connection, ["S1"])
        connection.execute("update pupils set students = 11")
        assert int(pupils(connection, ["S1"])["students"][0]) == 11


def test_a_question_on_a_release_whose_file_is_gone_is_still_answered(tmp_path: Path) -> None:
    file = release(tmp_path / "r1", 10)
    with open_release(file) as connection:
        file.unlink()
        assert [int(pupils(connection, ["S1"])["students"][0]) for _ in range(2)] == [10, 10]


def test_the_order_of_a_choice_is_part_of_the_question(tmp_path: Path) -> None:
    @remembered
    def columns(connection: duckdb.DuckDBPyConnection, chosen: dict[str, str]) -> list[str]:
        return list(chosen)

    with open_release(release(tmp_path / "r1", 10)) as connection:
        assert [columns(connection, {"a": "1", "b": "2"}), columns(connection, {"b": "2", "a": "1"})] == [["a", "b"], ["b", "a"]]


def test_the_memory_is_bounded_by_questions_and_answers_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_release(release(tmp_path / "r1", 10)) as connection:
        pupils(connection, ["S1"])
        (one,) = [cells for key, (_, cells) in module._answers.items() if str(tmp_path) in str(key)]
        monkeypatch.setattr(module, "MOST_CELLS", 3 * one)
        for school in (*(f"T{number}" for number in range(8)), "S1"):
            pupils(connection, [school])
            assert module._cells <= 3 * one and module._cells == sum(cells for _, cells in module._answers.values())
        pupils(connection, ["long" * 10_000])
        assert module._answers == {} and module._cells == 0, "a question longer than the room is not kept"
    assert asked.count(("S1",)) == 2

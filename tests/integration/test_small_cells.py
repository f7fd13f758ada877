"""Small filed counts cannot be had back from what is handed out: every sum is tried, by somebody who knows the rule."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import numpy as np
import pytest
from conftest import ROOT, run_cli
from hypothesis import given, settings
from hypothesis import strategies as st

SMALLEST = 5
MODEL = ROOT / "models" / "marts" / "programme" / "rpt_public_enrolment.sql"
Key = tuple[int, int, str]
"""School, year, measure: what one total is of."""


@dataclass(frozen=True)
class Row:
    """One row of the public table."""

    cell: str | None
    people: int | None
    status: str


def public(schools: list[list[int | None]], kind: str = "filing") -> dict[Key, list[Row]]:
    """The model's own SQL on made-up schools: one list of students by major for each. Intake is half of it."""
    statement = jinja2.Environment().from_string(MODEL.read_text(encoding="utf-8"))
    macros = {
        "ref": lambda name: name,
        "is_synthetic": lambda: "false",
        "dbt": SimpleNamespace(hash=lambda column: f"md5(cast({column} as varchar))"),
    }
    text = statement.render(**macros)
    with duckdb.connect() as connection:
        connection.execute(
            "create table fact_enrolment (enrolment_id varchar, school_key bigint, major_key bigint, major_as_printed varchar, direction varchar, "
            "pathway varchar, campus varchar, academic_year integer, students integer, intake integer, batch_id varchar)"
        )
        rows = [
            (f"e{school}-{major}", school, major, f"m{major}", None, "plain", None, 2025, n, None if n is None else n // 2, "b")
            for school, cells in enumerate(schools)
            for major, n in enumerate(cells)
        ]
        connection.executemany("insert into fact_enrolment values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute(f"create table stg_batch as select 'b' as batch_id, '{kind}' as batch_kind")
        connection.execute(f"create table disclosure_rule as from read_csv('{ROOT / 'seeds' / 'reference' / 'disclosure_rule.csv'}')")
        found: dict[Key, list[Row]] = defaultdict(list)
        for school, year, measure, cell, people, status in connection.execute(
            f"select school_key, academic_year, measure, enrolment_id, people, disclosure_status from ({text}) order by all"
        ).fetchall():
            found[(school, year, measure)].append(Row(cell, people, status))
        return dict(found)


def recovered_by_sums(rows: list[Row]) -> list[str]:
    """Suppressed cells that follow from linear equations alone: those whose unit vector lies in the row space of the total's equation."""
    hidden = [row.cell for row in rows if row.cell is not None and row.status == "suppressed"]
    total = next(row for row in rows if row.cell is None)
    equations = np.ones((1, len(hidden))) if total.people is not None else np.zeros((1, len(hidden)))
    rank = np.linalg.matrix_rank(equations)
    return [str(cell) for cell, unit in zip(hidden, np.eye(len(hidden)), strict=True) if np.linalg.matrix_rank(np.vstack([equations, unit])) == rank]


def candidates(rows: list[Row]) -> dict[str, set[int]]:
    """All values each suppressed cell can have for somebody who knows the rule: one of them is large, the others are small."""
    hidden = [str(row.cell) for row in rows if row.cell is not None and row.status == "suppressed"]
    total = next(row for row in rows if row.cell is None)
    if total.people is None:
        return {cell: set(range(1, SMALLEST)) for cell in hidden}
    left = total.people - sum(row.people or 0 for row in rows if row.cell is not None and row.status == "shown")
    found: dict[str, set[int]] = {cell: set() for cell in hidden}
    for large in range(len(hidden)):
        for small in product(range(1, SMALLEST), repeat=len(hidden) - 1):
            rest = left - sum(small)
            if rest >= SMALLEST:
                for cell, value in zip(hidden, [*small[:large], rest, *small[large:]], strict=True):
                    found[cell].add(value)
    return found


COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 400), st.none())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_no_sum_gives_a_suppressed_count_back(schools: list[list[int | None]]) -> None:
    for (school, _, measure), rows in public(schools).items():
        true = {f"e{school}-{major}": n if measure == "students" or n is None else n // 2 for major, n in enumerate(schools[school])}
        assert recovered_by_sums(rows) == []
        for cell, values in candidates(rows).items():
            assert len(values) >= 2, (rows, cell)
            assert true[cell] in values or next(row for row in rows if row.cell is None).people is None
        for row in rows:
            if row.cell is not None:
                n = true[row.cell]
                assert row.people == (n if row.status == "shown" else None)
                assert (row.status == "missing") == (n is None)
                assert n is None or not 0 < n < SMALLEST or row.status == "suppressed"


def test_the_attack_succeeds_where_only_the_small_cell_is_suppressed() -> None:
    naive = [Row("a", None, "suppressed"), Row("b", 40, "shown"), Row(None, 43, "shown")]
    assert recovered_by_sums(naive) == ["a"]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([120, 40, 60], [120, 40, 60, 220]),
        ([120, 0, 60], [120, 0, 60, 180]),  # nobody is no person
        ([120, 3, None], [None, None, None, 123]),
        ([3, 1], [None, None, None]),  # no cell hides them: the total goes too
        ([2], [None, None]),
        ([4, 5], [None, None, 9]),
    ],
)
def test_what_a_school_s_filing_shows(cells: list[int | None], shown: list[int | None]) -> None:
    rows = public([cells])[(0, 2025, "students")]
    assert [row.people for row in sorted(rows, key=lambda one: (one.cell is None, one.cell))] == shown


def test_one_large_cell_goes_with_the_small_one_and_no_more() -> None:
    rows = public([[3, 50, 60, 70]])[(0, 2025, "students")]
    assert sum(row.status == "suppressed" for row in rows) == 2 and next(row for row in rows if row.cell is None).people == 183


def test_printed_counts_stay_as_they_were_printed() -> None:
    rows = public([[3, 50]], kind="published")[(0, 2025, "students")]
    assert [row.people for row in rows if row.cell] == [3, 50] and {row.status for row in rows} == {"shown"}


def test_the_rule_is_one_row_a_kind_of_batch_and_measure() -> None:
    with (ROOT / "seeds" / "reference" / "disclosure_rule.csv").open(encoding="utf-8", newline="") as file:
        rule = {(row["batch_kind"], row["measure"]): int(row["smallest_shown"]) for row in csv.DictReader(file)}
    kinds, measures = ("filing", "published", "reference"), ("students", "intake")
    assert rule == {(kind, measure): SMALLEST if kind == "filing" else 0 for kind in kinds for measure in measures}


def test_the_command_writes_what_may_be_handed_out(release_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    assert run_cli(release_home, "public", str(folder), "--language", "en").returncode == 0
    with (folder / "enrolment.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # The bundled data is printed, so nothing of it is suppressed: the students of five schools, each with its total.
    assert {row["disclosure_status"] for row in rows} == {"shown", "missing"}
    assert sum(int(row["people"] or 0) for row in rows if row["is_total"] == "true") == 8015
    again = run_cli(release_home, "public", str(folder))
    assert again.returncode == 2 and "is there already" in again.stderr

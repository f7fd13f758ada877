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
MARTS = ROOT / "models" / "marts" / "programme"
RULE = ROOT / "macros" / "disclosure.sql"
Key = tuple[int, int, str]
"""School, year, measure: what one total is of."""


@dataclass(frozen=True)
class Row:
    """One row of the public table."""

    cell: str | None
    people: int | None
    status: str


def sql_of(model: str) -> str:
    """The SQL of a public model, by dbt's own macros for the rule."""
    text = RULE.read_text(encoding="utf-8") + (MARTS / f"{model}.sql").read_text(encoding="utf-8")
    return (
        jinja2.Environment()
        .from_string(text)
        .render(
            ref=lambda name: name,
            is_synthetic=lambda: "false",
            not_broken_down_key=lambda: "-2",
            dbt=SimpleNamespace(hash=lambda column: f"md5(cast({column} as varchar))"),
        )
    )


def public(schools: list[list[int | None]], kind: str = "filing") -> dict[Key, list[Row]]:
    """The model's own SQL on made-up schools: one list of students by major for each. Intake is half of it."""
    text = sql_of("rpt_public_enrolment")
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


COUNTED = ("graduates", "placed", "progressed", "employed_directly", "studying_abroad")
Graduates = tuple[int | None, int | None, int | None, int | None, int | None]
"""The five counts of one row of graduates, in the order of COUNTED."""

LEFT = [
    {"graduates": 1, part: -1} for part in COUNTED[1:]
] + [{"placed": 1, part: -1} for part in COUNTED[2:]] + [
    {"progressed": 1, "studying_abroad": -1}, {"graduates": 1, "progressed": -1, "employed_directly": -1},
    {"placed": 1, "progressed": -1, "employed_directly": -1}, {"graduates": 1, "progressed": -1, "employed_directly": -1, "studying_abroad": -1},
    {"placed": 1, "progressed": -1, "employed_directly": -1, "studying_abroad": -1},
]  # fmt: skip
"""What is left of a count when its parts are taken away: a count of people too."""

Told = dict[str, dict[str, tuple[int | None, str]]]
"""Row of graduates (`total` for the total) → measure → people, status."""


def public_graduates(rows: list[Graduates], kind: str = "filing", whole_school: Graduates | None = None) -> Told:
    """The model's own SQL on one made-up school: a row of graduates for each major, and one of the whole school if there is one."""
    majors = [(f"g{n}", 1, n, 2025, *row, "b") for n, row in enumerate(rows)]
    filed = [*majors, ("whole", 1, -2, 2025, *whole_school, "b")] if whole_school else majors
    with duckdb.connect() as connection:
        connection.execute(
            "create table fact_graduate_outcome (graduate_outcome_id varchar, school_key bigint, major_key bigint, period_year integer, "
            f"{', '.join(f'{c} integer' for c in COUNTED)}, batch_id varchar)"
        )
        connection.executemany(f"insert into fact_graduate_outcome values ({', '.join('?' * 10)})", filed)
        connection.execute(f"create table stg_batch as select 'b' as batch_id, '{kind}' as batch_kind")
        connection.execute(f"create table disclosure_rule as from read_csv('{ROOT / 'seeds' / 'reference' / 'disclosure_rule.csv'}')")
        told: Told = defaultdict(dict)
        for cell, measure, people, status in connection.execute(
            f"select graduate_outcome_id, measure, people, disclosure_status from ({sql_of('rpt_public_graduate_outcome')})"
        ).fetchall():
            told[cell or "total"][measure] = (people, status)
        return dict(told)


def less(row: Graduates, parts: dict[str, int]) -> int | None:
    """A combination of the counts of a row; None where one of them is not known."""
    values = dict(zip(COUNTED, row, strict=True))
    known = [values[c] for c in parts]
    return None if any(value is None for value in known) else sum(sign * value for sign, value in zip(parts.values(), known, strict=True))  # type: ignore[operator]


SINGLE = [{count: 1} for count in COUNTED]


@st.composite
def graduates(draw: st.DrawFn) -> Graduates:
    """A row as a school files it: placed of graduates, further study and work of placed, study abroad of further study; any may be empty."""
    total = draw(st.one_of(st.integers(0, 12), st.integers(20, 200)))
    placed = total - draw(st.sampled_from([0, 0, 1, 3, 6, 20])) if total >= 20 else draw(st.integers(0, total))
    progressed = draw(st.integers(0, placed))
    employed = placed - progressed - (draw(st.sampled_from([0, 0, 2])) if placed - progressed > 2 else 0)
    abroad = draw(st.sampled_from([0, 0, min(3, progressed), min(7, progressed)]))
    return tuple(draw(st.sampled_from([n, n, n, None])) for n in (total, placed, progressed, employed, abroad))  # type: ignore[return-value]


@settings(max_examples=120, deadline=None)
@given(st.lists(graduates(), min_size=1, max_size=6))
def test_no_sum_or_difference_gives_a_small_count_of_graduates_back(rows: list[Graduates]) -> None:
    """Every equation of the table over the suppressed counts: the total of each measure. No count of a row, nor what is left of it, may follow."""
    told = public_graduates(rows)
    hidden = [f"g{n}" for n in range(len(rows)) if any(status == "suppressed" for _, status in told[f"g{n}"].values())]
    unknown = [(cell, c) for cell in hidden for c in COUNTED if told[cell][c][1] == "suppressed"]
    place = {key: n for n, key in enumerate(unknown)}
    equations = []
    for count in COUNTED:
        people, status = told["total"][count]
        if status == "shown" and people is not None:
            equations.append([1.0 if c == count else 0.0 for _, c in unknown])
    for n, row in enumerate(rows):
        cell = f"g{n}"
        small = [parts for parts in [*SINGLE, *LEFT] if (value := less(row, parts)) is not None and 1 <= abs(value) < SMALLEST]
        assert not small or cell in hidden, (row, small)
        for parts in [*SINGLE, *LEFT] if cell in hidden else []:
            if any((cell, c) not in place for c in parts):
                continue
            wanted = np.zeros(len(unknown))
            for c, sign in parts.items():
                wanted[place[(cell, c)]] = sign
            matrix = np.array(equations) if equations else np.zeros((1, len(unknown)))
            assert np.linalg.matrix_rank(np.vstack([matrix, wanted])) > np.linalg.matrix_rank(matrix), (row, parts)
    if equations:  # the suppressed rows together are no small count either, nor is what is left of them
        for parts in [*SINGLE, *LEFT]:
            sums = [
                sum(n for k, row in enumerate(rows) if f"g{k}" in hidden and (n := dict(zip(COUNTED, row, strict=True))[c]) is not None)
                for c in parts
            ]
            together = abs(sum(sign * total for sign, total in zip(parts.values(), sums, strict=True)))
            assert not 1 <= together < SMALLEST, (parts, together)


@settings(max_examples=60, deadline=None)
@given(st.lists(graduates(), min_size=1, max_size=6))
def test_what_is_shown_of_graduates_is_what_was_filed(rows: list[Graduates]) -> None:
    told = public_graduates(rows)
    for n, row in enumerate(rows):
        for count, value in zip(COUNTED, row, strict=True):
            people, status = told[f"g{n}"][count]
            assert people == (value if status == "shown" else None)
            assert (status == "missing") == (value is None)
    for place, count in enumerate(COUNTED):
        people, status = told["total"][count]
        known = [row[place] for row in rows if row[place] is not None]
        assert status == "missing" if not known else people == (sum(known) if status == "shown" else None)


def test_two_graduates_without_a_place_take_their_row_and_one_more_along() -> None:
    told = public_graduates([(40, 38, 10, 28, 0), (60, 50, 20, 30, 0), (80, 70, 30, 40, 5)])
    statuses = [{status for _, status in told[f"g{n}"].values()} for n in range(3)]
    assert statuses[0] == {"suppressed"} and sorted(map(str, statuses[1:])) == ["{'shown'}", "{'suppressed'}"]
    assert told["total"]["graduates"] == (180, "shown")


def test_a_row_of_the_whole_school_does_not_tell_what_its_majors_hide() -> None:
    told = public_graduates([(3, 3, 0, 3, 0), (60, 50, 20, 30, 10)], whole_school=(63, 53, 20, 33, 10))
    assert "whole" not in told and told["g0"]["graduates"] == (None, "suppressed") == told["g1"]["graduates"]


def test_printed_graduates_stay_as_they_were_printed() -> None:
    told = public_graduates([(3, 1, 0, 1, None)], kind="published")
    assert [told["g0"][c] for c in COUNTED] == [(3, "shown"), (1, "shown"), (0, "shown"), (1, "shown"), (None, "missing")]


def test_the_rule_is_one_row_a_kind_of_batch_and_measure() -> None:
    with (ROOT / "seeds" / "reference" / "disclosure_rule.csv").open(encoding="utf-8", newline="") as file:
        rule = {(row["batch_kind"], row["measure"]): int(row["smallest_shown"]) for row in csv.DictReader(file)}
    kinds, measures = ("filing", "published", "reference"), ("students", "intake", "graduates")
    assert rule == {(kind, measure): SMALLEST if kind == "filing" else 0 for kind in kinds for measure in measures}


def test_the_command_writes_what_may_be_handed_out(release_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    assert run_cli(release_home, "public", str(folder), "--language", "en").returncode == 0
    with (folder / "enrolment.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # The bundled data is printed, so nothing of it is suppressed: the students of five schools, each with its total.
    assert {row["disclosure_status"] for row in rows} == {"shown", "missing"}
    assert sum(int(row["people"] or 0) for row in rows if row["is_total"] == "true") == 8015
    with (folder / "graduates.csv").open(encoding="utf-8-sig", newline="") as file:
        graduates = list(csv.DictReader(file))
    assert {row["disclosure_status"] for row in graduates} == {"shown", "missing"}
    assert (
        sum(int(row["people"] or 0) for row in graduates if row["is_total"] == "true" and row["measure"] == "graduates")
        == 542 + 337 + 468 + 896 + 822
    )
    again = run_cli(release_home, "public", str(folder))
    assert again.returncode == 2 and "is there already" in again.stderr

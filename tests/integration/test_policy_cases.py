"""The worked cases of the policy rules (tests/cases), every letter of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from policy_cases import SCHOOL, Case, read_cases, run_case

from warehouse.policy.whatif import Verdict, WhatIf
from warehouse.release import pointer
from warehouse.settings import Home

RANK = ["BLOCK", "WARN", "NOT_EVALUABLE", "INFO", "PASS", "NOT_APPLICABLE"]
CASES = read_cases()

LETTERS = {
    "EC01": "", "EC02": "", "EC03": "abc", "EC05": "", "EC06": "abc", "EC07": "", "EC08": "ab", "EC09": "b", "EC10": "ab", "EC11": "", "EC12": "",
    "EC13": "abc", "EC14": "abcde", "EC15": "abc", "EC17": "", "EC19": "a", "EC21": "abcd", "EC24": "ab", "EC25": "abch",
}  # fmt: skip
"""The worked cases and their lettered variants that are tested here; EC23 and EC25 d to g are tested with the early warning and the targets."""

ELSEWHERE = {"EC08b": "test_grain_conflict_of_putuo_is_a_finding_of_reconciliation", "EC25h": "test_through_train_points_are_not_counted_twice"}
"""Cases about the bundled data itself: functions of this file."""


@pytest.fixture(scope="session")
def database(release_home: Path) -> Path:
    return pointer.database(Home(release_home))


def verdicts_of(found: WhatIf, school: str = SCHOOL) -> list[Verdict]:
    return [v for v in (*found.state, *found.proposal) if v.subject_id == school]


def _fits(verdict: Verdict, expected: dict[str, Any]) -> bool:
    return (
        verdict.clause_id == expected["clause"]
        and verdict.act == expected["act"]
        and verdict.subject_id == expected.get("school", SCHOOL)
        and ("year" not in expected or verdict.period_year == expected["year"])
        and ("date" not in expected or verdict.object_key.startswith(str(expected["date"])))
        and (verdict.object_key.endswith(expected["object"]) if "object" in expected else verdict.object_key not in ("lines", "filed", "section"))
    )


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_worked_case(database: Path, case: Case) -> None:
    found = run_case(database, case)
    everything = [*found.state, *found.proposal]
    told = [(v.clause_id, v.act, v.subject_id, v.object_key, v.period_year, v.verdict, v.outcome, v.reason_en) for v in everything]
    for expected in case.content.get("then", []):
        fitting = [v for v in everything if _fits(v, expected)]
        assert [v.verdict for v in fitting] == [expected["verdict"]], (expected, told)
        for column in ("outcome", "grounds", "verdict_without_waiver", "verdict_if_in_force"):
            if column in expected:
                assert getattr(fitting[0], column) == expected[column], (expected, told)
        if "reason" in expected:
            assert fitting[0].reason_en == expected["reason"]
        for part in expected.get("says", []):
            assert part in fitting[0].reason_en, fitting[0].reason_en
        if "value" in expected:
            assert (fitting[0].value_low, fitting[0].value_high) == (expected["value"], expected["value"]), (expected, told)
    present = {v.clause_id for v in verdicts_of(found) if v.verdict != "NOT_APPLICABLE" and (v.act == "proposal" or not case.content.get("when"))}
    assert not present & set(case.content.get("absent", [])), told
    if "top" in case.content:
        assert min((v.verdict for v in found.proposal), key=RANK.index) == case.content["top"]
    for expected in case.content.get("items", []):
        roles = [(i.item_label, i.why) for i in found.evidence if i.measure_id == expected["measure"] and i.role == expected["role"]]
        assert len(roles) == expected["count"], roles
        if "why" in expected:
            assert {why for _, why in roles} == {expected["why"]}
    assert not case.content.get("then") or all(re.search(r"[一-鿿]", v.reason_zh) for v in everything)


@pytest.mark.parametrize("letter", sorted(f"{case}{letter}" for case, letters in LETTERS.items() for letter in ("", *letters)))
def test_every_letter_of_the_worked_cases_has_its_test(letter: str) -> None:
    tested = {c.name.split(" ")[0] for c in CASES}
    whole = letter[:4] in tested or any(name.startswith(letter) for name in tested)
    assert letter in tested or letter in ELSEWHERE or (len(letter) == 4 and whole)
    if letter in ELSEWHERE:
        assert callable(globals()[ELSEWHERE[letter]])


def test_no_case_of_the_document_is_forgotten() -> None:
    from conftest import ROOT

    path = ROOT.parent / "shared" / "policy" / "verdicts_and_cases.md"
    if not path.is_file():
        pytest.skip(f"the worked cases are not at {path}: list of cases not compared")
    text = path.read_text(encoding="utf-8").split("## Five fixtures")[0]
    for block in re.split(r"\n\*\*(?=EC\d\d)", text)[1:]:
        name = block[:4]
        letters = set(re.findall(r"\(([a-h])\)", block))
        if name != "EC23":
            assert letters - set("defg" if name == "EC25" else "") <= set(LETTERS[name]), name


def test_grain_conflict_of_putuo_is_a_finding_of_reconciliation(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select subject_id, stated, recomputed, difference_kind from reconciliation.fact_reconciliation where not agrees "
            "and stated in (7, 6, 1, 5, 4, 0, 12, 9, 3, 10) and difference_kind = 'scope'"
        ).fetchall()
        cap = connection.execute(
            "select distinct v.verdict from policy.fact_verdict v join marts.dim_school s on v.subject_id = s.school_id and s.is_current "
            "where s.school_name in ('上海市贸易学校', '上海商业会计学校') and v.clause_id like 'SHWP2024-12-_' and v.act = 'state' "
            "and v.clause_id <> 'SHWP2024-12-g'"
        ).fetchall()
    assert rows
    assert cap == [("NOT_APPLICABLE",)]


def test_through_train_points_are_not_counted_twice(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        printed = connection.execute(
            "select value, count(*), count(*) filter (repeats_figure_id is null) from marts.fact_reported_figure "
            "where value in (205, 71, 46, 65) and indicator_id like '%point%' group by 1 order by 1"
        ).fetchall()
        judged = connection.execute(
            "select clause_id, measure, verdict from policy.fact_verdict where clause_id like 'ANN2024-C-30-_' order by 1"
        ).fetchall()
    assert [(int(value), firsts) for value, _, firsts in printed] == [(46, 1), (65, 1), (71, 1), (205, 1)]
    assert all(times > 1 for _, times, _ in printed)
    assert [(c, int(m), v) for c, m, v in judged] == [
        ("ANN2024-C-30-a", 205, "PASS"), ("ANN2024-C-30-b", 71, "PASS"), ("ANN2024-C-30-c", 46, "PASS"), ("ANN2024-C-30-d", 65, "PASS"),
    ]  # fmt: skip


def test_the_difference_between_printed_and_distinct_majors_of_a_suspended_school_is_explained(database: Path) -> None:
    """EC09b: 上海信息技术学校 lists 18 secondary lines, one suspended; 17 are printed as offered, 16 names are distinct."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select role, why, count(*) from policy.fact_measure_item i join marts.dim_school s on i.subject_id = s.school_id and s.is_current "
            "where s.school_name = '上海信息技术学校' and measure_id = 'recruiting_major_count' group by all order by all"
        ).fetchall()
        lines = connection.execute(
            "select sum(printed_rows), sum(printed_rows) filter (status = 'recruiting'), count(distinct major_key) "
            "from marts.fact_programme join marts.dim_school using (school_key) where school_name = '上海信息技术学校' and education_level = 'secondary'"
        ).fetchone()
    assert lines == (18, 17, 16)
    assert rows == [("counted", "recruiting", 15), ("folded", "printed_twice", 2), ("not_counted", "suspended", 1)]

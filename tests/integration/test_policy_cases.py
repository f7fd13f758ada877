"""The worked cases of the policy rules (tests/cases), every letter of them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from policy_cases import SCHOOL, Case, read_cases, run_case

from warehouse.policy.whatif import Verdict, WhatIf

RANK = ["BLOCK", "WARN", "NOT_EVALUABLE", "INFO", "PASS", "NOT_APPLICABLE"]
CASES = read_cases()

LETTERS = {
    "EC01": "", "EC02": "", "EC03": "abc", "EC05": "", "EC06": "abc", "EC07": "", "EC08": "ab", "EC09": "b", "EC10": "ab", "EC11": "", "EC12": "",
    "EC13": "abc", "EC14": "abcde", "EC15": "abc", "EC17": "", "EC19": "a", "EC21": "abcd", "EC23": "abcdefg", "EC24": "ab", "EC25": "abcdefgh",
}  # fmt: skip
"""The worked cases and their lettered variants that are tested here."""

ELSEWHERE = {"EC08b": "test_grain_conflict_of_putuo_is_a_finding_of_reconciliation", "EC25h": "test_through_train_points_are_not_counted_twice"}
"""Cases about the bundled data itself: functions of this file."""


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
    shown: dict[str, list[dict[str, Any]]] = {}

    def inspect(shadow: duckdb.DuckDBPyConnection) -> None:
        for name, relation in (("targets", "policy.fact_target"), ("watch", "policy.rpt_watch_list")):
            shown[name] = shadow.execute(f"select * from warehouse.{relation}").df().to_dict("records") if name in case.content else []

    found = run_case(database, case, inspect)
    _compare(case.content.get("targets", []), shown["targets"], {"clause": "clause_id", "status": "target_status"})
    _compare(case.content.get("watch", []), shown["watch"], {"object": "major_name", "year": "period_year", "rank": "watch_rank"})
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
            assert {_plain(fitting[0].value_low), _plain(fitting[0].value_high)} == {_plain(expected["value"])}, (expected, told)
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


def _compare(expected: list[dict[str, Any]], rows: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Each expected row stands among the rows: its first entry finds it (and its year), the others must agree."""
    for want in expected:
        key = next(iter(want))
        found = [row for row in rows if row[names.get(key, key)] == want[key] and want.get("year") in (None, row["period_year"])]
        assert found, (want, rows)
        told = {column: found[0][names.get(column, column)] for column in want}
        assert {c: _plain(v) for c, v in told.items()} == {c: _plain(v) for c, v in want.items()}


def _plain(value: Any) -> Any:
    """Numbers as numbers, dates as text, what pandas marks as missing as None."""
    if value is None or value != value:
        return None
    return str(value)[:10] if hasattr(value, "isoformat") else float(value) if isinstance(value, (int, float, Decimal)) else value


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
        assert letters <= set(LETTERS[name]), name


def test_grain_conflict_of_putuo_is_a_finding_of_reconciliation(database: Path) -> None:
    """EC08b: table 1 gives a campus (7 / 6 / 1 and 5 / 4 / 0), the text the whole school (12 / 9 / 3 and 12 / 10 / 5)."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select subject_name, count(*), bool_and(verdict = 'WARN'), string_agg(reason_en, '; ' order by reason_en) from policy.fact_verdict "
            "where outcome = 'grain_conflict' and object_key like 'PT-%-PROSE-VS-TABLE' group by 1 order by 1"
        ).fetchall()
        cap = connection.execute(
            "select distinct verdict from policy.fact_verdict where subject_name in ('上海市贸易学校', '上海商业会计学校') and act = 'state' "
            "and clause_id in ('SHWP2024-12-a', 'SHWP2024-12-b', 'SHWP2024-12-c', 'SHWP2024-12-d')"
        ).fetchall()
    assert [(name, count, warned) for name, count, warned, _ in rows] == [("上海商业会计学校", 3, True), ("上海市贸易学校", 3, True)]
    for whole, campus in ((12, 5), (10, 4), (5, 0)):
        assert f"{whole} in the text (whole school), {campus} in table 1 (campus)" in rows[0][3]
    for whole, campus in ((12, 7), (9, 6), (3, 1)):
        assert f"{whole} in the text (whole school), {campus} in table 1 (campus)" in rows[1][3]
    assert cap == [("NOT_APPLICABLE",)]


def test_through_train_points_are_not_counted_twice(database: Path) -> None:
    """EC25h: 205 points stand in the secondary and in the college part; 410 would count them twice."""
    with duckdb.connect(str(database), read_only=True) as connection:
        printed = connection.execute(
            "select value, count(*), count(*) filter (repeats_figure_id is null) from marts.fact_reported_figure "
            "where value in (205, 71, 46, 65) and indicator_id = 'pathway_programme_count' group by 1 order by 1"
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
            "from marts.fact_programme join marts.dim_school using (school_key) "
            "where school_name = '上海信息技术学校' and education_level = 'secondary'"
        ).fetchone()
    assert lines == (18, 17, 16)
    assert rows == [("counted", "recruiting", 15), ("folded", "printed_twice", 2), ("not_counted", "suspended", 1)]

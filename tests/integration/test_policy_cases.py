"""The worked cases of the policy rules, and the properties that must hold for any proposal."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from policy_cases import SCHOOL, Case, read_cases, run_case, unrestricted_codes

from warehouse.policy.whatif import Verdict, WhatIf, resolve, whatif
from warehouse.release import pointer
from warehouse.settings import Home

RANK = ["BLOCK", "WARN", "NOT_EVALUABLE", "INFO", "PASS", "NOT_APPLICABLE"]
CASES = read_cases()


@pytest.fixture(scope="session")
def database(release_home: Path) -> Path:
    return pointer.database(Home(release_home))


def of_school(found: WhatIf) -> list[Verdict]:
    return [v for v in (*found.state, *found.proposal) if v.subject_id == SCHOOL]


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_worked_case(database: Path, case: Case) -> None:
    verdicts = of_school(run_case(database, case if case.content.get("when") else _with_idle_line(case)))
    for expected in case.content.get("then", []):
        found = [
            v
            for v in verdicts
            if v.clause_id == expected["clause"]
            and v.act == expected["act"]
            and ("year" not in expected or v.period_year == expected["year"])
            and ("date" not in expected or v.object_key == str(expected["date"]))
            and ("object" not in expected or v.object_key == expected["object"])
        ]
        assert [v.verdict for v in found] == [expected["verdict"]], (
            expected,
            [(v.clause_id, v.act, v.object_key, v.verdict, v.reason_en) for v in verdicts],
        )
        if "reason" in expected:
            assert found[0].reason_en == expected["reason"]
        if "value" in expected:
            assert (found[0].value_low, found[0].value_high) == (expected["value"], expected["value"])
        if "outcome" in expected:
            assert found[0].outcome == expected["outcome"]
    present = {v.clause_id for v in verdicts if v.verdict != "NOT_APPLICABLE"}
    assert not present & set(case.content.get("absent", []))
    if "top" in case.content:
        assert min((v.verdict for v in verdicts if v.act == "proposal"), key=RANK.index) == case.content["top"]


def _with_idle_line(case: Case) -> Case:
    """A state case asks about a school: a line that changes nothing names it."""
    idle = {"action": "change_intake", "major": "510203"}
    return Case(case.name, {**case.content, "when": [idle], "absent": case.content.get("absent", [])})


def test_the_39_printed_catalogue_and_direction_forms_of_the_restricted_majors_all_hit(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute("select restricted_as_printed, major_name from marts.dim_major where is_restricted_new order by 1").fetchall()
    forms = [form for printed, name in names for form in (printed, name, f"{name}（数字方向）")]
    assert len(forms) == 39
    when = [{"action": "add", "major": form} for form in forms]
    found = of_school(run_case(database, Case("39", {"given": {"majors": 10}, "when": when})))
    hits = [v for v in found if v.clause_id == "SHWP2024-12-d" and v.verdict == "BLOCK"]
    assert len(hits) == 39


LOOKALIKES = [
    "数字媒体艺术设计", "环境艺术设计", "室内艺术设计", "跨境电子商务", "商务英语", "大数据与财务管理", "大数据与审计", "新能源汽车检测与维修技术",
    "早期教育", "智能机电技术",
]  # fmt: skip


def test_ten_look_alikes_never_hit(database: Path) -> None:
    when = [{"action": "add", "major": name} for name in LOOKALIKES]
    found = of_school(run_case(database, Case("look-alikes", {"given": {"majors": 10}, "when": when})))
    assert [v.verdict for v in found if v.clause_id == "SHWP2024-12-d"] == ["INFO"] * 10


@pytest.mark.parametrize("majors", [33, 34, 35, 36, 37])
def test_adding_a_major_never_improves_the_cap_verdict(database: Path, majors: int) -> None:
    before = next(
        v for v in of_school(run_case(database, _with_idle_line(Case("p1", {"given": {"majors": majors}})))) if v.clause_id == "SHWP2024-12-a"
    )
    when = [{"action": "add", "major": "#new1"}]
    after = next(
        v
        for v in of_school(run_case(database, Case("p1", {"given": {"majors": majors}, "when": when})))
        if v.clause_id == "SHWP2024-12-a" and v.act == "proposal"
    )
    assert RANK.index(after.verdict) <= RANK.index(before.verdict)
    assert after.value_low == before.value_low + 1


def test_a_withdrawal_never_raises_a_count_and_a_suspension_never_changes_the_filed_one(database: Path) -> None:
    def value(when: list[dict[str, str]], clause: str) -> int:
        found = of_school(run_case(database, Case("p2", {"given": {"majors": 36}, "when": when})))
        return int(next(v.value_low for v in found if v.clause_id == clause and v.act == "proposal"))

    assert value([{"action": "withdraw", "major": "#1"}], "SHWP2024-12-a") == 35
    assert value([{"action": "suspend", "major": "#1"}], "SHWP2024-12-a") == 35


def test_the_order_of_lines_with_the_same_dates_does_not_matter(database: Path) -> None:
    when = [
        {"action": "add", "major": "#new1"},
        {"action": "withdraw", "major": "#2"},
        {"action": "add", "major": "#new2"},
        {"action": "suspend", "major": "#3"},
    ]

    def outcome(lines: list[dict[str, str]]) -> list[tuple[object, ...]]:
        found = of_school(run_case(database, Case("p5", {"given": {"majors": 36}, "when": lines})))
        return sorted((v.clause_id, v.act, v.verdict, str(v.value_low), v.object_key.split(" ")[-1]) for v in found)

    assert outcome(when) == outcome(when[::-1])


def test_add_then_withdraw_of_the_same_new_major_is_no_change_afterwards(database: Path) -> None:
    when = [{"action": "add", "major": "#new1", "effective": "2024-07-01"}, {"action": "withdraw", "major": "#new1", "effective": "2024-09-01"}]
    found = of_school(run_case(database, Case("p7", {"given": {"majors": 35}, "when": when})))
    later = next(v for v in found if v.clause_id == "SHWP2024-12-a" and v.object_key == "2024-09-01")
    assert (later.verdict, later.value_low) == ("PASS", 35)


def test_a_scenario_leaves_the_state_and_other_schools_as_in_the_release(database: Path) -> None:
    rows = [
        {"school": "上海城建职业学院", "action": "add", "major": "大数据与会计", "level": "", "pathway": "", "planned_intake": "",
         "decision_date": "2024-06-01", "effective_date": "2024-09-01"}
    ]  # fmt: skip
    found = whatif(database, resolve(database, rows))
    with duckdb.connect(str(database), read_only=True) as connection:
        released = connection.execute(
            "select clause_id, verdict from policy.fact_verdict where act = 'state' and subject_name = '上海城建职业学院' order by 1"
        ).fetchall()
    assert sorted((v.clause_id, v.verdict) for v in found.state) == released
    assert {v.subject_name for v in found.proposal} == {"上海城建职业学院"}


def test_running_twice_gives_the_same(database: Path) -> None:
    case = next(c for c in CASES if c.name.startswith("EC03c"))
    assert run_case(database, case) == run_case(database, case)


def test_the_release_file_is_untouched_by_a_scenario(database: Path) -> None:
    before = database.stat().st_mtime_ns, database.stat().st_size
    run_case(database, CASES[0] if CASES[0].content.get("when") else _with_idle_line(CASES[0]))
    assert (database.stat().st_mtime_ns, database.stat().st_size) == before
    assert len(unrestricted_codes(database)) > 700


def test_the_verdict_matrix_is_total() -> None:
    from conftest import ROOT

    rows = (ROOT / "seeds/reference/verdict_matrix.csv").read_text(encoding="utf-8").splitlines()[1:]
    keys = [tuple(row.split(",")[:3]) for row in rows]
    assert len(keys) == len(set(keys))
    state = {o for o, act, _ in keys if act == "state"}
    assert {"met", "not_met", "unknown", "out_of_scope"} <= state
    for outcome in {o for o, _, _ in keys}:
        for act in {a for o, a, _ in keys if o == outcome}:
            assert {s for o, a, s in keys if (o, a) == (outcome, act)} == {"info", "warn", "block"}

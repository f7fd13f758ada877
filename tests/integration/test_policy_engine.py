"""What the engine promises besides single cases: lists, look-alikes, rounds of proposals, filed proposals, and that its tests would notice a slip."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from policy_cases import SCHOOL, Case, read_cases, run_case

from warehouse.policy.whatif import Verdict, WhatIf, evaluate, resolve, whatif

COLLEGE = "上海城建职业学院"


def row(school: str, major: str, action: str = "add") -> dict[str, str]:
    return {"school": school, "action": action, "major": major, "decision_date": "2024-06-01", "effective_date": "2024-09-01"}


def restricted(found: WhatIf) -> list[Verdict]:
    return [v for v in found.proposal if v.clause_id == "SHWP2024-12-d"]


def test_the_39_printed_catalogue_and_direction_forms_of_the_restricted_majors_all_hit(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute("select restricted_as_printed, major_name from marts.dim_major where is_restricted_new order by 1").fetchall()
    forms = [form for printed, name in names for form in (printed, f" {name}", f"{name}（数字方向）")]
    when = [{"action": "add", "major": form} for form in forms]
    found = restricted(run_case(database, Case("39", {"given": {"majors": 10}, "when": when})))
    assert len([v for v in found if v.verdict == "BLOCK"]) == 39


LOOKALIKES = [
    "数字媒体艺术设计", "环境艺术设计", "室内艺术设计", "跨境电子商务", "商务英语", "大数据与财务管理", "大数据与审计", "新能源汽车检测与维修技术",
    "早期教育", "智能机电技术",
]  # fmt: skip


def test_ten_look_alikes_never_hit(database: Path) -> None:
    when = [{"action": "add", "major": name} for name in LOOKALIKES]
    found = restricted(run_case(database, Case("look-alikes", {"given": {"majors": 10}, "when": when})))
    assert [v.verdict for v in found] == ["INFO"] * 10


def test_a_round_of_all_colleges_is_judged_at_once_and_each_as_if_alone(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        colleges = connection.execute(
            "select school_name from marts.dim_school where is_current "
            "and school_level in ('higher_vocational', 'vocational_undergraduate') order by 1"
        ).fetchall()
    rows = [row(name, "护理") for (name,) in colleges]
    found = evaluate(database, rows)
    assert len(rows) == 27
    assert {v.subject_name for v in restricted(found)} == {name for (name,) in colleges}
    alone = evaluate(database, [row(COLLEGE, "护理")])
    assert alone.proposal == [v for v in found.proposal if v.subject_name == COLLEGE]
    assert all(change.before is not None for change in found.changes if change.after.clause_id == "SHWP2024-12-a")


def test_a_proposal_shows_the_present_verdict_beside_its_own(database: Path) -> None:
    case = Case("before and after", {"given": {"majors": 35}, "when": [{"action": "add", "major": "#new1"}]})
    change = next(c for c in run_case(database, case).changes if c.after.clause_id == "SHWP2024-12-a")
    assert change.before is not None
    assert (change.before.verdict, change.before.margin, change.after.verdict, change.after.margin, change.effect) == (
        "PASS",
        0,
        "BLOCK",
        -1,
        "worse",
    )


def test_a_scenario_leaves_the_state_as_in_the_release_and_the_file_untouched(database: Path) -> None:
    before = database.stat().st_mtime_ns, database.stat().st_size
    found = evaluate(database, [row(COLLEGE, "大数据与会计")])
    with duckdb.connect(str(database), read_only=True) as connection:
        released = connection.execute(
            "select clause_id, object_key, verdict from policy.fact_verdict where act = 'state' and subject_name = ? order by all", [COLLEGE]
        ).fetchall()
    assert sorted((v.clause_id, v.object_key, v.verdict) for v in found.state) == released
    assert {v.subject_name for v in found.proposal} == {COLLEGE}
    assert (database.stat().st_mtime_ns, database.stat().st_size) == before


def test_filed_proposals_in_the_build_give_the_same_verdicts_as_what_if(database: Path, tmp_path: Path) -> None:
    """P15: the release's SQL over a filed proposal, set-based with others, against a what-if of the same lines."""
    filed = tmp_path / "warehouse.duckdb"
    shutil.copy(database, filed)
    filed.chmod(0o644)
    first = resolve(database, [row(COLLEGE, "护理"), row("上海电子信息职业技术学院", "#", "add") | {"major": "集成电路技术"}], "P-1")
    second = [replace(line, scenario_id="P-2") for line in resolve(database, [row("上海出版印刷高等专科学校", "电子商务")])]
    with duckdb.connect(str(filed)) as connection:
        slots = ", ".join("?" * 15)
        for line in (*first, *second):
            connection.execute(f"insert into reference.proposal_line values ({slots})", list(vars(line).values()))
        connection.execute("create schema intermediate")
        models = connection.execute(
            "select node_name, node_schema, sql_text from meta.compiled_model "
            "where depends_on_seam or node_schema = 'intermediate' order by run_order"
        ).fetchall()
        for name, schema, text in models:
            connection.execute(f'create or replace table "{schema}"."{name}" as {text}')
        nightly = connection.execute(
            "select clause_id, subject_id, object_key, verdict, reason_zh, reason_en from policy.fact_verdict where proposal_id = 'P-1' order by all"
        ).fetchall()
        scenarios = connection.execute("select distinct proposal_id from policy.fact_verdict order by 1 nulls last").fetchall()
    tried = whatif(database, first).proposal
    assert sorted((v.clause_id, v.subject_id, v.object_key, v.verdict, v.reason_zh, v.reason_en) for v in tried) == nightly
    assert scenarios == [("P-1",), ("P-2",), (None,)]


SLIPS = {
    "the limit is no longer part of what it allows": (
        "int_verdict__settled", "value_high <= threshold", "value_high < threshold", "EC01 exactly"
    ),
    "lines are counted instead of majors": (
        "int_policy__offering", "group by school_id, education_level, major_code, academic_year",
        "group by school_id, education_level, major_code, academic_year, programme_id", "EC08a"
    ),
    "the level is dropped from a join": (
        "int_policy__level_count", "and level_scope.education_level = known.education_level", "", "EC01 exactly"
    ),
    "the phases are swapped": (
        "int_policy__offering", "in ('withdraw', 'suspend') then 1 else 2 end", "in ('withdraw', 'suspend') then 2 else 1 end", "EC03a"
    ),
    "a waiver has no limit": ("int_verdict__waived", "and outcome.value_high <= waiver.allowed_value", "", "EC03b a waiver for 36"),
    "an ended clause is not carried": (
        "int_verdict__in_force", "moment.rule_date > version.valid_to and target.deadline is null", "false", "EC19 2024"
    ),
}  # fmt: skip
"""A slip in the SQL, and the case that must notice it."""


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_sql_breaks_its_case(database: Path, tmp_path: Path, slip: str) -> None:
    from test_policy_cases import test_worked_case

    model, text, wrong, name = SLIPS[slip]
    case = next(c for c in read_cases() if c.name.startswith(name))
    broken = tmp_path / "warehouse.duckdb"
    shutil.copy(database, broken)
    broken.chmod(0o644)
    with duckdb.connect(str(broken)) as connection:
        found = connection.execute("select sql_text from meta.compiled_model where node_name = ?", [model]).fetchone()
        assert found is not None
        assert text in found[0]
        connection.execute("update meta.compiled_model set sql_text = ? where node_name = ?", [found[0].replace(text, wrong), model])
    with pytest.raises(AssertionError):
        test_worked_case(broken, case)


def test_all_six_verdicts_occur_on_a_hand_made_panel(database: Path) -> None:
    case = Case("panel", {
        "given": {
            "majors": 36,
            "schools": {"S9002": {"majors": 20}, "S9003": {"school_level": "secondary", "programmes": [{"major": "710201"}]}},
        },
        "when": [{"action": "add", "major": "#new1"}, {"action": "add", "major": "量子咖啡学", "effective": "2024-10-01"}],
    })  # fmt: skip
    found = run_case(database, case)
    assert {v.verdict for v in (*found.state, *found.proposal)} == {"PASS", "INFO", "WARN", "BLOCK", "NOT_APPLICABLE", "NOT_EVALUABLE"}
    assert {v.subject_id for v in found.state} >= {SCHOOL, "S9002", "S9003"}


def test_every_clause_has_a_verdict_and_every_reason_is_filled_in_both_languages(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        missing = connection.execute(
            "select clause_id from policy.dim_clause where clause_id not in (select clause_id from policy.fact_verdict where proposal_id is null)"
        ).fetchall()
        unfilled = connection.execute(
            "select clause_id, reason_zh, reason_en from policy.fact_verdict where reason_zh like '%{%' or reason_en like '%{%' "
            "or trim(reason_zh) = '' or trim(reason_en) = ''"
        ).fetchall()
    assert not missing
    assert not unfilled

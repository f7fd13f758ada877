"""The worklist and what-if as a planner runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from conftest import run_cli

from warehouse.policy.whatif import resolve, whatif
from warehouse.release import pointer
from warehouse.settings import Home


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_worklist_is_sorted_by_severity_and_says_why(release_home: Path) -> None:
    found = rows(run_cli(release_home, "check", "--format", "csv").stdout)
    order = ["BLOCK", "WARN", "NOT_EVALUABLE", "INFO", "PASS", "NOT_APPLICABLE"]
    assert [order.index(r["verdict"]) for r in found] == sorted(order.index(r["verdict"]) for r in found)
    assert all(r["reason_zh"] and r["reason_en"] for r in found)
    assert len({r["clause_id"] for r in found if not r["clause_id"].startswith("STD-") and not r["clause_id"].endswith("-any")}) == 259


def test_filters_narrow_the_worklist(release_home: Path) -> None:
    found = rows(run_cli(release_home, "check", "--school", "上海市曹杨职业技术学校", "--clause", "ANN2024-C-01", "--format", "csv").stdout)
    assert [(r["verdict"], r["district"], r["reason_en"]) for r in found] == [
        ("PASS", "普陀区", "10.88 students per full-time teacher, limit 20 (SHQAR2024 secondary 1.4)")
    ]
    district = json.loads(run_cli(release_home, "check", "--district", "普陀区", "--format", "json").stdout)["rows"]
    assert {r["district"] for r in district} == {"普陀区"}


def test_printed_numbers_meet_their_targets_or_say_by_how_much_not(release_home: Path) -> None:
    found = {(r["clause_id"], r["subject_name"]): r for r in rows(run_cli(release_home, "check", "--format", "csv").stdout)}
    assert found[("SHWP2024-20-a", "上海")]["verdict"] == "PASS"
    assert found[("ANN2024-C-04", "上海中职")]["reason_en"].startswith("97.35 percent")
    pool = found[("ANN2024-C-18", "上海")]
    assert (pool["verdict"], float(pool["value_low"]), float(pool["threshold"])) == ("INFO", 179.0, 200.0)


def test_the_workbook_says_release_filter_and_columns_and_runs_no_formula(release_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "worklist.xlsx"
    done = run_cli(release_home, "check", "--district", "普陀区", "--verdict", "pass", "--format", "xlsx", "--to", str(target), "--language", "en")
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(target)
    data = list(book.worksheets[0].iter_rows(values_only=True))
    shown = rows(run_cli(release_home, "check", "--district", "普陀区", "--verdict", "pass", "--format", "csv").stdout)
    assert [r[1] for r in data[1:]] == [r["clause_id"] for r in shown]
    assert len(shown) > 0
    words = "\n".join(str(cell) for sheet in book.worksheets[1:] for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    assert "--district 普陀区" in words and "--verdict PASS" in words
    assert pointer.current(Home(release_home)).release_id in words
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("arguments", [("--format", "xlsx"), ("--to", "x.xlsx"), ("--format", "xlsx", "--to", "x.csv"), ("--language", "fr")])
def test_a_workbook_that_cannot_be_written_is_one_line(release_home: Path, arguments: tuple[str, ...]) -> None:
    done = run_cli(release_home, "check", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("asked", "code"), [("block", 0), ("not_evaluable", 1)])
def test_the_exit_code_follows_the_asked_severity(release_home: Path, asked: str, code: int) -> None:
    assert run_cli(release_home, "check", "--fail-on", asked, "--format", "csv").returncode == code


@pytest.mark.parametrize("arguments", [("--school", "无此学校"), ("--clause", "X-1"), ("--verdict", "maybe"), ("--fail-on", "sometimes")])
def test_an_unknown_filter_is_one_line(release_home: Path, arguments: tuple[str, str]) -> None:
    done = run_cli(release_home, "check", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_what_if_shows_what_a_proposal_causes(release_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "proposals.csv"
    file.write_text("school,action,major,decision_date,effective_date\n上海城建职业学院,add,大数据与会计,2024-06-01,2024-09-01\n", encoding="utf-8")
    found = rows(run_cli(release_home, "whatif", str(file), "--format", "csv").stdout)
    proposal = {r["clause_id"]: r for r in found if r["act"] == "proposal"}
    assert set(proposal) == {"SHWP2024-12-a", "SHWP2024-12-c", "SHWP2024-12-d"}
    assert {r["verdict"] for r in proposal.values()} == {"NOT_EVALUABLE"}
    assert proposal["SHWP2024-12-c"]["reason_en"] == "the number of filed majors of this college is unknown; file the whole list (SHWP2024 item 12)"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("school,action\nx,add\n", "column 'major' is missing"),
        ("school,action,major,decision_date,effective_date,x\n", "unknown column 'x'"),
        ("school,action,major,decision_date,effective_date\n", "holds no proposals"),
        ("school,action,major,decision_date,effective_date\n上海城建学院,add,护理,2024-06-01,2024-09-01\n", "did you mean 上海城建职业学院?"),
        ("school,action,major,decision_date,effective_date\n上海城建职业学院,delete,护理,2024-06-01,2024-09-01\n", "is not one of add, withdraw"),
        ("school,action,major,decision_date,effective_date\n上海城建职业学院,add,护理,June,2024-09-01\n", "'June' is not a date"),
        ("school,action,major,decision_date,effective_date\n上海城建职业学院,add,,2024-06-01,2024-09-01\n", "column major: is empty"),
    ],
)
def test_a_bad_proposal_file_is_one_line(release_home: Path, tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "proposals.csv"
    file.write_text(content, encoding="utf-8")
    done = run_cli(release_home, "whatif", str(file))
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_judging_the_schools_asked_for_alone_changes_no_answer(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = pointer.database(Home(release_home))
    common = {"action": "add", "decision_date": "2024-12-15", "effective_date": "2025-09-01"}
    lines = resolve(
        database,
        [
            {"school": "上海城建职业学院", "major": "护理", **common},
            {"school": "上海信息技术学校", "major": "护理", "level": "secondary", **common},
        ],
    )
    narrow = whatif(database, lines, subjects=["S0025"])
    monkeypatch.setattr("warehouse.policy.whatif._schools_asked", lambda *_: None)
    assert whatif(database, lines, subjects=["S0025"]) == narrow
    assert {verdict.subject_id for verdict in narrow.state} >= {"S0025", "S0001"} and narrow.proposal


def test_a_round_that_pairs_schools_is_judged_alike_among_the_schools_asked_and_among_all(
    release_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A through-train point speaks of two schools, an intake of the whole city's criteria: still nobody else's rows are needed."""
    database = pointer.database(Home(release_home))
    dates = {"decision_date": "2024-12-15", "effective_date": "2025-09-01"}
    lines = resolve(
        database,
        [
            {
                "school": "上海信息技术学校",
                "action": "add",
                "major": "大数据与会计",
                "pathway": "secondary_to_diploma",
                "partner": "上海城建职业学院",
                **dates,
            },
            {"school": "上海城建职业学院", "action": "change_intake", "major": "护理", "planned_intake": "400", **dates},
            {"school": "上海城建职业学院", "action": "withdraw", "major": "建筑工程技术", **dates},
            {"school": "上海出版印刷高等专科学校", "action": "add", "major": "大数据与会计", **dates},
        ],
    )
    narrow = whatif(database, lines)
    monkeypatch.setattr("warehouse.policy.whatif._schools_asked", lambda *_: None)
    assert whatif(database, lines) == narrow
    assert narrow.proposal

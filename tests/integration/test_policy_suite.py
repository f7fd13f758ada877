"""Great Expectations, on clause and parameter rows alone, finds the same breaches as the engine: two evaluators, one answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT
from policy_cases import Case, run_case

from warehouse.release import pointer
from warehouse.release.policy_suite import policy_suite
from warehouse.settings import Home

BREACHES = ("not_met", "not_caused", "on_track", "missed", "exceeded", "overshot", "depends_on_reading")
"""Outcomes of a comparison that failed, whatever the verdict made of it."""

TABLES = (
    "policy.fact_measure", "policy.fact_verdict", "policy.dim_clause", "reference.policy_rule", "reference.policy_rule_parameter",
    "reference.policy_parameter", "reference.evaluation", "reference.measure_reading",
)  # fmt: skip

PLANTED = Case(
    "planted",
    {
        "given": {
            "majors": 36,
            "years": [2023, 2024],
            "colleges": {"points_per_college": 2, "intake": 120},
            "intake_of_majors": 100,
            "points": [
                {"major": "数控技术", "year": 2023, "intake": 100},
                {"major": "数控技术", "intake": 400, "graduates": 60, "placement_rate": 82},
                {"major": "旅游管理", "year": 2023, "intake": 100, "graduates": 9, "placed": 6},
            ],
            "signals": [
                {"kind": "demand_ratio", "major": "数控技术", "year": 2024, "report": 1, "value": 0.8},
                {"kind": "demand_ratio", "major": "数控技术", "year": 2024, "report": 2, "value": 0.7},
            ],
            "quantities": {"SHQAR2024-H1-0026": 79, "SHQAR2024-S1-0122": 90, "SHQAR2024-H4-0038": 14},
            "schools": {"S9002": {"school_level": "secondary"}, "S9003": {"majors": 38, "years": [2023, 2024]}},
        },
        "when": [
            {"action": "add", "major": "#new1"},
            {"action": "add", "major": "大数据与会计"},
            {"action": "withdraw", "major": "#2", "school": "S9003"},
        ],
    },
)


@pytest.fixture(scope="module")
def planted(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables that the suite reads, from a world with breaches of many kinds."""
    target = tmp_path_factory.mktemp("planted") / "warehouse.duckdb"

    def keep(shadow: duckdb.DuckDBPyConnection) -> None:
        shadow.execute(f"attach '{target}' as planted")
        for table in TABLES:
            shadow.execute(f"create schema if not exists planted.{table.split('.')[0]}")
            shadow.execute(f"create table planted.{table} as from warehouse.{table}")
        shadow.execute("detach planted")

    run_case(pointer.database(Home(release_home)), PLANTED, keep)
    return target


def by_suite(database: Path) -> set[tuple[str, ...]]:
    """The library runs in a process of its own, as in the audit."""
    code = "import json, sys; from pathlib import Path; from warehouse.release.policy_suite import unexpected_rows; "
    code += "print(); print(json.dumps(unexpected_rows(Path(sys.argv[1]))))"
    done = subprocess.run([sys.executable, "-c", code, str(database)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {tuple(row.values()) for row in json.loads(done.stdout.splitlines()[-1])}


def by_engine(database: Path) -> set[tuple[str, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select clause_id, act, coalesce(proposal_id, 'actual'), subject_type, subject_id, object_key, period_year, cast(rule_date as varchar) "
            "from policy.fact_verdict where outcome in (select unnest(?))",
            [list(BREACHES)],
        ).fetchall()
    return {tuple(str(cell) for cell in row) for row in rows}


def test_on_the_release_the_unexpected_rows_are_the_breaches_of_the_engine(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    expected = by_engine(database)
    assert expected
    assert by_suite(database) == expected


def test_on_planted_breaches_the_unexpected_rows_are_the_breaches_of_the_engine(planted: Path) -> None:
    expected = by_engine(planted)
    clauses = {row[0] for row in expected}
    assert {
        "SHWP2024-12-a", "SHWP2024-12-b", "SHWP2024-12-c", "SHWP2024-12-d", "SHWP2024-13-c", "SHWP2024-13-d", "SHWP2024-13-f", "SHWP2024-13-g",
        "SHWP2024-13-any", "SHDH2022-1.3-d", "ANN2024-C-04", "SHWP2024-22-a",
    } <= clauses  # fmt: skip
    assert by_suite(planted) == expected


def test_limits_are_the_numbers_of_the_seeds_and_no_number_stands_in_a_suite_file(release_home: Path) -> None:
    made = policy_suite(pointer.database(Home(release_home)))
    assert made.parameters["shwp2024_12_a_recruiting_major_count_state_20240101_max"] == 35.0
    assert made.parameters["shdh2022_1_3_d_quantity_state_20220101_max"] == 55.0
    assert made.parameters["shdh2022_1_3_d_quantity_state_20220101_min"] == 45.0
    assert all(check.severity in ("warning", "info") for check in made.checks), "a breach of policy never stops a release"
    assert all(isinstance(v, dict) for c in made.checks for k, v in c.arguments.items() if k in ("min_value", "max_value"))


def test_another_seed_row_gives_another_limit(planted: Path, tmp_path: Path) -> None:
    changed = tmp_path / "warehouse.duckdb"
    changed.write_bytes(planted.read_bytes())
    with duckdb.connect(str(changed)) as connection:
        connection.execute("update policy.dim_clause set threshold_value = '40' where clause_id = 'SHWP2024-12-a'")
        connection.execute("update reference.policy_parameter set value = 500 where parameter_id = 'i13_growth'")
    before, after = policy_suite(planted).parameters, policy_suite(changed).parameters
    assert {name for name in after if after[name] != before.get(name)} == {
        "shwp2024_12_a_recruiting_major_count_state_20240101_max", "shwp2024_12_a_recruiting_major_count_proposal_20240101_max",
        "shwp2024_13_d_criterion_growth_state_20240101_max",
    }  # fmt: skip

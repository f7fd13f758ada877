"""P15: proposals filed in the project and built with everything else give what a what-if of the same lines gives, by a real second build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, run_cli

from warehouse.policy.whatif import evaluate
from warehouse.release import pointer
from warehouse.settings import Home

ROUNDS = {
    "P-1": [
        "上海城建职业学院,add,护理,2024-06-01,2024-09-01,",
        "上海科创职业技术学院,add,大数据与会计,2024-06-01,2024-09-01,",
        "上海民航职业技术学院,suspend,工业产品质量检测技术,2024-06-01,2024-09-01,",
        "上海民航职业技术学院,change_intake,飞行器数字化制造技术,2024-06-01,2025-09-01,80",
    ],
    "P-2": ["上海出版印刷高等专科学校,add,电子商务,2024-06-01,2024-09-01,", "上海城建职业学院,add,量子咖啡学,2024-06-01,2025-09-01,"],
}
COLUMNS = "school,action,major,decision_date,effective_date,planned_intake"
LEFT_OUT = (".git", ".venv", "var", "tests", "node_modules", "target", "logs", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")


@pytest.mark.long
def test_filed_proposals_built_with_everything_else_give_the_verdicts_of_a_what_if(release_home: Path, tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copytree(release_home, home)
    database = pointer.database(Home(release_home))
    tried = []
    for scenario, lines in ROUNDS.items():
        file = tmp_path / f"{scenario}.csv"
        file.write_text("\n".join([COLUMNS, *lines]) + "\n", encoding="utf-8")
        resolved = run_cli(release_home, "whatif", str(file), "--lines", scenario, "--format", "csv")
        assert resolved.returncode == 0, resolved.stderr
        header, *rows = resolved.stdout.removeprefix("\ufeff").splitlines()
        seed = project / "seeds" / "reference" / "proposal_line.csv"
        assert header == seed.read_text(encoding="utf-8").splitlines()[0]
        with seed.open("a", encoding="utf-8", newline="") as opened:
            opened.write("\n".join(rows) + "\n")
        asked = [dict(zip(COLUMNS.split(","), line.split(","), strict=True)) for line in lines]
        tried += [
            (scenario, v.clause_id, v.subject_id, v.object_key, v.verdict, v.reason_zh, v.reason_en) for v in evaluate(database, asked).proposal
        ]
    environment = {**os.environ, "WAREHOUSE_HOME": str(home)}
    command = [sys.executable, "-m", "warehouse.cli", "build"]
    built = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    second = pointer.database(Home(home))
    assert second.parent.name != database.parent.name
    state = "select * from policy.fact_verdict where proposal_id is null order by verdict_key"
    with duckdb.connect(str(second), read_only=True) as after, duckdb.connect(str(database), read_only=True) as before:
        filed = after.execute(
            "select proposal_id, clause_id, subject_id, object_key, verdict, reason_zh, reason_en from policy.fact_verdict "
            "where proposal_id is not null"
        ).fetchall()
        assert after.execute(state).fetchall() == before.execute(state).fetchall()
    assert len(filed) > 20
    assert sorted(filed) == sorted(tried)

"""Killing the build at any moment leaves a complete, audited release readable, and the next build works."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, run_cli

from warehouse.release import pointer
from warehouse.settings import Home

POINTS = [
    ("snapshot", 0.0),
    ("dbt", 0.0),
    ("dbt", 3.0),
    ("dictionary", 0.0),
    ("audit", 0.5),
    ("audit", 4.0),
    ("publish", 0.0),
    ("publish", 0.02),
    ("publish", 0.05),
    ("publish", 0.1),
    ("publish", 0.3),
]
"""After which step's announcement, and how many seconds later, the process and its children are killed."""
FEW = [("dbt", 3.0), ("publish", 0.0)]
"""The points of the short form: each costs a build."""


def kill_build_at(home: Path, step: str, delay: float) -> int:
    """Start a real build, kill -9 its whole process group at the point, return its exit status (negative: killed)."""
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", "build", "--fresh"],
        env={**os.environ, "WAREHOUSE_HOME": str(home)},
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.strip() == f"… {step}":
            break
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    process.stderr.close()
    return status


def assert_a_complete_release_is_live(home: Path) -> str:
    current = pointer.current(Home(home))
    folder = home / "releases" / current.release_id
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    database = folder / "warehouse.duckdb"
    assert hashlib.sha256(database.read_bytes()).hexdigest() == manifest["database_sha256"]
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("select release_id from meta.release").fetchone() == (current.release_id,)
        assert connection.execute("select count(*) from marts.fact_recognition").fetchone() == (260,)
        assert connection.execute("select count(*) from meta.audit_result where severity = 'critical' and not success").fetchone() == (0,)
    return current.release_id


@pytest.mark.parametrize(
    "points",
    [pytest.param(FEW, id="few", marks=pytest.mark.short), pytest.param(POINTS, id="all", marks=[pytest.mark.long, pytest.mark.timeout(3600)])],
)
def test_a_build_killed_at_any_step_leaves_the_release_readable(
    release_home: Path, tmp_path: Path, points: list[tuple[str, float]], record_property: Callable[[str, object], None]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    killed = []
    for step, delay in points:
        status = kill_build_at(home, step, delay)
        if status == -signal.SIGKILL:
            killed.append(step)
        assert_a_complete_release_is_live(home)
    # Publishing takes a tenth of a second, so its later points may find the process gone; the earlier steps cannot be missed.
    assert [step for step in killed if step != "publish"] == [step for step, _ in points if step != "publish"]
    assert "publish" in killed, "no kill fell into publishing"
    before = pointer.current(Home(home)).release_id
    done = run_cli(home, "build", "--fresh")
    assert done.returncode == 0, done.stderr
    assert assert_a_complete_release_is_live(home) != before
    record_property("builds killed, each followed by a readable release", len(killed))


def test_a_load_killed_at_any_moment_stores_whole_files_only(tmp_path: Path) -> None:
    """Every batch that is there has all its rows; the next load completes the rest."""
    from sqlalchemy import text

    from warehouse.source.schema import MODELS
    from warehouse.source.store import open_store

    home = tmp_path / "home"
    for delay in (0.6, 0.9, 1.1, 1.3, 1.5, 1.8):
        process = subprocess.Popen(
            [sys.executable, "-m", "warehouse.cli", "load"], env={**os.environ, "WAREHOUSE_HOME": str(home)}, cwd=ROOT,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(delay)
        process.kill()
        process.wait()
    done = run_cli(home, "load")
    assert done.returncode == 0, done.stderr
    engine = open_store(Home(home).source_url)
    with engine.connect() as connection:
        for batch_id, table, rows in connection.execute(text("select batch_id, target_table, row_count from batch")).fetchall():
            if table == "document":
                continue
            assert table in MODELS
            stored = connection.execute(text(f"select count(*) from {table} where batch_id = :id"), {"id": batch_id}).scalar()
            assert stored == rows, (table, batch_id)
    engine.dispose()


@pytest.mark.parametrize("content", ["", "{", '{"release_id": "x"}', "[]"])
def test_a_damaged_pointer_is_one_clear_line(tmp_path: Path, content: str) -> None:
    home = tmp_path / "home"
    (home / "releases").mkdir(parents=True)
    (home / "releases" / "current.json").write_text(content, encoding="utf-8")
    done = run_cli(home, "where")
    assert done.returncode == 2
    assert "is damaged" in done.stderr and "warehouse rollback" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1

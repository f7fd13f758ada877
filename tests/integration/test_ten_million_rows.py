"""Ten million enrolment rows: what was planted is found exactly, and a restated district gives the release of a build from nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import run_cli

from warehouse.demo.home import restate_one_school
from warehouse.release import pointer
from warehouse.settings import Home

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]

ROWS = 10_000_000


def test_mergers_and_renames_are_found_exactly(ten_million_home: Path) -> None:
    home = Home(ten_million_home)
    planted = json.loads((home.root / "demo_answers.json").read_text(encoding="utf-8"))["planted"]
    with duckdb.connect(str(pointer.database(home)), read_only=True) as release:
        (rows,) = release.execute("select count(*) from marts.fact_enrolment").fetchone() or (0,)
        merged = release.execute(
            "select distinct school_id, successor_school_id from marts.dim_school "
            "where successor_school_id is not null and school_id like 'N%' order by 1"
        ).fetchall()
        renamed = release.execute(
            "select school_id, cast(max(year(valid_from)) as varchar) from marts.dim_school where school_id like 'N%' group by 1 "
            "having count(distinct school_name) > 1 order by 1"
        ).fetchall()
    assert abs(rows - ROWS) < ROWS / 10
    for kind, found in (("school_merged", merged), ("school_renamed", renamed)):
        assert found == sorted((row["subject"], row["detail"]) for row in planted[kind]["rows"]), kind
        assert len(found) == planted[kind]["count"] > 100


def test_a_restated_district_gives_the_release_of_a_build_from_nothing(ten_million_home: Path, tmp_path: Path) -> None:
    shutil.copytree(ten_million_home, tmp_path / "home")
    home = Home(tmp_path / "home")
    assert restate_one_school(home, tmp_path)[1] == "stored"
    before = pointer.current_manifest(home)
    told = run_cli(home.root, "build", timeout=3000)
    assert told.returncode == 0 and "take over" in told.stderr, told.stderr
    taken_over = pointer.current_manifest(home)
    assert run_cli(home.root, "build", "--fresh", timeout=3000).returncode == 0
    anew = pointer.current_manifest(home)
    assert before["release_id"] != taken_over["release_id"] != anew["release_id"]
    assert taken_over["tables"] == anew["tables"]
    assert taken_over["tables"]["marts.fact_enrolment"] != before["tables"]["marts.fact_enrolment"]

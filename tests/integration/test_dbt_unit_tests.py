"""The dbt unit tests of the tricky models, run on a real candidate."""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml
from conftest import ROOT

from warehouse.release.dbt import run_dbt
from warehouse.release.snapshot import write_snapshot
from warehouse.settings import Home
from warehouse.source.store import open_home_store


def test_dbt_unit_tests_pass(release_home: Path, tmp_path: Path) -> None:
    candidate = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(candidate)) as connection:
        write_snapshot(open_home_store(Home(release_home)), connection)
    tests = yaml.safe_load((ROOT / "models" / "unit_tests.yml").read_text(encoding="utf-8"))["unit_tests"]
    models = sorted({f"+{test['model']}" for test in tests})
    output = run_dbt(["build", "--exclude-resource-type", "test", "--select", *models], candidate, tmp_path / "target")
    for test in tests:
        assert f"PASS {test['model']}::{test['name']}" in output, output[-3000:]
    assert len(tests) >= 6

"""Spark builds the same marts as DuckDB, row by row. Needs the environment of `make spark`; skips with a reason without it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

from warehouse.release import pointer
from warehouse.settings import Home
from warehouse.source.store import open_home_store
from warehouse.spark import compare, export_inputs

PYTHON = ROOT / ".venv-spark" / "bin" / "python"


@pytest.fixture(autouse=True)
def spark_is_here() -> None:
    if not PYTHON.exists():
        pytest.skip("the Spark environment is not installed: run `make spark`")
    if shutil.which("java") is None:
        pytest.skip("no java on the path: Spark needs Java 17")


def spark_equals_duckdb(home: Home, folder: Path, is_synthetic: bool) -> None:
    export_inputs(open_home_store(home), home, folder / "inputs")
    done = subprocess.run(
        [str(PYTHON), "-m", "warehouse.spark", str(folder / "inputs"), str(folder / "work"), str(is_synthetic).lower()],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    tables, differences = compare(pointer.database(home), folder / "work" / "warehouse")
    assert tables >= 22
    assert differences == []


@pytest.mark.long
def test_spark_and_duckdb_agree_on_the_real_data(release_home: Path, tmp_path: Path) -> None:
    spark_equals_duckdb(Home(release_home), tmp_path, is_synthetic=False)


@pytest.mark.long
def test_spark_and_duckdb_agree_on_the_shanghai_panel(demo_home: Path, tmp_path: Path) -> None:
    spark_equals_duckdb(Home(demo_home), tmp_path, is_synthetic=True)

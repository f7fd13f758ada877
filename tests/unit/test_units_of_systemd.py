"""The units in deploy/ as systemd itself reads them. Nothing is started."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from warehouse.access.mode import mode
from warehouse.settings import Home

UNITS = sorted((ROOT / "deploy").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_systemd_finds_nothing_to_say_of_a_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian package systemd): units not read")
    told = unit.read_text(encoding="utf-8")
    here = tmp_path / unit.name
    here.write_text(told.replace("/srv/warehouse/.venv/bin/warehouse", str(Path(sys.executable).parent / "warehouse")), encoding="utf-8")
    read = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stdout + read.stderr) == (0, "")
    here.write_text(told.replace("TasksMax", "TaskMax"), encoding="utf-8")
    assert "TaskMax" in subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda one: one.name)
def test_what_a_unit_starts_exists_and_refuses_to_run_without_sign_in(unit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = dict(line.split("=", 1) for line in unit.read_text(encoding="utf-8").splitlines() if "=" in line and not line.startswith("#"))
    _, verb, *options = settings["ExecStart"].split()
    asked = subprocess.run([sys.executable, "-m", "warehouse.cli", verb, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert asked.returncode == 0 and all(option in asked.stdout for option in options if option.startswith("--"))
    for name, value in (one.split("=") for one in settings["Environment"].split()):
        monkeypatch.setenv(name, value)
    with pytest.raises(Exception, match=r"WAREHOUSE_ACCESS=oidc: .* has no \[auth\] section"):
        mode(Home(tmp_path))

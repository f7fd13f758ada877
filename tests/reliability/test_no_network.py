"""Nothing reaches out at run time: load, build, audit and a question work on a machine with no network but loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


def test_the_whole_way_works_without_any_network(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rn", "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("unshare -rn (a network name space without interfaces) is not allowed here: offline run not tried")
    commands = f"""
        {sys.executable} -c "import socket; socket.create_connection(('192.0.2.1', 80), 2)" 2>&1 | grep -q 'Network is unreachable' || exit 9
        {sys.executable} -m warehouse.cli up --no-serve && {sys.executable} -m warehouse.cli sql "select count(*) as n from marts.dim_major"
    """
    done = subprocess.run(
        [unshare, "-rn", "sh", "-c", commands],
        cwd=ROOT,
        env={**os.environ, "WAREHOUSE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1419" in done.stdout

"""Running dbt as a process of its own, so that its global state and memory end with it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

from warehouse.errors import BuildError, is_full
from warehouse.settings import PROJECT_ROOT

QUIET = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_VERSION_CHECK": "false"}
"""No telemetry and no look-up of newer versions."""


def run_dbt(arguments: list[str], candidate: Path, target: Path, scratch: Path | None = None) -> str:
    """Run one dbt command on the candidate. Returns its output; raises BuildError with the failing nodes, OSError on a full disk."""
    environment = {
        **os.environ,
        **QUIET,
        "WAREHOUSE_CANDIDATE": str(candidate),
        "WAREHOUSE_SCRATCH": str(scratch or target / "scratch"),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
    }
    command = [
        sys.executable,
        "-c",
        "from dbt.cli.main import cli; cli()",
        "--no-use-colors",
        "--no-populate-cache",
        *arguments,
        "--project-dir",
        str(PROJECT_ROOT),
        "--profiles-dir",
        str(PROJECT_ROOT),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    if done.returncode != 0:
        if is_full(output):  # dbt dies of its own log file then: its traceback says less than this
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        raise BuildError("\n".join([_failures(output), *_failing_rows(candidate, target)]))
    return output


def _failing_rows(candidate: Path, target: Path, shown: int = 5) -> list[str]:
    """The first rows that each failed data test returned, so that the reader need not open the candidate."""
    try:
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return []
    lines = []
    failed = [r for r in results if r.get("status") == "fail" and r.get("compiled_code")]
    with duckdb.connect(str(candidate), read_only=True) as connection:
        for result in failed:
            cursor = connection.execute(result["compiled_code"])
            columns = [c[0] for c in cursor.description or []]
            name = result["unique_id"].split(".")[2]
            for row in cursor.fetchmany(shown):
                lines.append(f"  {name}: " + ", ".join(f"{c}={v}" for c, v in zip(columns, row, strict=True)))
    return lines


def _failures(output: str) -> str:
    lines = [line.split("  ", 1)[-1].strip() for line in output.splitlines()]
    start = next((i for i, line in enumerate(lines) if line.startswith(("Completed with", "Encountered an error"))), 0)
    kept = [line for line in lines[start:] if line and not line.startswith(("compiled code", "See test failures"))]
    return "dbt stopped the build:\n" + "\n".join(kept[:40] or lines[-40:])

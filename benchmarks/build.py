"""How long `warehouse build` takes on the bundled data, where the time goes, and how much memory its processes hold together.

Run: make bench
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).resolve().parent.parent


def children_of(pid: int) -> list[int]:
    found = [pid]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += children_of(int(child))
    return found


def resident_mib(pid: int) -> float:
    """Resident memory of a process and its children, in MiB."""
    total = 0
    try:
        for process in children_of(pid):
            total += int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1])  # type: ignore[index]
    except (OSError, TypeError):
        pass
    return total / 1024


def one_run(home: Path) -> tuple[float, float, dict[str, float]]:
    """Wall seconds, peak MiB, seconds by step."""
    environment = {**os.environ, "WAREHOUSE_HOME": str(home)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", "up", "--no-serve", "--fresh"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, resident_mib(process.pid))
        time.sleep(0.05)
    wall = time.perf_counter() - started
    assert process.stderr is not None
    output = process.stderr.read()
    if process.returncode:
        raise SystemExit(output)
    published = next(line for line in output.splitlines() if line.startswith("published"))
    steps = {name: float(seconds) for name, seconds in re.findall(r"(\w+) ([\d.]+) s", published)}
    return wall, peak, steps


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        one_run(home)  # loads the data; the runs below find it unchanged
        runs = [one_run(home) for _ in range(RUNS)]
    steps = {name: statistics.median(run[2][name] for run in runs) for name in runs[0][2]}
    wall = statistics.median(run[0] for run in runs)
    steps["rest (start, migrate, load)"] = wall - sum(steps.values())
    packages = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations"))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}; median of {RUNS} runs, data unchanged\n")
    print("| part | seconds | share |\n|---|---:|---:|")
    for name, seconds in steps.items():
        print(f"| {name} | {seconds:.1f} | {100 * seconds / wall:.0f} % |")
    print(f"| **whole `make build`, installed** | **{wall:.1f}** | |")
    print(f"\nPeak memory of all processes together: {max(run[1] for run in runs):,.0f} MiB")


if __name__ == "__main__":
    main()

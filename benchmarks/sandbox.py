"""What the sandbox costs: recorded questions through it and on plain DuckDB, side by side in one run.

    WAREHOUSE_HOME=var .venv/bin/python benchmarks/sandbox.py

Plain: one open connection in this process, `execute` and `fetchall`. Warm: a spare worker is ready, as for a reader who thinks between
two questions. In a row: the next question is asked at once, so that making new workers is part of it. Cold: a new process of the sandbox.
"""

from __future__ import annotations

import os
import statistics
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from warehouse.errors import SqlError
from warehouse.query.connection import open_release
from warehouse.query.limits import Limits
from warehouse.query.sandbox import Sandbox
from warehouse.release import pointer
from warehouse.settings import PROJECT_ROOT, Home

ROUNDS = 3
COLD = 7
SLIPS = 30


def timed(work: object) -> float:
    """Milliseconds of one call."""
    started = perf_counter()
    work()  # type: ignore[operator]
    return (perf_counter() - started) * 1_000


def main() -> None:
    database = pointer.database(Home.from_environment())
    questions = [file.read_text(encoding="utf-8") for file in sorted((PROJECT_ROOT / "docs" / "questions").glob("*.sql"))]
    box = Sandbox(Limits())
    plain, warm, row, slip = [], [], [], []
    with open_release(database) as connection:
        for _ in range(ROUNDS):
            for question in questions:
                box.pool.warm(database)
                plain.append(timed(lambda question=question: connection.execute(question).fetchall()))
                warm.append(timed(lambda question=question: box.run(database, question, user="bench")))
    for _ in range(SLIPS):
        box.pool.warm(database)
        slip.append(timed(lambda: _slip(box, database)))
    for question in questions:
        row.append(timed(lambda question=question: box.run(database, question, user="bench")))
    box.close()
    cold = [_cold(database) for _ in range(COLD)]
    over = sorted(w - p for w, p in zip(warm, plain, strict=True))
    print(f"{len(questions)} recorded questions, {ROUNDS} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| milliseconds a question | median | 95th percentile |\n|---|---:|---:|")
    rows = (
        ("plain DuckDB", plain),
        ("sandbox, warm", warm),
        ("**what the sandbox adds, warm**", over),
        ("a slip told, warm", slip),
        ("sandbox, in a row", row),
    )
    for name, values in rows:
        print(f"| {name} | {statistics.median(values):.1f} | {statistics.quantiles(values, n=20)[18]:.1f} |")
    print(f"| sandbox, cold ({COLD} starts) | {statistics.median(cold):.0f} | {max(cold):.0f} (highest) |")


def _slip(box: Sandbox, database: Path) -> None:
    """A misspelt column, told with its place and near names."""
    with suppress(SqlError):
        box.run(database, "select school_nam from marts.dim_school join marts.fact_recognition using (school_key)", user="bench")


def _cold(database: Path) -> float:
    box = Sandbox(Limits())
    spent = timed(lambda: box.run(database, "select count(*) from marts.dim_school", user="bench"))
    box.close()
    return spent


if __name__ == "__main__":
    main()

"""How cost grows with the panel: build, its floor, updates, questions, verdicts, what-if; one table, machine and load printed beside it.

Run: .venv/bin/python benchmarks/scale.py 1000000 [10000000 …] [--work <folder>]

A comparison is made in one run, one after the other, on the same rows; short ones are medians of five, and the ratio is given.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
from build import resident_mib
from timing import median_ms

from warehouse.demo.home import restate_one_district, restate_one_school
from warehouse.policy.whatif import evaluate
from warehouse.query.limits import Limits
from warehouse.query.sandbox import Sandbox
from warehouse.release import pointer
from warehouse.release.dbt import run_dbt
from warehouse.release.manifest import table_hash
from warehouse.release.snapshot import write_snapshot
from warehouse.settings import DATABASE_NAME, Home, configure
from warehouse.source.store import open_home_store

ROOT = Path(__file__).resolve().parent.parent

QUESTIONS = {
    "students by year": "select academic_year, sum(students) from fact_enrolment group by 1",
    "students of one school by year": "select academic_year, sum(students) from fact_enrolment where school_key = {school} group by 1",
    "intake by pathway in 2024": "select pathway, sum(intake) from fact_enrolment where academic_year = 2024 group by 1",
    "ten largest majors of 2024": "select major_key, sum(students) from fact_enrolment where academic_year = 2024 "
    "group by 1 order by 2 desc, 1 limit 10",
    "ten largest schools of 2024": "select school_key, sum(students) from fact_enrolment where academic_year = 2024 "
    "group by 1 order by 2 desc, 1 limit 10",
    "schools that offer one major": "select count(distinct school_key) from fact_enrolment where major_key = {major}",
    "rows without intake": "select count(*) from fact_enrolment where intake is null",
    "share of through-trains by year": "select academic_year, 100.0 * sum(case when pathway <> 'plain' then students end) / sum(students) "
    "from fact_enrolment group by 1",
    "one school and major over time": "select academic_year, pathway, sum(students) from fact_enrolment "
    "where school_key = {school} and major_key = {major} group by 1, 2",
    "average programme size by pathway": "select pathway, avg(students) from fact_enrolment group by 1",
}
"""Ten questions of an analyst in SQL that every engine here takes; {school} and {major} are keys of the release."""


COLUMNS = "school_key, major_key, pathway, academic_year, students, intake"
"""What the ten questions read."""


def measured(arguments: list[str], home: Path) -> tuple[float, float, str]:
    """Run `warehouse …`: wall seconds, peak MiB of all its processes together, what it said."""
    started = time.perf_counter()
    environment = {**os.environ, "WAREHOUSE_HOME": str(home)}
    process = subprocess.Popen([sys.executable, "-m", "warehouse.cli", *arguments], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, resident_mib(process.pid))
        time.sleep(0.1)
    assert process.stderr is not None
    told = process.stderr.read()
    if process.returncode:
        raise SystemExit(told)
    return time.perf_counter() - started, peak, told


def slowest(found: dict[str, float]) -> str:
    name = max(found, key=lambda key: found[key])
    return f"{found[name]:.0f} ms ({name})"


class Table:
    """The lines of the answer, printed as they come."""

    def __init__(self) -> None:
        print(
            f"{os.cpu_count()} cores, Python {platform.python_version()}, " + ", ".join(f"{p} {version(p)}" for p in ("duckdb", "dbt-core", "pandas"))
        )
        print("\n| what | rows | result | load average |\n|---|---:|---:|---:|", flush=True)

    def line(self, what: str, rows: int, result: str) -> None:
        print(f"| {what} | {rows:,} | {result} | {os.getloadavg()[0]:.1f} |", flush=True)


POLICY = ("fact_criterion", "fact_measure", "fact_measure_item", "fact_verdict")
"""Published tables that judging makes; with the intermediate models of policy they are what verdicts cost."""


def lay_out(home: Home, folder: Path) -> list[dict[str, Any]]:
    """A database in `folder` that holds what the models read (the snapshot of the home and its release's seeds), and the compiled models in order."""
    target = folder / "compiled"
    candidate = folder / DATABASE_NAME
    candidate.unlink(missing_ok=True)
    with duckdb.connect(str(candidate)) as connection:
        configure(connection, home)
        write_snapshot(open_home_store(home), connection, home.columnar)
        connection.execute(f"attach '{pointer.database(home)}' as release (read_only)")
        connection.execute("create schema reference")
        seeds = connection.execute("select table_name from duckdb_tables() where database_name = 'release' and schema_name = 'reference'").fetchall()
        for (seed,) in seeds:
            connection.execute(f'create table reference."{seed}" as select * from release.reference."{seed}"')
        connection.execute("detach release")
    run_dbt(["compile", "--vars", json.dumps({"is_synthetic": True, "is_heavy": True})], candidate, target)
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    models = {name: node for name, node in nodes["nodes"].items() if node["resource_type"] == "model"}
    done: list[str] = []
    while len(done) < len(models):
        done += [n for n in models if n not in done and all(p in done or p not in models for p in nodes["parent_map"][n])]
    return [models[name] for name in done]


def run_bare(models: list[dict[str, Any]], database: Path, home: Home) -> tuple[float, dict[str, float]]:
    """The compiled SQL of the models in one connection, and a checkpoint: seconds of all, and of each model by name."""
    spent: dict[str, float] = {}
    with duckdb.connect(str(database)) as connection:
        configure(connection, home)
        for schema in ("staging", "intermediate", "marts", "policy", "reconciliation"):
            connection.execute(f"create schema if not exists {schema}")
        started = time.perf_counter()
        for node in models:
            kind = "view" if node["config"]["materialized"] == "view" else "table"
            since = time.perf_counter()
            connection.execute(f'create {kind} {node["schema"]}."{node["alias"]}" as {node["compiled_code"]}')
            spent[node["name"]] = time.perf_counter() - since
        connection.execute("checkpoint")
        return time.perf_counter() - started, spent


def ask_everyone(table: Table, database: Path, rows: int, folder: Path) -> None:
    """The ten questions on the release, on SQLite with an index, and on a pandas frame: p95 over the questions, and ratios."""
    connection = duckdb.connect(str(database), read_only=True)
    (school,) = connection.execute("select min(school_key) from marts.fact_enrolment where school_key > 0").fetchone() or (0,)
    (major,) = connection.execute("select mode(major_key) from marts.fact_enrolment").fetchone() or (0,)
    asked = {name: sql.format(school=school, major=major) for name, sql in QUESTIONS.items()}
    duck = {
        name: median_ms(lambda sql=sql: connection.execute(sql.replace("fact_enrolment", "marts.fact_enrolment")).fetchall())
        for name, sql in asked.items()
    }
    table.line("ten questions, plain DuckDB on the release: median, slowest", rows, f"{statistics.median(duck.values()):.0f} ms, {slowest(duck)}")
    box = Sandbox(Limits())
    safe = {
        name: median_ms(
            lambda sql=sql: box.run(database, sql.replace("fact_enrolment", "marts.fact_enrolment"), user="bench"),
            before=lambda: box.pool.warm(database),
        )
        for name, sql in asked.items()
    }
    box.close()
    table.line("ten questions, sandbox with a warm worker: median, slowest", rows, f"{statistics.median(safe.values()):.0f} ms, {slowest(safe)}")
    pandas = ask_pandas(connection, school, major)
    table.line("ten questions, pandas, frame in memory: slowest", rows, f"{max(pandas.values()):.0f} ms")
    table.line("ten questions, pandas / DuckDB, median ratio", rows, f"{statistics.median(pandas[n] / duck[n] for n in asked):.1f} ×")
    sqlite = ask_sqlite(connection, asked, folder / "enrolment.sqlite")
    table.line("ten questions, SQLite with an index on school and year: slowest", rows, f"{max(sqlite.values()):.0f} ms")
    table.line("ten questions, SQLite / DuckDB, median ratio", rows, f"{statistics.median(sqlite[n] / duck[n] for n in asked):.1f} ×")


def ask_pandas(connection: duckdb.DuckDBPyConnection, school: int, major: int) -> dict[str, float]:
    """Milliseconds of the ten questions as a pandas user asks them of a frame in memory."""
    frame = connection.execute(f"select {COLUMNS} from marts.fact_enrolment").df()
    assert (frame.school_key == school).any() and (frame.academic_year == 2024).any()
    by_hand: dict[str, Callable[[], object]] = {
        "students by year": lambda: frame.groupby("academic_year").students.sum(),
        "students of one school by year": lambda: frame[frame.school_key == school].groupby("academic_year").students.sum(),
        "intake by pathway in 2024": lambda: frame[frame.academic_year == 2024].groupby("pathway").intake.sum(),
        "ten largest majors of 2024": lambda: frame[frame.academic_year == 2024].groupby("major_key").students.sum().nlargest(10),
        "ten largest schools of 2024": lambda: frame[frame.academic_year == 2024].groupby("school_key").students.sum().nlargest(10),
        "schools that offer one major": lambda: frame[frame.major_key == major].school_key.nunique(),
        "rows without intake": lambda: frame.intake.isna().sum(),
        "share of through-trains by year": lambda: (
            frame[frame.pathway != "plain"].groupby("academic_year").students.sum() / frame.groupby("academic_year").students.sum()
        ),
        "one school and major over time": lambda: (
            frame[(frame.school_key == school) & (frame.major_key == major)].groupby(["academic_year", "pathway"]).students.sum()
        ),
        "average programme size by pathway": lambda: frame.groupby("pathway").students.mean(),
    }
    return {name: median_ms(work) for name, work in by_hand.items()}


def copy_to_sqlite(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Make a SQLite file of the rows, with an index on school and year. In pieces: a hundred million rows as Python objects do not fit."""
    file.unlink(missing_ok=True)
    lite = sqlite3.connect(file)
    lite.execute(f"create table fact_enrolment ({COLUMNS})")
    rows = connection.execute(f"select {COLUMNS} from marts.fact_enrolment")
    while some := rows.fetchmany(100_000):
        lite.executemany(f"insert into fact_enrolment values ({', '.join('?' * len(some[0]))})", some)
    lite.commit()
    lite.execute("create index by_school on fact_enrolment (school_key, academic_year)")
    lite.execute("analyze")
    lite.close()


def ask_sqlite(connection: duckdb.DuckDBPyConnection, asked: dict[str, str], file: Path) -> dict[str, float]:
    """Milliseconds of the ten questions on a copy of the rows in SQLite."""
    copy_to_sqlite(connection, file)
    lite = sqlite3.connect(file)
    runs = 5 if lite.execute("select max(rowid) from fact_enrolment").fetchone()[0] < 20_000_000 else 1  # a question takes many seconds then
    spent = {name: median_ms(lambda sql=sql: lite.execute(sql).fetchall(), runs) for name, sql in asked.items()}
    lite.close()
    return spent


def try_changes(table: Table, database: Path) -> None:
    """One line of one school, and a round of 1,000 lines of 1,000 schools."""
    with duckdb.connect(str(database), read_only=True) as connection:
        schools = connection.execute(
            "select school_name from marts.dim_school where is_current and school_level = 'higher_vocational' and school_name like '示例%' "
            "order by school_id limit 1000"
        ).fetchall()
        (major,) = connection.execute(
            "select major_name from marts.dim_major where education_level = 'higher_vocational' order by major_code limit 1"
        ).fetchone() or ("",)
    dates = {"decision_date": "2024-06-01", "effective_date": "2024-09-01"}
    lines = [{"school": school, "action": "add", "major": major, **dates} for (school,) in schools]
    for some in (lines[:1], lines):
        spent = median_ms(lambda some=some: evaluate(database, some))
        table.line(f"what-if, {len(some):,} line{'s' if len(some) > 1 else ''}", len(some), f"{spent / 1000:.2f} s")


def steps(told: str) -> str:
    return ", ".join(f"{n} {s} s" for n, s in re.findall(r"([a-z ]+?) ([\d.]+) s[,)]", next(x for x in told.splitlines() if "(" in x and " s" in x)))


def at_scale(table: Table, rows: int, folder: Path) -> None:
    home = Home(folder / f"home_{rows}")
    seconds, peak, _ = measured(["demo", "--scale", "national", "--rows", str(rows), "--no-build"], home.root)
    table.line("make and register the panel", rows, f"{seconds:.0f} s, peak {peak:,.0f} MiB")
    full, peak, told = measured(["build", "--fresh"], home.root)
    database = pointer.database(home)
    with duckdb.connect(str(database), read_only=True) as connection:
        (found,) = connection.execute("select count(*) from marts.fact_enrolment").fetchone() or (0,)
        (verdicts,) = connection.execute("select count(*) from policy.fact_verdict").fetchone() or (0,)
    table.line("full build", found, f"{full:.0f} s, peak {peak:,.0f} MiB, {database.stat().st_size / 2**20:,.0f} MiB ({steps(told)})")
    bare, spent = run_bare(lay_out(home, folder), folder / DATABASE_NAME, home)
    judging = sum(seconds for name, seconds in spent.items() if name.startswith(("int_policy__", "int_verdict__")) or name in POLICY)
    in_dbt = float(re.search(r"dbt ([\d.]+) s", told)[1])  # type: ignore[index]
    table.line(
        "floor: the same compiled SQL bare", found, f"{bare:.0f} s; dbt step / floor {in_dbt / bare:.2f} ×, whole build / floor {full / bare:.2f} ×"
    )
    dearest = ", ".join(f"`{name}` {spent[name]:.1f} s" for name in sorted(spent, key=lambda name: -spent[name])[:6])
    table.line("the six dearest models of the floor", found, dearest)
    nothing, _, _ = measured(["build"], home.root)
    table.line("build, nothing changed", found, f"{nothing:.1f} s")
    restate_one_school(home, folder)
    one, _, told = measured(["build"], home.root)
    table.line("build, one school restated", found, f"{one:.0f} s, {100 * one / full:.0f} % of the full build ({steps(told)})")
    files = restate_one_district(home, folder)
    district, _, told = measured(["build"], home.root)
    table.line(
        f"build, one district of 16 restated ({files} files)",
        found,
        f"{district:.0f} s, {100 * district / full:.0f} % of the full build ({steps(told)})",
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        spent = median_ms(lambda: table_hash(connection, "marts.fact_enrolment")) / 1000
    table.line("content hash of the heavy fact", found, f"{spent:.1f} s")
    table.line("verdicts of all schools, years and clauses, bare SQL", verdicts, f"{judging:.0f} s")
    try_changes(table, database)
    ask_everyone(table, database, found, folder)
    shutil.rmtree(home.root)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    table = Table()
    for rows in given.rows:
        with tempfile.TemporaryDirectory(dir=given.work) as folder:
            at_scale(table, rows, Path(folder))


if __name__ == "__main__":
    main()

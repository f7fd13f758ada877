"""The same work by other tools, in one run with ours: SQLMesh on the models, Polars, Datasette and Spark on ten questions, plain SQL for the audit.

Run: .venv/bin/python benchmarks/others.py <home> --python <environment with sqlmesh, polars and datasette>/bin/python [--work <folder>]

The home holds a release of the national panel (`warehouse demo --scale national`). The other tools are no dependency of the project: install them
into an environment of their own (`pip install sqlmesh polars datasette` beside the duckdb of requirements.lock). Spark has one by `make spark`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from scale import COLUMNS, QUESTIONS, Table, copy_to_sqlite, lay_out, run_bare
from timing import median_ms

from warehouse.release import pointer
from warehouse.release.audit import read_checks, run_checks
from warehouse.release.checks import Check
from warehouse.settings import DATABASE_NAME, Home, Resources

SPARK = Path(__file__).resolve().parent.parent / ".venv-spark" / "bin" / "python"


def in_environment(python: Path, script: str, folder: Path) -> Any:
    """What a script of this folder, run by the Python of another environment, prints as its last line of JSON."""
    done = subprocess.run([str(python), str(Path(__file__).with_name(script)), str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def by_sqlmesh(models: list[dict[str, Any]], database: Path, folder: Path, python: Path) -> float:
    """A SQLMesh project of the same statements, applied to a copy of the same database: seconds of `sqlmesh plan`."""
    project = folder / "sqlmesh"
    (project / "models").mkdir(parents=True)
    for node in models:
        kind = "VIEW" if node["config"]["materialized"] == "view" else "FULL"
        text = node["compiled_code"].replace('"warehouse".', "")
        (project / "models" / f"{node['name']}.sql").write_text(
            f"MODEL (name {node['schema']}.{node['name']}, kind {kind}, dialect duckdb);\n{text}\n", encoding="utf-8"
        )
    resources = Resources.from_environment()
    (project / "config.yaml").write_text(
        f"gateways: {{local: {{connection: {{type: duckdb, database: '{database}', concurrent_tasks: {resources.threads}, "
        f"connector_config: {{memory_limit: '{resources.memory_limit}', temp_directory: '{folder / 'spill'}'}}}}}}}}\n"
        "default_gateway: local\nmodel_defaults: {dialect: duckdb}\ndisable_anonymized_analytics: true\n",
        encoding="utf-8",
    )
    command = [str(python.parent / "sqlmesh"), "plan", "--auto-apply", "--no-prompts", "--skip-tests", "--skip-linter"]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode or "Virtual layer updated" not in done.stdout:
        raise SystemExit(done.stdout[-3000:] + done.stderr[-2000:])
    return time.perf_counter() - started


@contextmanager
def datasette(file: Path, python: Path) -> Iterator[str]:
    """Datasette serving one SQLite file on a free port of loopback: the address that takes SQL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    limits = ["--setting", "sql_time_limit_ms", "600000", "--setting", "num_sql_threads", "2"]
    process = subprocess.Popen(
        [str(python.parent / "datasette"), "serve", "-i", str(file), "-p", str(port), *limits], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/{file.stem}.json?"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(address + "sql=select+1").read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


def ask(address: str, sql: str) -> Any:
    with urllib.request.urlopen(address + urllib.parse.urlencode({"sql": sql, "_shape": "arrays"})) as answer:
        return json.load(answer)["rows"]


def ten_questions(table: Table, database: Path, folder: Path, python: Path, asked: dict[str, str], told: dict[str, Any]) -> None:
    """Plain DuckDB on the release, Polars on a frame in memory, Datasette on SQLite with an index, Spark on a Parquet file and on its cache."""
    with duckdb.connect(str(database), read_only=True) as connection:
        (rows,) = connection.execute("select count(*) from marts.fact_enrolment").fetchone() or (0,)
        duck = {
            name: median_ms(lambda sql=sql: connection.execute(sql.replace("fact_enrolment", "marts.fact_enrolment")).fetchall())
            for name, sql in asked.items()
        }
        copy_to_sqlite(connection, folder / "panel.db")

    def line(who: str, found: dict[str, float], digits: int) -> None:
        ratio = statistics.median(found[name] / duck[name] for name in asked)
        spent = f"{statistics.median(found.values()):.{digits}f} ms, {max(found.values()):.{digits}f} ms"
        table.line(f"ten questions, {who}", rows, spent if found is duck else f"{spent}: {ratio:.1f} ×")

    line("DuckDB: median, slowest", duck, 1)
    with datasette(folder / "panel.db", python) as address:
        line("Datasette on SQLite with an index", {name: median_ms(lambda sql=sql: ask(address, sql)) for name, sql in asked.items()}, 0)
    line(f"Polars {told['version']}, frame in memory", told["questions"], 1)
    spark = in_environment(SPARK, "session.py", folder)
    line(f"Spark {spark['version']}, one warm session over a Parquet file", spark["file"], 0)
    line(f"Spark {spark['version']}, the table cached in the session", spark["cached"], 0)


def plain(check: Check) -> str:
    """The question of one check of `expectations/marts` as SQL: how many rows are not as expected."""
    given = check.arguments
    where = " and ".join(f"{column} = {value!r}" for column, value in given.get("where", {}).items()) or "true"
    column = given.get("column")
    match check.expectation:
        case "expect_column_values_to_be_between":
            return f"select count(*) from {check.table} where {where} and not ({column} between {given['min_value']} and {given['max_value']})"
        case "expect_column_values_to_be_in_set":
            listed = ", ".join(repr(value) for value in given["value_set"])
            return f"select count(*) from {check.table} where {where} and {column} not in ({listed})"
        case "expect_column_values_to_be_unique":
            return f"select count(*) - count(distinct {column}) from {check.table} where {column} is not null"
        case "expect_compound_columns_to_be_unique":
            listed = ", ".join(given["column_list"])
            return f"select count(*) from (select 1 from {check.table} group by {listed} having count(*) > 1)"
        case "expect_column_values_to_not_be_null":
            return f"select count(*) from {check.table} where {where} and {column} is null"
        case "expect_table_row_count_to_equal":
            return f"select abs(count(*) - {given['value']}) from {check.table} where {where}"
        case "expect_table_row_count_to_be_between":
            return f"select cast(count(*) not between {given.get('min_value', 0)} and {given.get('max_value', 10**12)} as integer) from {check.table}"
    raise SystemExit(f"{check.expectation}: no SQL is written for it here; add a case")


def audit(table: Table, database: Path) -> None:
    """The checks of the marts by Great Expectations and as plain SQL, on the same file."""
    checks = [check for check in read_checks() if check.suite.startswith("marts")]
    with duckdb.connect(str(database), read_only=True) as connection:
        (rows,) = connection.execute("select count(*) from marts.fact_enrolment").fetchone() or (0,)
        started = time.perf_counter()
        unexpected = [(connection.execute(plain(check)).fetchone() or (0,))[0] for check in checks]
        by_hand = time.perf_counter() - started
    run_checks(database, checks[:1], {}, None)  # the import is the library's start, not its work
    started = time.perf_counter()
    outcome = run_checks(database, checks, {}, None)
    library = time.perf_counter() - started
    differ = [check.expectation for count, (check, result) in zip(unexpected, outcome, strict=True) if bool(count == 0) != bool(result.success)]
    if differ:
        raise SystemExit(f"the two audits do not agree on {differ}")
    table.line(
        f"{len(checks)} checks of the marts: Great Expectations, plain SQL", rows, f"{library:.2f} s, {by_hand:.2f} s: {library / by_hand:.1f} ×"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--work", type=Path)
    given = parser.parse_args()
    home, python = Home(given.home.resolve()), given.python.absolute()
    database = pointer.database(home)
    table = Table()
    with tempfile.TemporaryDirectory(dir=given.work) as work:
        folder = Path(work)
        models = lay_out(home, folder)
        (folder / "mesh").mkdir()
        copied = folder / "mesh" / DATABASE_NAME
        shutil.copyfile(folder / DATABASE_NAME, copied)
        seconds, spent = run_bare(models, folder / DATABASE_NAME, home)
        heavy = spent["fact_enrolment"]
        table.line(f"{len(models)} models, compiled SQL bare in DuckDB", 0, f"{seconds:.1f} s")
        mesh = by_sqlmesh(models, copied, folder, python)
        table.line("the same by SQLMesh (`plan`, all models)", 0, f"{mesh:.1f} s: {mesh / seconds:.2f} ×")
        with duckdb.connect(str(folder / DATABASE_NAME), read_only=True) as connection:
            (school,) = connection.execute("select min(school_key) from marts.fact_enrolment where school_key > 0").fetchone() or (0,)
            (major,) = connection.execute("select mode(major_key) from marts.fact_enrolment").fetchone() or (0,)
            for name, sql in (
                ("versions", "select school_id, school_key, lookup_from, lookup_to from intermediate.int_school__version"),
                ("majors", "select major_code, any_value(major_key) as major_key from marts.dim_major where major_key > 0 group by all"),
            ):
                connection.execute(f"copy ({sql}) to '{folder / name}.parquet' (format parquet)")
            connection.execute(f"copy (select {COLUMNS} from marts.fact_enrolment) to '{folder / 'enrolment.parquet'}' (format parquet)")
            batches = connection.execute(
                "select batch_id from source.batch where target_table = 'enrolment' and batch_storage = 'columnar' order by 1"
            ).fetchall()
        files = [str(home.columnar / f"{batch}.parquet") for (batch,) in batches]
        asked = {name: sql.format(school=school, major=major) for name, sql in QUESTIONS.items()}
        wanted = {"files": files, "school": school, "major": major, "asked": asked}
        (folder / "asked.json").write_text(json.dumps(wanted), encoding="utf-8")
        shutil.rmtree(folder / "mesh")
        told = in_environment(python, "frames.py", folder)
        table.line(
            "heavy fact from its files: DuckDB (with keys hashed), Polars (keys joined)",
            told["rows"],
            f"{heavy:.1f} s, {told['heavy']:.1f} s: {told['heavy'] / heavy:.2f} ×",
        )
        ten_questions(table, database, folder, python, asked, told)
        audit(table, database)  # last: Great Expectations keeps a connection of its own open, and another kind is refused beside it


if __name__ == "__main__":
    main()

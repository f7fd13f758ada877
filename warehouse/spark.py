"""The same models on Spark: inputs as Parquet, dbt's `spark` target in one session. `spark_tables` reads what it made.

Runs where `requirements-spark.lock` is installed (`make spark`); nothing else of the warehouse imports it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Engine

from warehouse.errors import BuildError, InputError
from warehouse.release import pointer
from warehouse.release.dbt import QUIET
from warehouse.release.snapshot import write_snapshot
from warehouse.settings import PROJECT_ROOT, Home, Resources, configure

INPUTS = ("source", "reference")
SMALL_INPUTS = 16 * 1024 * 1024
"""Bytes of Parquet below which a build is a hundred tiny jobs, whose cost is planning them and compiling code that runs once."""

FOR_SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    # The quick compiler of the JVM only, with room for all it compiles, and one thread of garbage collection.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
}
"""Settings that were measured to make a small build shorter (docs/how-to/spark.md); a large one keeps Spark's own."""


def export_inputs(engine: Engine, home: Home, folder: Path) -> None:
    """Write the source snapshot and the seeds of the current release as Parquet: `<folder>/<schema>/<table>/rows.parquet`."""
    with duckdb.connect() as connection:
        configure(connection, home)
        write_snapshot(engine, connection, home.columnar)
        connection.execute(f"attach '{pointer.database(home)}' as release (read_only)")
        connection.execute("create schema reference")
        for (seed,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'release' and schema_name = 'reference'"
        ).fetchall():
            connection.execute(f'create view reference."{seed}" as select * from release.reference."{seed}"')
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_schema in ('source', 'reference') "
            "and table_catalog = current_database() and table_name not like 'rows\\_of\\_%' escape '\\' order by all"
        ).fetchall()
        for schema, table in tables:
            place = folder / schema / table
            place.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy (select * from {schema}.\"{table}\") to '{place / 'rows.parquet'}' (format parquet)")


def tuning(inputs: Path) -> dict[str, str]:
    """The settings of Spark that the size of the exported inputs asks for."""
    return FOR_SMALL if sum(f.stat().st_size for f in inputs.rglob("*.parquet")) < SMALL_INPUTS else {}


def build_on_spark(inputs: Path, work: Path, is_synthetic: bool, select: Sequence[str] = ()) -> float:
    """Build all models, or those that dbt's selectors name, in a Spark session of this process.

    Returns the seconds of dbt. Tables lie in `work/warehouse/<schema>.db`. Raises BuildError with the models that failed.
    """
    try:
        from dbt.cli.main import dbtRunner
        from pyspark.sql import SparkSession  # a JVM of its own, so only here
    except ImportError as error:
        raise InputError("spark: pyspark and dbt-spark are not installed here; run `make spark`, it has an environment of its own") from error
    resources = Resources.from_environment()
    builder: Any = (
        SparkSession.builder.master(f"local[{resources.threads}]")
        .config("spark.driver.memory", resources.memory_limit.lower().replace("gib", "g").replace("gb", "g").replace(" ", ""))
        .config("spark.sql.warehouse.dir", str(work.resolve() / "warehouse"))
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.local.dir", str(work / "local"))
    )
    for name, value in tuning(inputs).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        for schema in INPUTS:
            session.sql(f"create schema if not exists {schema}")
            for place in sorted((inputs / schema).iterdir()):
                session.sql(f"create table {schema}.`{place.name}` using parquet location '{place.resolve()}'")
        os.environ.update(QUIET)
        started = time.perf_counter()
        result = dbtRunner().invoke(
            [
                "--no-use-colors", "run", "--target", "spark", "--vars", json.dumps({"is_synthetic": is_synthetic}),
                "--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT),
                "--target-path", str(work / "target"), "--log-path", str(work / "logs"),
                *(["--select", *select] if select else []),
            ]
        )  # fmt: skip
        spent = time.perf_counter() - started
        if not result.success:
            nodes: Any = result.result
            failed = [f"{n.node.name}: {' '.join(str(n.message).split())[:600]}" for n in nodes or [] if n.status not in ("success", "skipped")]
            raise BuildError("Spark stopped the build:\n" + "\n".join(failed or [str(result.exception)]))
        return spent
    finally:
        session.stop()


def main() -> int:
    """`python -m warehouse.spark <inputs> <work> <true|false> [selector …]`: build on Spark, print the seconds."""
    print(json.dumps({"seconds": build_on_spark(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "true", sys.argv[4:])}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

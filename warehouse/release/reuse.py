"""What a build may take over from the current release: all of it if no input changed, else the heavy facts batch by batch.

A release is a function of its inputs: the rows of the source snapshot, the code and the tools. Their hashes stand in its manifest.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.files import file_hash
from warehouse.release.audit import Finding
from warehouse.release.checks import Check
from warehouse.release.snapshot import ROWS
from warehouse.settings import DATABASE_NAME, Home, configure

TOOLS = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations")
HEAVY = "fact_enrolment"
"""The fact that is kept by batch (`models/marts/programme/fact_enrolment.sql` is incremental)."""
HEAVY_READS = ("school", "school_fact", "document")
"""Source tables besides its own that the heavy fact depends on: if one changed, its old rows are not to be trusted."""
HEAVY_TABLES = ("enrolment", "programme")
"""Source tables whose facts have no keys but data tests where they are heavy (`macros/contract.sql`)."""
HEAVY_ROWS = 1_000_000
"""Below this many rows a fact is built anew faster than a release file is copied, and the source is copied in whole."""


@dataclass(frozen=True)
class Inputs:
    """Hashes of everything a release is made from."""

    code: str
    tools: dict[str, str]
    tables: dict[str, str]

    @classmethod
    def of(cls, candidate: duckdb.DuckDBPyConnection, code: str) -> Inputs:
        """The inputs of a candidate that holds its snapshot and nothing else."""
        return cls(code, {name: version(name) for name in TOOLS}, source_hashes(candidate))


def source_hashes(candidate: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """A hash of the rows of each table of the snapshot. Columnar files are told by the hashes in `source.batch`."""
    tables = candidate.execute("select table_name from duckdb_tables() where schema_name = 'source' order by all").fetchall()
    return {table.removeprefix(ROWS): table_hash(candidate, f'source."{table}"') for (table,) in tables}


def table_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Row count and the sum of row hashes: the same rows in any order give the same text."""
    row = connection.execute(f"select count(*), coalesce(sum(hash(t)::hugeint), 0)::varchar from {table} as t").fetchone()
    return str(row)


def is_unchanged(home: Home, manifest: Mapping[str, Any], inputs: Inputs) -> bool:
    """Whether the current release was made from these inputs and its file is still what was audited."""
    if manifest.get("fingerprint") != json.loads(json.dumps(vars(inputs))):
        return False
    return bool(file_hash(home.releases / manifest["release_id"] / DATABASE_NAME) == manifest["database_sha256"])


def kept_findings(database: Path) -> list[Finding]:
    """What the audit of a published release found, from the release itself."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select suite, table_name, expectation, severity, note, success, observed, detail from meta.audit_result where not success"
        ).fetchall()
    return [Finding(Check(r[0], r[1], r[2], r[3], r[4], {}), bool(r[5]), r[6], r[7]) for r in rows]


def heavy_base(home: Home, manifest: Mapping[str, Any] | None, inputs: Inputs, least_rows: int) -> Path | None:
    """The release file whose heavy fact can be taken over, or None if it is small or anything it depends on changed."""
    told = (manifest or {}).get("fingerprint")
    if manifest is None or not told or told["code"] != inputs.code or told["tools"] != inputs.tools:
        return None
    if any(told["tables"].get(table) != inputs.tables.get(table) for table in HEAVY_READS):
        return None
    if manifest["source_rows"].get("enrolment", 0) < least_rows:
        return None
    return home.releases / str(manifest["release_id"]) / DATABASE_NAME


def start_from(base: Path, candidate: Path, home: Home) -> set[str]:
    """Make the candidate a copy of a release that holds its heavy fact and nothing else. Returns the batches in it.

    All else is dropped: seeds load by position and a view could stay behind, so every other table is made anew.
    """
    shutil.copyfile(base, candidate)
    candidate.chmod(0o644)
    with duckdb.connect(str(candidate)) as connection:
        configure(connection, home)
        for (schema,) in connection.execute(
            "select distinct schema_name from duckdb_tables() where schema_name not in ('main', 'marts') order by all"
        ).fetchall():
            connection.execute(f"drop schema {schema} cascade")
        left = [row[0] for row in connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()]
        # Dimensions last: none can go while a fact or a report refers to it.
        for table in sorted((t for t in left if t != HEAVY), key=lambda t: t.startswith("dim_")):
            connection.execute(f'drop table marts."{table}"')
        return {row[0] for row in connection.execute(f"select distinct batch_id from marts.{HEAVY}").fetchall()}

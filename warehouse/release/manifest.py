"""What a release is made from and what it holds, as hashes: the same inputs give the same content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import duckdb

from warehouse.files import file_hash
from warehouse.release.dictionary import PUBLISHED_SCHEMAS
from warehouse.settings import PROJECT_ROOT

CODE = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds/reference",
    "expectations",
    "tests/data",
    "warehouse/source",
    "warehouse/release",
    "warehouse/query/semantic.py",
)
"""What a release is made with besides the source rows; the hashes stand in the manifest."""


def code_files() -> dict[str, str]:
    """SHA-256 of every file that makes a release, by path in the project."""
    files: dict[str, str] = {}
    for entry in CODE:
        root = PROJECT_ROOT / entry
        for path in [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            files[path.relative_to(PROJECT_ROOT).as_posix()] = file_hash(path)
    return files


def input_files(candidate: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """SHA-256 of every approved file that the release holds, by its name."""
    rows = candidate.execute("select source_name, content_sha256 from source.batch order by all").fetchall()
    return {str(name): str(digest) for name, digest in rows}


def table_hashes(candidate: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Rows and an order-free hash of every published table outside `meta`, by `schema.table`."""
    names = candidate.execute(
        "select table_schema, table_name from information_schema.tables where table_schema in (select unnest(?)) "
        "and table_schema <> 'meta' order by all",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return {f"{schema}.{table}": table_hash(candidate, f'{schema}."{table}"') for schema, table in names}


def table_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Row count and the sum of row hashes: the same rows in any order give the same text."""
    row = connection.execute(f"select count(*), coalesce(sum(hash(t)::hugeint), 0)::varchar from {table} as t").fetchone()
    assert row is not None
    return f"{row[0]} rows {row[1]}"


def hash_of(parts: Mapping[str, str]) -> str:
    """One SHA-256 over names and their hashes."""
    return hashlib.sha256("".join(f"{name}:{digest}\n" for name, digest in sorted(parts.items())).encode()).hexdigest()

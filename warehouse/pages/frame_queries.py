"""Questions of the frame: the stamp that each page and each file carries. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.query.remembered import remembered


@dataclass(frozen=True)
class Stamp:
    """Which release a reader sees. `status` is the key of the words for it."""

    release_id: str
    version: str
    built_at: str
    is_synthetic: bool

    @property
    def status(self) -> str:
        return "stamp.synthetic" if self.is_synthetic else "stamp.audited"


@remembered
def stamp(connection: duckdb.DuckDBPyConnection) -> Stamp:
    """The stamp of the open release."""
    row = connection.execute("select release_id, version, strftime(built_at, '%Y-%m-%d %H:%M'), is_synthetic from meta.release").fetchone()
    assert row is not None
    return Stamp(row[0], row[1] or "", row[2], bool(row[3]))


@remembered
def database_of(connection: duckdb.DuckDBPyConnection) -> Path:
    """The file of the open release."""
    row = connection.execute("select path from duckdb_databases() where database_name = current_database()").fetchone()
    assert row is not None
    return Path(row[0])

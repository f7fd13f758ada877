"""The source snapshot: approved rows of the source store as typed tables of the candidate's `source` schema."""

from __future__ import annotations

from typing import Any

import duckdb
from sqlalchemy import Boolean, Date, DateTime, Engine, Integer, Table
from sqlalchemy.engine import make_url
from sqlalchemy.sql.schema import Column

from warehouse.source.base import ExactDecimal
from warehouse.source.schema import metadata

NOT_RELEASED = {"loaded_at"}
"""Columns that would make two builds of the same inputs differ, or that are no reader's business."""


SQLITE_STATEMENT = {"adbc.sqlite.query.batch_rows": 1_000_000_000}
"""ADBC types a SQLite column by the rows of its first batch, by default 1,024; text after as many empty cells would fail."""


def duckdb_type(column: Column[Any]) -> str:
    """The DuckDB type of a source column. ADBC infers SQLite types from the data, so types come from the metadata."""
    if isinstance(column.type, ExactDecimal):
        return f"DECIMAL({column.type.precision}, {column.type.scale})"
    if isinstance(column.type, Boolean):
        return "BOOLEAN"
    if isinstance(column.type, Integer):
        return "INTEGER"
    if isinstance(column.type, DateTime):
        return "TIMESTAMP"
    if isinstance(column.type, Date):
        return "DATE"
    return "VARCHAR"


def released_tables() -> list[Table]:
    """The source tables that travel into a release: filings and their log name people and stay behind."""
    return [table for table in metadata().sorted_tables if table.info.get("is_released", True)]


def write_snapshot(engine: Engine, candidate: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Copy the source tables that readers may see into schema `source` of the candidate. Returns rows by table.

    Rows of batches that are not approved stay behind: drafts and superseded batches are no part of a release.
    """
    candidate.execute("create schema source")
    counts = {}
    options = SQLITE_STATEMENT if engine.dialect.name == "sqlite" else {}
    with _adbc_connection(engine) as connection:
        for table in released_tables():
            columns = [c for c in table.columns if c.name not in NOT_RELEASED]
            definition = ", ".join(f'"{c.name}" {duckdb_type(c)}{"" if c.nullable else " not null"}' for c in columns)
            candidate.execute(f'create table source."{table.name}" ({definition})')
            with connection.cursor(adbc_stmt_kwargs=options) as cursor:
                cursor.execute(_query(table, columns))
                arrow = cursor.fetch_arrow_table()
            candidate.register("snapshot_arrow", arrow)
            casts = ", ".join(f'cast("{c.name}" as {duckdb_type(c)})' for c in columns)
            order = ", ".join(f'"{c.name}"' for c in table.primary_key)
            candidate.execute(f'insert into source."{table.name}" select {casts} from snapshot_arrow order by {order}')
            candidate.unregister("snapshot_arrow")
            counts[table.name] = arrow.num_rows
    return counts


def _query(table: Table, columns: list[Column[Any]]) -> str:
    """Exact decimals travel as text so that no digit is lost on the way."""
    listed = ", ".join(f'cast(t."{c.name}" as varchar) as "{c.name}"' if isinstance(c.type, ExactDecimal) else f't."{c.name}"' for c in columns)
    query = f'select {listed} from "{table.name}" as t'
    if table.name == "batch":
        return query + " where t.batch_status = 'approved'"
    if "batch_id" in table.columns:
        return query + " join batch as b on b.batch_id = t.batch_id where b.batch_status = 'approved'"
    return query


def _adbc_connection(engine: Engine) -> Any:
    url = make_url(engine.url)
    if engine.dialect.name == "sqlite":
        import adbc_driver_sqlite.dbapi as sqlite_driver

        # The driver brings a SQLite of its own. Locks belong to a process, so when it closes as "the last one" it removes the
        # write-ahead log under connections of this very process, and what they write afterwards is lost to everybody else.
        engine.dispose()
        return sqlite_driver.connect(str(url.database))
    import adbc_driver_postgresql.dbapi as postgresql_driver

    # SQLAlchemy leaves a space in a password as it is, libpq wants it quoted.
    libpq_url = url.set(drivername="postgresql").render_as_string(hide_password=False).replace(" ", "%20")
    connection = postgresql_driver.connect(libpq_url)
    # All tables of a release show one moment, as they do on SQLite: a batch approved in between waits for the next release.
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
    return connection

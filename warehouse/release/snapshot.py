"""The source snapshot: approved rows of the source store as typed tables of the candidate's `source` schema."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Engine, Table
from sqlalchemy.engine import make_url
from sqlalchemy.sql.schema import Column

from warehouse.errors import InputError
from warehouse.source.base import ExactDecimal
from warehouse.source.columnar import columnar_batches
from warehouse.source.schema import MODELS, metadata
from warehouse.source.types import duckdb_type

NOT_RELEASED = {"loaded_at"}
"""Columns that would make two builds of the same inputs differ, or that are no reader's business."""


ROWS = "rows_of_"
"""Before the name of the copied rows while columnar files are read beside them."""

SQLITE_STATEMENT = {"adbc.sqlite.query.batch_rows": 1_000_000_000}
"""ADBC types a SQLite column by the rows of its first batch, by default 1,024; text after as many empty cells would fail."""


def released_tables() -> list[Table]:
    """The source tables that travel into a release: filings and their log name people and stay behind."""
    return [table for table in metadata().sorted_tables if table.info.get("is_released", True)]


def write_snapshot(
    engine: Engine, candidate: duckdb.DuckDBPyConnection, columnar: Path | None = None, already_in: Mapping[str, set[str]] | None = None
) -> dict[str, int]:
    """Copy the source tables that readers may see into schema `source` of the candidate. Returns rows by table.

    Rows of batches that are not approved stay behind: drafts and superseded batches are no part of a release. Columnar batches are
    read in place: their table is a view over the copied rows and the files in `columnar`, until `end_reading_in_place`. Files of the
    batches in `already_in` (table to batch ids) are left out: the fact that they feed holds their rows already.
    """
    candidate.execute("create schema source")
    counts = {}
    options = SQLITE_STATEMENT if engine.dialect.name == "sqlite" else {}
    files = _columnar_files(engine, columnar)
    with _adbc_connection(engine) as connection:
        for table in released_tables():
            columns = [c for c in table.columns if c.name not in NOT_RELEASED]
            definition = ", ".join(f'"{c.name}" {duckdb_type(c)}{"" if c.nullable else " not null"}' for c in columns)
            name = f"{ROWS}{table.name}" if table.name in files else table.name
            candidate.execute(f'create table source."{name}" ({definition})')
            with connection.cursor(adbc_stmt_kwargs=options) as cursor:
                cursor.execute(_query(table, columns))
                arrow = cursor.fetch_arrow_table()
            candidate.register("snapshot_arrow", arrow)
            casts = ", ".join(f'cast("{c.name}" as {duckdb_type(c)})' for c in columns)
            order = ", ".join(f'"{c.name}"' for c in table.primary_key)
            candidate.execute(f'insert into source."{name}" select {casts} from snapshot_arrow order by {order}')
            candidate.unregister("snapshot_arrow")
            counts[table.name] = arrow.num_rows
            if table.name in files:
                left_out = (already_in or {}).get(table.name, set())
                wanted = {path: rows for path, rows in files[table.name].items() if path.stem not in left_out}
                counts[table.name] += sum(files[table.name].values())
                _add_files(candidate, table, columns, list(wanted))
    return counts


def _columnar_files(engine: Engine, folder: Path | None) -> dict[str, dict[Path, int]]:
    """The files of approved columnar batches by table, with their rows. Raises InputError if one is gone."""
    files: dict[str, dict[Path, int]] = {}
    for batch in columnar_batches(engine):
        if batch.batch_status != "approved":
            continue
        path = batch.file(folder or Path())
        if folder is None or not path.exists():
            raise InputError(f"batch {batch.batch_id}: its file {path} is gone; put it back from a backup or load the batch again")
        files.setdefault(batch.target_table, {})[path] = batch.row_count
    return files


def _add_files(candidate: duckdb.DuckDBPyConnection, table: Table, columns: list[Column[Any]], files: list[Path]) -> None:
    """Make a table the union of its copied rows and its columnar files. A file is named after its batch."""
    listed = ", ".join(f"'{path}'" for path in files)
    named = ", ".join('parse_filename(filename, true) as "batch_id"' if c.name == "batch_id" else f'"{c.name}"' for c in columns)
    plain = ", ".join(f'"{c.name}"' for c in columns)
    in_place = f" union all select {named} from read_parquet([{listed}], filename = true)" if files else ""
    candidate.execute(f'create view source."{table.name}" as select {plain} from source."{ROWS}{table.name}"{in_place}')


def end_reading_in_place(candidate: duckdb.DuckDBPyConnection, counts: Mapping[str, int], heavy_rows: int) -> None:
    """Make the tables with columnar batches tables: a view over files would break wherever a release is opened without them.

    The rows of the files are copied in, so that `source` is all that was filed. Only of a filed table of `heavy_rows` and more (by `counts`,
    as `write_snapshot` gave them) the files stay with the store alone: its fact has their values, and `source.batch` says how many there are.
    """
    views = candidate.execute("select view_name from duckdb_views() where schema_name = 'source' and not internal").fetchall()
    for (name,) in views:
        rows = f'source."{ROWS}{name}"'
        if MODELS[name].is_reference or counts[name] < heavy_rows:
            order = ", ".join(f'"{column.name}"' for column in metadata().tables[name].primary_key)
            candidate.execute(
                f'insert into {rows} select * from source."{name}" where batch_id not in (select distinct batch_id from {rows}) order by {order}'
            )
        candidate.execute(f'drop view source."{name}"')
        candidate.execute(f'alter table {rows} rename to "{name}"')


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

"""Ad-hoc SQL on a release: one reading statement, capped output."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import InputError
from warehouse.query.connection import open_release

MAX_ROWS = 10_000
MAX_TEXT = 50_000


@dataclass(frozen=True)
class Answer:
    """Columns and rows of one statement. `is_complete` is false where the rows were cut at the limit."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    is_complete: bool


def ask(database: Path, statement: str, max_rows: int = MAX_ROWS) -> Answer:
    """Run one reading statement on a release.

    Raises InputError for text that is not one SELECT (or DESCRIBE, SHOW, SUMMARIZE), or that DuckDB refuses.
    """
    if len(statement) > MAX_TEXT:
        raise InputError(f"sql: the statement has {len(statement):,} characters, the limit is {MAX_TEXT:,}; shorten it")
    with open_release(database, harden=True) as connection:
        try:
            parsed = connection.extract_statements(statement)
            if len(parsed) != 1 or parsed[0].type != duckdb.StatementType.SELECT or not _is_query(connection, statement):
                raise InputError("sql: exactly one SELECT statement is answered; this is something else")
            cursor = connection.execute(parsed[0])
            columns = [column[0] for column in cursor.description or []]
            rows = cursor.fetchmany(max_rows + 1)
        except duckdb.Error as error:
            raise InputError("sql: " + _one_line(error)) from error
    return Answer(columns, rows[:max_rows], len(rows) <= max_rows)


def _is_query(connection: duckdb.DuckDBPyConnection, statement: str) -> bool:
    """Whether DuckDB's own parser can write the statement as a query tree: a PRAGMA that answers rows is typed SELECT but cannot."""
    row = connection.execute("select json_serialize_sql(?) ->> 'error'", [statement]).fetchone()
    return row is not None and row[0] == "false"


def _one_line(error: duckdb.Error) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    hint = next((f" ({line.strip()})" for line in lines[1:] if line.startswith(("Candidate", "Did you mean"))), "")
    return lines[0].strip() + hint

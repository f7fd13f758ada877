"""A buffered DuckDB dialect for Great Expectations.

duckdb-engine's cursors share one connection, so a second statement empties the result of the first before it was read and
Great Expectations fails with "list index out of range" (a known issue of that pair). Fetching all rows right after
execution cures it. This is the only place of the workaround.
"""

from __future__ import annotations

from pathlib import Path

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg2 import PGExecutionContext_psycopg2
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy


class BufferedExecutionContext(PGExecutionContext_psycopg2):
    """Reads the whole result before anything else runs on the shared connection."""

    def post_exec(self) -> None:
        super().post_exec()  # type: ignore[no-untyped-call]
        if self.cursor is not None and self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall(), alternate_description=self.cursor.description
            )


class BufferedDuckDBDialect(Dialect):  # type: ignore[misc]  # duckdb-engine has no types
    """duckdb-engine's dialect with buffered results."""

    execution_ctx_cls = BufferedExecutionContext
    supports_statement_cache = False


def engine_url(database: Path) -> str:
    """The SQLAlchemy URL of a candidate, read only, in the buffered dialect."""
    registry.register("duckdb.buffered", __name__, "BufferedDuckDBDialect")
    return f"duckdb+buffered:///{database}?access_mode=read_only"

"""Opening and migrating the source store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from warehouse.errors import InputError, StoreGoneError
from warehouse.settings import PROJECT_ROOT, Home
from warehouse.source.schema import metadata


def open_store(url: str) -> Engine:
    """An engine on the source store. SQLite enforces foreign keys and writes through a write-ahead log."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise InputError("WAREHOUSE_SOURCE_URL: only sqlite and postgresql are supported; write postgresql://user@host/database")
    except ArgumentError as error:
        raise InputError("WAREHOUSE_SOURCE_URL: is not a database address; write postgresql://user@host/database") from error
    if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    # A connection that a restart of the server closed is noticed and replaced before it is used.
    engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() == "postgresql")
    if engine.dialect.name == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "handle_error", _tell_gone)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # The driver would start a transaction only before the first INSERT, so DDL would commit by itself and a killed
    # migration would leave half a schema: SQLAlchemy's documented cure is to take over BEGIN.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _tell_gone(context: ExceptionContext) -> None:
    """A server that goes away in mid-step, or is not there at all, told in one line. Raises StoreGoneError."""
    unreachable = context.connection is None and isinstance(context.sqlalchemy_exception, OperationalError)
    if (context.is_disconnect or unreachable) and not context.is_pre_ping:
        said = (str(context.original_exception).splitlines() or ["connection lost"])[0]
        raise StoreGoneError(
            f"source store: the database cannot be reached or went away ({said}); the step is stored whole or not at all: "
            "wait until the database is back, then do it again; what is already stored is recognised"
        ) from context.original_exception


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the store to `revision`; on PostgreSQL also write table and column comments from the dictionary."""
    from alembic import command  # Alembic is needed here only.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(PROJECT_ROOT / "migrations"))
    try:
        with engine.connect() as connection, _tables_may_be_rebuilt(connection), connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if revision == "head":
                write_comments(connection)
    except SQLAlchemyError as error:
        raise InputError(f"source store: cannot migrate ({str(error).splitlines()[0]}); check WAREHOUSE_SOURCE_URL and its rights") from error


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by building it anew, which foreign keys to it forbid: they rest while a migration runs.

    The switch has no effect inside a transaction, so it goes to the driver before one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def write_comments(connection: Connection) -> None:
    """Write the dictionary's meanings as database comments where the database keeps comments."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    for table in metadata().sorted_tables:
        _comment_on(connection, f"TABLE {quote(table.name)}", table.comment)
        for column in table.columns:
            _comment_on(connection, f"COLUMN {quote(table.name)}.{quote(column.name)}", column.comment)


def _comment_on(connection: Connection, target: str, comment: str | None) -> None:
    literal = "NULL" if comment is None else "'" + comment.replace("'", "''") + "'"
    connection.execute(text(f"COMMENT ON {target} IS {literal}".replace(":", r"\:")))


def open_home_store(home: Home) -> Engine:
    """The migrated source store of a home. Raises InputError if its folder cannot be written."""
    engine = open_store(home.source_url)
    folder = Path(engine.url.database or ".").parent
    if engine.dialect.name == "sqlite" and not os.access(folder, os.W_OK):
        # SQLite itself says "unable to open database file": its write-ahead log needs a file beside the database.
        raise InputError(f"{folder}: cannot be written (read-only file system or no right to write); mend that or set WAREHOUSE_HOME")
    migrate(engine)
    return engine

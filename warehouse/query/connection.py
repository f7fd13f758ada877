"""Read-only connections to a published release, hardened before any user text runs."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.errors import InputError

HARDENING = (
    "set temp_directory = ''",
    "set memory_limit = '1GB'",
    "set threads = 2",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set allow_persistent_secrets = false",
    "set python_enable_replacements = false",
    "set enable_external_access = false",
    # Without this line a reader could still read, attach or truncate the release file itself; it must come after the line above.
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)
"""Settings in the only order that closes the file system (measured, see docs/decisions/0003-safe-sql.md)."""


def open_release(database: Path, harden: bool = False) -> duckdb.DuckDBPyConnection:
    """A read-only connection. `harden` closes files, network and settings, for text that a user wrote."""
    try:
        connection = duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise InputError(f"{database.parent.name}: the release cannot be opened; run `warehouse releases` and roll back") from error
    if harden:
        _harden(connection, database)
    return connection


def _harden(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Close files, network and settings, then prove it: the open file itself, which DuckDB allows by default, must be refused.

    Connections of one process to one file share their settings, so a second one may find them closed already.
    `disabled_filesystems` reads back empty on DuckDB 1.5.6, so it is tried instead of read.
    """
    if not _setting(connection, "lock_configuration"):
        for setting in HARDENING:
            connection.execute(setting)
    if _setting(connection, "lock_configuration") and not _setting(connection, "enable_external_access"):
        try:
            connection.execute("select count(*) from read_blob(?)", [str(database)])
        except duckdb.PermissionException:
            return
    connection.close()
    raise InputError("sql: the connection could not be closed to files and network; start a new process and try again")


def _setting(connection: duckdb.DuckDBPyConnection, name: str) -> object:
    row = connection.execute("select current_setting(?)", [name]).fetchone()
    return row[0] if row else None

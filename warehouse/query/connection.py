"""Read-only connections to a published release, and the settings that close one before user text runs."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.errors import InputError


def hardening(memory_mib: int, threads: int, zone: str) -> tuple[tuple[str, str], ...]:
    """Settings and their values in the only order that closes the file system (measured, see docs/decisions/0016-sandbox.md)."""
    return (
        ("temp_directory", "''"),
        ("memory_limit", f"'{memory_mib}MiB'"),
        ("threads", str(threads)),
        ("timezone", f"'{zone}'"),
        ("errors_as_json", "true"),
        # Rows leave DuckDB early, so that those before the deadline are not lost with those after it.
        ("streaming_buffer_size", "'64KiB'"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("allow_community_extensions", "false"),
        ("allow_persistent_secrets", "false"),
        ("python_enable_replacements", "false"),
        ("enable_external_access", "false"),
        # Without this line a reader could still read, attach or truncate the release file itself; it must come after the line above.
        ("disabled_filesystems", "'LocalFileSystem'"),
        ("lock_configuration", "true"),
    )


def open_release(database: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection for statements that the project wrote. What a reader wrote runs in the sandbox, never here."""
    try:
        return duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise InputError(f"{database.parent.name}: the release cannot be opened; run `warehouse releases` and roll back") from error

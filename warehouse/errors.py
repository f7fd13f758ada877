"""The error family: raised where the fact is known, shown as one line by the command line and a box by the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.query.problem import Problem


class WarehouseError(Exception):
    """Base of every error a user can meet. `exit_code` is what the command line returns."""

    exit_code = 2


class InputError(WarehouseError):
    """A file, argument or statement that cannot be taken. Each line says what, where and how to mend."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)


class NoReleaseError(InputError):
    """Nothing has been published in this home yet."""


class SqlError(InputError):
    """A statement that is not answered. `problem` tells code, place and near names to programs (see `warehouse.query.problem.Problem`)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"sql: {problem}")
        self.problem = problem


class BusyError(WarehouseError):
    """Another builder holds the home."""


class StoreGoneError(WarehouseError):
    """The database of the source store went away or cannot be reached. A step that was under way is stored whole or not at all."""


class BuildError(WarehouseError):
    """dbt could not build the candidate: broken key, contract or data test."""

    exit_code = 3


class GateError(WarehouseError):
    """The audit refused the candidate; the old release stays live and the candidate is kept for inspection."""

    exit_code = 3


FULL = ("No space left on device", "disk is full", "Disk quota exceeded", "max_temp_directory_size")
"""How DuckDB, SQLite and the system word a disk that takes no more; the libraries raise it under many types."""
UNWRITABLE = ("Read-only file system", "readonly database")


def is_full(told: BaseException | str) -> bool:
    """True if an error, or the output of a program, says that the disk had no room."""
    return any(sign in str(told) for sign in FULL)


def is_storage_fault(error: BaseException) -> bool:
    """True if a library's error says that the disk is full or not writable: nothing is wrong with program or data."""
    return is_full(error) or any(sign in str(error) for sign in UNWRITABLE)

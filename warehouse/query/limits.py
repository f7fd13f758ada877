"""Every limit of ad-hoc SQL, in one place: the worker, the command line, the app, the HTTP interface and the docs read it here."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from warehouse.errors import InputError

PREFIX = "WAREHOUSE_SQL_"
"""A limit is overridden by the environment variable of its name, for example WAREHOUSE_SQL_SECONDS=60."""


def _limit(default: int, lowest: int, highest: int, unit: str, meaning: str) -> Any:
    return field(default=default, metadata={"lowest": lowest, "highest": highest, "unit": unit, "meaning": meaning})


@dataclass(frozen=True)
class Limits:
    """What one statement may use. Each limit has a default, a lowest and a highest value, a unit and a meaning."""

    text: int = _limit(50_000, 100, 1_000_000, "characters", "length of a statement")
    rows: int = _limit(10_000, 1, 1_000_000, "rows", "rows of an answer when the reader names no number")
    rows_most: int = _limit(1_000_000, 1, 10_000_000, "rows", "most rows a reader may ask for")
    columns: int = _limit(500, 1, 5_000, "columns", "columns of an answer")
    cell: int = _limit(32_768, 100, 1_000_000, "characters", "length of one text cell; longer ones are cut and end in …")
    answer: int = _limit(64_000_000, 10_000, 1_000_000_000, "bytes", "size of an answer on its way from the worker")
    seconds: int = _limit(20, 1, 600, "seconds", "from start to the last row; then the worker is killed")
    memory: int = _limit(2_048, 512, 65_536, "MiB", "address space of the worker process")
    query_memory: int = _limit(1_024, 64, 65_536, "MiB", "what DuckDB may use of it for one statement")
    threads: int = _limit(2, 1, 64, "threads", "threads of one statement")
    files: int = _limit(16, 8, 256, "files", "open files of the worker")
    running: int = _limit(2, 1, 64, "statements", "statements that run at once, one of each reader")
    waiting: int = _limit(40, 0, 1_000, "statements", "statements that wait for a place")
    waiting_each: int = _limit(4, 0, 100, "statements", "statements of one reader that wait")
    wait: int = _limit(60, 1, 600, "seconds", "longest wait for a place")
    spares: int = _limit(2, 0, 8, "workers", "workers kept ready for the next statements")

    @classmethod
    def from_environment(cls) -> Limits:
        """The defaults, overridden by the environment. Raises InputError for a value that is no number or out of bounds."""
        given = {}
        for one in fields(cls):
            text = os.environ.get(PREFIX + one.name.upper())
            if text is not None:
                given[one.name] = _checked(one.name, text, one.metadata["lowest"], one.metadata["highest"])
        return cls(**given)

    def __post_init__(self) -> None:
        for one in fields(self):
            _checked(one.name, str(getattr(self, one.name)), one.metadata["lowest"], one.metadata["highest"])


@dataclass(frozen=True)
class LimitRow:
    """One limit as a reader sees it."""

    name: str
    value: int
    unit: str
    meaning: str
    lowest: int
    highest: int


def limit_rows(limits: Limits) -> list[LimitRow]:
    """All limits in their order, for help texts, pages and docs."""
    return [
        LimitRow(one.name, getattr(limits, one.name), one.metadata["unit"], one.metadata["meaning"], one.metadata["lowest"], one.metadata["highest"])
        for one in fields(limits)
    ]


@cache
def limits() -> Limits:
    """The limits of this process."""
    return Limits.from_environment()


def _checked(name: str, text: str, lowest: int, highest: int) -> int:
    variable = PREFIX + name.upper()
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise InputError(f"{variable}: '{text}' is no whole number from {lowest:,} to {highest:,}")
    return int(text)

"""One statement on a release, through the sandbox of this process."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path

from warehouse.query.answer import Answer
from warehouse.query.limits import Limits
from warehouse.query.sandbox import shared

__all__ = ["MAX_ROWS", "Answer", "ask"]

MAX_ROWS = Limits.rows
"""Rows of an answer when the reader names no number."""


def ask(database: Path, statement: str, max_rows: int | None = None, user: str | None = None) -> Answer:
    """Answer one reading statement on a release. Raises SqlError (an InputError) for what is refused, fails or meets a limit.

    The reader's name, for the queue and the query log, is that of the account if none is given.
    """
    return shared().run(database, statement, user=user or account(), rows=max_rows)


def account() -> str:
    """The name of the account that runs this process."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"

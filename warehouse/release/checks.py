"""What the audit checks: one expectation of one table, as written in `expectations/` or made from the clause rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BLOCKING = "critical"
"""Severity of an expectation that stops a release. `warning` and `info` never do."""


@dataclass(frozen=True)
class Check:
    """One expectation of one table. `query` stands for the table where rows of several tables are judged together."""

    suite: str
    table: str
    expectation: str
    severity: str
    note: str
    arguments: dict[str, Any]
    clause_id: str = ""
    query: str = ""
    note_zh: str = ""
    """The note in Chinese; empty where the note names a printed table only and serves both languages."""

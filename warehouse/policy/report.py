"""What-if results as tables: verdicts before and after, the items behind the counts, and resolved lines ready to be filed."""

from __future__ import annotations

from dataclasses import astuple, fields

from warehouse.policy.proposal import Line
from warehouse.policy.whatif import Change, Item, WhatIf
from warehouse.query.answer import Answer

COLUMNS = [
    "effect", "verdict_before", "verdict", "clause_id", "subject_name", "object_key", "act", "value_low", "value_high", "threshold", "margin",
    "reason_zh", "reason_en", "grounds", "evidence", "verdict_without_waiver", "verdict_if_in_force", "outcome", "subject_id", "period_year",
]  # fmt: skip
"""Columns of a what-if answer: effect is worse, better, same or new; margin is the distance to the limit, below zero where it is broken."""

SHORT = [
    "effect",
    "verdict_before",
    "verdict",
    "clause_id",
    "subject_name",
    "object_key",
    "value_low",
    "threshold",
    "margin",
    "reason_zh",
    "reason_en",
]
"""The columns that fit a terminal."""


def changes(found: WhatIf, columns: list[str] | None = None) -> Answer:
    """One row a verdict of the proposals, worst first, with the present verdict of the same clause and school beside it."""
    wanted = columns or COLUMNS
    return Answer(wanted, [tuple(_cell(change, column) for column in wanted) for change in found.changes], True)


def items(found: WhatIf) -> Answer:
    """One row an item that was counted, folded, left out or could not be read."""
    return Answer([f.name for f in fields(Item)], [astuple(item) for item in found.evidence], True)


def filed_lines(lines: list[Line]) -> Answer:
    """Resolved lines in the order of seeds/reference/proposal_line.csv: appended there, the next build evaluates them too."""
    return Answer([f.name for f in fields(Line)], [astuple(line) for line in lines], True)


def _cell(change: Change, column: str) -> object:
    if column == "effect":
        return change.effect
    if column == "verdict_before":
        return change.before.verdict if change.before else None
    return getattr(change.after, column)

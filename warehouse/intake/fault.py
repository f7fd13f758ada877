"""What is wrong with a file, where, and how to mend it: found once, told in either language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from warehouse.intake.limits import shown
from warehouse.intake.wording import wording

Severity = Literal["error", "warning", "notice"]
"""An error blocks, a warning must be acknowledged, a notice is only told (a policy breach is a finding, never a data error)."""


@dataclass(frozen=True)
class Fault:
    """One finding about a file. `source` names the file, `table` its target; `marks` are the columns whose cells are coloured."""

    key: str
    source: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    table: str = ""
    marks: tuple[str, ...] = ()

    def remedy(self, language: str) -> str:
        """What is wrong and how to mend it, without the place."""
        return wording(language, f"fault.{self.key}", **self.values)

    def line(self) -> str:
        """One line of English for the command line: file, row, column, value, remedy."""
        where = self.source
        if self.row is not None:
            where += f": row {self.row}" + (f", column {self.column}" if self.column is not None else "")
        told = f" '{shown(self.value)}'" if self.value is not None else ""
        return f"{where}:{told} {self.remedy('en')}"

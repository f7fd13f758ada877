"""Why a statement is not answered, in words that name no path, process or setting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Why a statement is not answered: a code for programs, words for people, the place in the text, near names."""

    code: str
    message: str
    line: int | None = None
    column: int | None = None
    name: str = ""
    hints: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}, column {self.column}: "
        hint = f"; did you mean {' or '.join(self.hints)}?" if self.hints else ""
        return f"{place}{self.message}{hint}"


FORBIDDEN = Problem("forbidden", "own SQL needs the role analyst; ask the operator")


def place_of(raw: bytes, location: int | None) -> tuple[int | None, int | None]:
    """Line and column (both from 1) of a byte offset in a statement; nothing for an offset outside it."""
    if location is None or not 0 <= location <= len(raw):
        return None, None
    before = raw[:location].decode("utf-8", "ignore")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

"""Proposal lines: read from CSV, names resolved by the release's own aliases."""

from __future__ import annotations

import contextlib
import csv
import difflib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from warehouse.errors import InputError
from warehouse.intake.names import NameBook, normalise
from warehouse.source.dictionary import code_sets

_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")

ACTIONS = ("add", "withdraw", "suspend", "resume", "change_intake")
COLUMNS = ("school", "action", "major", "level", "pathway", "decision_date", "effective_date", "planned_intake")
"""Columns of a proposal file. `major` is a catalogue code or a printed name; level, pathway and planned_intake may be empty."""

NEAR = 0.8
"""Similarity (0 to 1) above which an unknown name counts as close to a restricted major."""


@dataclass(frozen=True)
class Line:
    """One resolved line. `match_kind` is code, name, alias, near or none."""

    scenario_id: str
    line_no: int
    decision_date: date
    effective_date: date
    school_id: str
    action: str
    major_as_printed: str
    education_level: str
    major_code: str | None
    match_kind: str
    pathway: str | None
    planned_intake: int | None


def read_proposals(path: Path) -> list[dict[str, str]]:
    """Rows of a proposal file. Raises InputError for a file or header that cannot be taken."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
            columns = reader.fieldnames or []
            ragged = next((n for n, row in enumerate(rows, start=2) if None in row or None in row.values()), None)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name}: cannot be read as CSV UTF-8 ({error}); export it again") from error
    unknown = [c for c in columns if c not in COLUMNS]
    missing = [c for c in ("school", "action", "major", "decision_date", "effective_date") if c not in columns]
    if unknown or missing:
        told = f"unknown column '{unknown[0]}'" if unknown else f"column '{missing[0]}' is missing"
        raise InputError(f"{path.name}: row 1: {told}; a proposal file has: {', '.join(COLUMNS)}")
    if not rows:
        raise InputError(f"{path.name}: holds no proposals")
    if ragged is not None:
        raise InputError(f"{path.name}: row {ragged}: has more or fewer cells than the header; quote cells that hold a comma")
    return [{c: (row.get(c) or "").strip() for c in COLUMNS} for row in rows]


class Resolver:
    """Resolves schools and majors by the aliases of one release. Names match whole, never by substring."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        def pairs(query: str) -> list[tuple[str, ...]]:
            return connection.execute(query).fetchall()

        self.names = NameBook()
        self.names.schools = dict(pairs("select alias_normalised, school_id from source.school_alias"))  # type: ignore[arg-type]
        for name, level, code in pairs("select major_name, education_level, major_code from source.major"):
            self.names.majors[(normalise(name), level)] = code
        for name, level, code in pairs("select alias_normalised, education_level, major_code from source.major_alias"):
            self.names.majors[(name, level)] = code
        self.codes: dict[str, str] = dict(pairs("select major_code, education_level from source.major"))  # type: ignore[arg-type]
        self.levels: dict[str, str] = dict(pairs("select school_id, school_level from marts.dim_school where is_current and school_key > 0"))  # type: ignore[arg-type]
        restricted = pairs("select major_name, restricted_as_printed from marts.dim_major where is_restricted_new")
        self.restricted = [normalise(name) for row in restricted for name in row]

    def lines(self, rows: list[dict[str, str]], scenario_id: str, name: str = "proposals") -> list[Line]:
        """Resolve rows. Raises InputError with one line for each fault."""
        faults: list[str] = []
        lines = []
        for number, row in enumerate(rows, start=1):
            line = self._line(row, scenario_id, number, f"{name}: row {number + 1}", faults)
            if line is not None:
                lines.append(line)
        if faults:
            raise InputError(*faults[:50])
        return lines

    def _line(self, row: dict[str, str], scenario_id: str, number: int, where: str, faults: list[str]) -> Line | None:
        before = len(faults)
        school_id = row["school"] if row["school"] in self.levels else self.names.school(row["school"])
        if school_id is not None and school_id not in self.levels:
            faults.append(f"{where}, column school: '{row['school']}' is no school of today; name its successor")
        if school_id is None:
            faults.append(f"{where}, column school: '{row['school']}' is not a known school{self.names.near_school(row['school'])}")
        if row["action"] not in ACTIONS:
            faults.append(f"{where}, column action: '{row['action']}' is not one of {', '.join(ACTIONS)}")
        dates = {}
        for column in ("decision_date", "effective_date"):
            if _DATE.fullmatch(row[column]):
                with contextlib.suppress(ValueError):
                    dates[column] = date.fromisoformat(row[column])
            if column not in dates:
                faults.append(f"{where}, column {column}: '{row[column]}' is not a date between 2000 and 2099; write YYYY-MM-DD")
        if len(dates) == 2 and dates["effective_date"] < dates["decision_date"]:
            faults.append(f"{where}, column effective_date: '{row['effective_date']}' is before the decision of {row['decision_date']}")
        intake = row.get("planned_intake", "")
        for column, code_set in (("level", "education_level"), ("pathway", "pathway")):
            if row.get(column) and row[column] not in code_sets()[code_set]:
                faults.append(f"{where}, column {column}: '{row[column]}' is not one of {', '.join(code_sets()[code_set])}")
        if intake and not re.fullmatch(r"[0-9]{1,6}", intake):
            faults.append(f"{where}, column planned_intake: '{intake}' is not a whole number of students")
        if not row["major"]:
            faults.append(f"{where}, column major: is empty; give a catalogue code or a name")
        if len(faults) > before or school_id is None:
            return None
        level = row.get("level") or self._level(school_id)
        code, kind = self._major(row["major"], level)
        return Line(
            scenario_id, number, dates["decision_date"], dates["effective_date"], school_id, row["action"], row["major"],
            self.codes.get(code, level) if code else level, code, kind, row.get("pathway") or None, int(intake) if intake else None,
        )  # fmt: skip

    def _level(self, school_id: str) -> str:
        """Majors of colleges are read at diploma level unless the line says otherwise; a secondary school's at its own."""
        return "secondary" if self.levels.get(school_id) == "secondary" else "higher_vocational"

    def _major(self, printed: str, level: str) -> tuple[str | None, str]:
        if printed in self.codes:
            return printed, "code"
        major = self.names.major(printed, level)
        if major is not None and major.major_code is not None:
            return major.major_code, "direction" if major.direction else "name"
        base = normalise(printed).split("(")[0]
        close = difflib.get_close_matches(base, self.restricted, n=1, cutoff=NEAR)
        return None, "near" if close else "none"

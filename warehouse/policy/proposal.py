"""Proposal lines: read from CSV, names resolved by the release's own aliases."""

from __future__ import annotations

import contextlib
import csv
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from warehouse.errors import InputError
from warehouse.intake.names import NameBook, normalise
from warehouse.source.dictionary import code_sets

_DATE = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")

ACTIONS = ("add", "withdraw", "suspend", "resume", "change_intake", "cluster", "set_parameter")
"""What a line may propose: a change of one major of a school, a cluster built on a major, or another threshold of a clause."""

COLUMNS = (
    "school", "action", "major", "level", "pathway", "partner", "decision_date", "effective_date", "planned_intake", "clause", "value",
)  # fmt: skip
"""Columns of a proposal file. `major` is a catalogue code or a printed name; `partner` is the college above a through-train point of a secondary
school; `clause` and `value` belong to set_parameter. All but school, action, major and the dates may be left out or empty."""

REQUIRED = ("school", "action", "major", "decision_date", "effective_date")

NEAR = 0.8
"""Similarity (0 to 1) above which an unknown name counts as close to a restricted major."""


@dataclass(frozen=True)
class Line:
    """One resolved line, in the order of reference.proposal_line. `match_kind` is code, name, alias, crosswalk, direction, near or none."""

    scenario_id: str
    line_no: int
    decision_date: date
    effective_date: date
    school_id: str | None
    action: str
    major_as_printed: str | None
    education_level: str | None
    major_code: str | None
    match_kind: str | None
    pathway: str | None
    partner_school_id: str | None
    planned_intake: int | None
    clause_id: str | None
    value: Decimal | None


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
    missing = [c for c in REQUIRED if c not in columns]
    if unknown or missing:
        told = f"unknown column '{unknown[0]}'" if unknown else f"column '{missing[0]}' is missing"
        raise InputError(f"{path.name}: row 1: {told}; a proposal file has: {', '.join(COLUMNS)}")
    if not rows:
        raise InputError(f"{path.name}: holds no proposals")
    if ragged is not None:
        raise InputError(f"{path.name}: row {ragged}: has more or fewer cells than the header; quote cells that hold a comma")
    return [{c: (row.get(c) or "").strip() for c in COLUMNS} for row in rows]


_FOLLOWED = "relation in ('renamed', 'continues', 'merged')"
"""Relations of the crosswalk by which an older code or name is the same major."""


@dataclass
class _Faults:
    """Faults of one row, told with their column."""

    where: str
    told: list[str]
    any_here: bool = False

    def add(self, column: str, text: str) -> None:
        self.any_here = True
        self.told.append(f"{self.where}, column {column}: {text}")


def _set_twice(lines: list[Line], name: str) -> Iterator[str]:
    """Lines that give one clause two values from the same day, of which neither would be the one to judge by."""
    said: dict[tuple[str, date], Line] = {}
    for line in lines:
        if line.action == "set_parameter" and line.clause_id is not None:
            first = said.setdefault((line.clause_id, line.effective_date), line)
            if first.value != line.value:
                yield (
                    f"{name}: row {line.line_no + 1}, column value: '{line.value}' for {line.clause_id} from {line.effective_date}, "
                    f"where row {first.line_no + 1} says '{first.value}'"
                )


class Resolver:
    """Resolves schools and majors by the aliases of one release. Names match whole, never by substring."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        def pairs(query: str) -> list[tuple[str, ...]]:
            return connection.execute(query).fetchall()

        self.names = NameBook()
        # A school that filed under its own name needs no alias; a name that two schools have had is for the aliases to settle.
        own = "select school_name, min(school_id) from marts.dim_school where school_key > 0 group by 1 having count(distinct school_id) = 1"
        self.names.schools = {normalise(name): school_id for name, school_id in pairs(own)}
        self.names.schools.update(pairs("select alias_normalised, school_id from source.school_alias"))  # type: ignore[arg-type]
        self.kinds: dict[tuple[str, str], str] = {}
        for kind, query in (
            ("name", "select major_name, education_level, major_code from source.major"),
            ("alias", "select alias_normalised, education_level, major_code from source.major_alias"),
            ("crosswalk", f"select from_name, education_level, to_code from reference.major_crosswalk where {_FOLLOWED}"),
            ("crosswalk", f"select from_code, education_level, to_code from reference.major_crosswalk where {_FOLLOWED} and from_code is not null"),
        ):
            for name, level, code in pairs(query):
                if kind != "crosswalk" or (normalise(name), level) not in self.names.majors:
                    self.names.majors[(normalise(name), level)] = code
                    self.kinds[(normalise(name), level)] = kind
        self.codes: dict[str, str] = dict(pairs("select major_code, education_level from source.major"))  # type: ignore[arg-type]
        self.levels: dict[str, str] = dict(pairs("select school_id, school_level from marts.dim_school where is_current and school_key > 0"))  # type: ignore[arg-type]
        self.clauses = {row[0] for row in pairs("select distinct clause_id from policy.dim_clause")}
        restricted = pairs("select major_name, restricted_as_printed from marts.dim_major where is_restricted_new")
        self.restricted = [normalise(name) for row in restricted for name in row]

    def lines(self, rows: list[dict[str, str]], scenario_id: str, name: str = "proposals") -> list[Line]:
        """Resolve rows. Raises InputError with one line for each fault."""
        faults: list[str] = []
        lines = []
        for number, row in enumerate(rows, start=1):
            filled = {c: row.get(c, "") for c in COLUMNS}
            found = self._line(filled, scenario_id, number, _Faults(f"{name}: row {number + 1}", faults))
            if found is not None:
                lines.append(found)
        faults.extend(_set_twice(lines, name))
        if faults:
            raise InputError(*faults[:50])
        return lines

    def _line(self, row: dict[str, str], scenario_id: str, number: int, faults: _Faults) -> Line | None:
        dates = self._dates(row, faults)
        if row["action"] not in ACTIONS:
            faults.add("action", f"'{row['action']}' is not one of {', '.join(ACTIONS)}")
            return None
        if row["action"] == "set_parameter":
            return self._parameter(row, scenario_id, number, dates, faults)
        school_id = self._school(row, "school", faults)
        partner_id = self._school(row, "partner", faults) if row["partner"] else None
        for column, code_set in (("level", "education_level"), ("pathway", "pathway")):
            if row[column] and row[column] not in code_sets()[code_set]:
                faults.add(column, f"'{row[column]}' is not one of {', '.join(code_sets()[code_set])}")
        if row["planned_intake"] and not re.fullmatch(r"[0-9]{1,6}", row["planned_intake"]):
            faults.add("planned_intake", f"'{row['planned_intake']}' is not a whole number of students")
        if row["action"] == "change_intake" and not row["planned_intake"]:
            faults.add("planned_intake", "is empty; change_intake needs the planned number of new students")
        if not row["major"]:
            faults.add("major", "is empty; give a catalogue code or a name")
        if faults.any_here or school_id is None:
            return None
        level = row["level"] or self._level(school_id, row["pathway"])
        code, kind = self._major(row["major"], level)
        return Line(
            scenario_id, number, dates["decision_date"], dates["effective_date"], school_id, row["action"], row["major"],
            self.codes.get(code, level) if code else level, code, kind, row["pathway"] or None, partner_id,
            int(row["planned_intake"]) if row["planned_intake"] else None, None, None,
        )  # fmt: skip

    def _parameter(self, row: dict[str, str], scenario_id: str, number: int, dates: dict[str, date], faults: _Faults) -> Line | None:
        """Another threshold of a clause, from the effective date on, inside this proposal only."""
        if row["clause"] not in self.clauses:
            faults.add("clause", f"'{row['clause']}' is not a clause of this release")
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", row["value"]):
            faults.add("value", f"'{row['value']}' is not a number")
        if faults.any_here:
            return None
        return Line(
            scenario_id, number, dates["decision_date"], dates["effective_date"], None, row["action"], None, None, None, None, None, None, None,
            row["clause"], Decimal(row["value"]),
        )  # fmt: skip

    def _dates(self, row: dict[str, str], faults: _Faults) -> dict[str, date]:
        dates = {}
        for column in ("decision_date", "effective_date"):
            if _DATE.fullmatch(row[column]):
                with contextlib.suppress(ValueError):
                    dates[column] = date.fromisoformat(row[column])
            if column not in dates:
                faults.add(column, f"'{row[column]}' is not a date between 2000 and 2099; write YYYY-MM-DD")
        if len(dates) == 2 and dates["effective_date"] < dates["decision_date"]:
            faults.add("effective_date", f"'{row['effective_date']}' is before the decision of {row['decision_date']}")
        return dates

    def _school(self, row: dict[str, str], column: str, faults: _Faults) -> str | None:
        printed = row[column]
        school_id = printed if printed in self.levels else self.names.school(printed)
        if school_id is None:
            faults.add(column, f"'{printed}' is not a known school{self.names.near_school(printed)}")
        elif school_id not in self.levels:
            faults.add(column, f"'{printed}' is no school of today; name its successor")
        return school_id

    def _level(self, school_id: str, pathway: str) -> str:
        """The level at which a major's name is read where the line does not say it.

        A secondary school's own majors are secondary; the upper stage of its through-train points is a diploma or a degree.
        """
        if self.levels.get(school_id) != "secondary":
            return "higher_vocational"
        return {
            "secondary_to_diploma": "higher_vocational",
            "five_year": "higher_vocational",
            "secondary_to_bachelor": "vocational_undergraduate",
        }.get(pathway, "secondary")

    def _major(self, printed: str, level: str) -> tuple[str | None, str]:
        if printed in self.codes:
            return printed, "code"
        major = self.names.major(printed, level)
        if major is not None and major.major_code is not None:
            return major.major_code, "direction" if major.direction else self.kinds.get((normalise(printed), level), "name")
        base = normalise(printed).split("(")[0]
        close = difflib.get_close_matches(base, self.restricted, n=1, cutoff=NEAR)
        return None, "near" if close else "none"

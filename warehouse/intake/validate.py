"""From rows of a file to records of a source table: types, codes, names. All errors of a file are collected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Boolean, Date, Integer
from sqlalchemy.sql.schema import Column

from warehouse.intake.names import NameBook, normalise
from warehouse.intake.reader import FileRow, SourceFile, shown
from warehouse.source.base import Base, ExactDecimal
from warehouse.source.dictionary import money_units
from warehouse.source.schema import MODELS

Record = dict[str, Any]

RESOLVED = {
    "school_id": "school_as_printed",
    "partner_school_id": "partner_as_printed",
    "co_organisation_id": "co_recipient_as_printed",
    "major_code": "major_as_printed",
    "direction": "major_as_printed",
}
"""Columns that intake fills by looking up a printed name."""

MAX_HINTS = 50
"""Faults of a file that get a hint. Looking for near names takes milliseconds each, and later lines are not shown."""

PLACE = ("document_id", "section", "locator", "locator_row", "transcription_note")
"""Columns of the place of print; where a reference file has none, the place is the file and its line."""

_INTEGER = re.compile(r"-?[0-9]+")
_AMOUNT = re.compile(r"([0-9]{1,14}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,4})?")
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass
class Validation:
    """What became of a file: its records, or the lines that say what is wrong."""

    records: list[Record] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def record_id(*parts: object) -> str:
    """A stable id from the values that identify a row: 16 hex digits of SHA-256."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


class Validator:
    """Checks a file against its table. Holds no state between files."""

    def __init__(self, source: SourceFile, names: NameBook, known: dict[str, set[str]]) -> None:
        self.source = source
        self.names = names
        self.known = known
        self.model: type[Base] = MODELS[source.target_table]
        self.table = self.model.__table__
        self.result = Validation()
        self.codes = _codes_of(self.model)
        self.given = self._given_columns()

    def _given_columns(self) -> dict[str, Column[Any]]:
        """Columns that a file states: all but the batch, the derived id and what is resolved from a printed name."""
        derived = {"batch_id", "alias_normalised", self.model.id_column}
        if self.source.target_table == "consortium_member":
            derived |= {"consortium_id", "school_id", "organisation_id"}
        columns: dict[str, Column[Any]] = {c.name: c for c in self.table.columns}  # type: ignore[misc]  # table columns, not labels
        resolved = {c for c, printed in RESOLVED.items() if printed in columns}
        if "subject_as_printed" in columns:
            resolved.add("school_id")
        return {name: c for name, c in columns.items() if name not in derived | resolved}

    def run(self) -> Validation:
        """Validate the whole file."""
        self.result.errors.extend(self.source.faults)
        if self._check_header():
            seen: dict[tuple[Any, ...], int] = {}
            for row in self.source.rows:
                record = self._record(row)
                if record is None:
                    continue
                key = tuple(record[c] for c in self.model.natural_key)
                if key in seen:
                    told = ", ".join(f"{c}={shown(str(v))}" for c, v in zip(self.model.natural_key, key, strict=True) if v is not None)
                    self._error(row, None, None, f"is the same record as row {seen[key]} ({told}); remove one of them")
                    continue
                seen[key] = row.number
                if not record.get("locator"):  # after id and key, which must not depend on the position of a row
                    record["locator"], record["locator_row"] = self.source.name, str(row.number)
                self.result.records.append(record)
        return self.result

    def _check_header(self) -> bool:
        unknown = [c for c in self.source.columns if c not in self.given]
        if self.model.is_reference:  # a reference file without print of its own need not name a place
            for column in PLACE:
                if column in self.given and column not in self.source.columns and self.given[column].nullable:
                    del self.given[column]
        missing = [c for c in self.given if c not in self.source.columns]
        for column in unknown:
            self.result.errors.append(
                f"{self.source.name}: row 1: unknown column '{shown(column)}'; {self.source.target_table} takes: {', '.join(self.given)}"
            )
        for column in missing:
            self.result.errors.append(f"{self.source.name}: row 1: column '{column}' is missing; add it (cells may be empty if unknown)")
        return not (unknown or missing)

    def _error(self, row: FileRow, column: str | None, value: str | None, remedy: str) -> None:
        where = f"{self.source.name}: row {row.number}"
        if column is not None:
            where += f", column {column}"
        told = f" '{shown(value)}'" if value is not None else ""
        self.result.errors.append(f"{where}:{told} {remedy}")

    def _hint(self, near: Callable[..., str], *arguments: str) -> str:
        return near(*arguments) if len(self.result.errors) < MAX_HINTS else ""

    def _record(self, row: FileRow) -> Record | None:
        before = len(self.result.errors)
        record: Record = {name: self._value(row, column, row.values[name]) for name, column in self.given.items()}
        self._resolve(row, record)
        if len(self.result.errors) > before:
            return None
        if self.model.id_column:
            record[self.model.id_column] = record_id(*(record[c] for c in self.model.natural_key))
        return record

    def _value(self, row: FileRow, column: Column[Any], text: str) -> Any:
        if not text:
            if not column.nullable:
                self._error(row, column.name, None, "is empty but required; fill it in")
            return None
        if column.name in self.codes and text not in self.codes[column.name]:
            self._error(row, column.name, text, f"is not a known code; use one of: {', '.join(self.codes[column.name])}")
            return None
        if column.foreign_keys and column.name in self.known and text not in self.known[column.name]:
            self._error(row, column.name, text, f"is not known; add it to seeds/reference/{_home_of(column.name)}.csv or correct it")
            return None
        try:
            return _typed(column, text)
        except (ValueError, InvalidOperation) as error:
            self._error(row, column.name, text, f"{error}")
            return None

    def _resolve(self, row: FileRow, record: Record) -> None:
        table = self.source.target_table
        if "alias_name" in self.given and record["alias_name"]:
            record["alias_normalised"] = normalise(record["alias_name"])
        if "school_as_printed" in self.given and record["school_as_printed"]:
            record["school_id"] = self._school(row, "school_as_printed", record["school_as_printed"])
        if "partner_as_printed" in self.given:
            printed = record["partner_as_printed"]
            record["partner_school_id"] = self._school(row, "partner_as_printed", printed) if printed else None
        if "co_recipient_as_printed" in self.given:
            printed = record["co_recipient_as_printed"]
            record["co_organisation_id"] = self._organisation(row, "co_recipient_as_printed", printed) if printed else None
        if "major_as_printed" in self.given:
            self._resolve_major(row, record)
        if table == "consortium_member":
            self._resolve_member(row, record)
        if table == "reported_figure":
            self._resolve_figure(row, record)

    def _school(self, row: FileRow, column: str, printed: str) -> str | None:
        school_id = self.names.school(printed)
        if school_id is None and self.names.knows_school(printed):
            self._error(row, column, printed, "stands for no school (bin ignored in seeds/reference/school_alias.csv); name one school")
        elif school_id is None:
            hint = self._hint(self.names.near_school, printed)
            self._error(row, column, printed, f"is not a known school name{hint}; correct it or add it to seeds/reference/school_alias.csv")
        return school_id

    def _organisation(self, row: FileRow, column: str, printed: str) -> str | None:
        organisation_id = self.names.organisation(printed)
        if organisation_id is None:
            hint = self._hint(self.names.near_organisation, printed)
            self._error(row, column, printed, f"is not a known organisation{hint}; correct it or add it to seeds/reference/organisation_alias.csv")
        return organisation_id

    def _resolve_major(self, row: FileRow, record: Record) -> None:
        printed, level = record["major_as_printed"], record["education_level"]
        record["major_code"] = record["direction"] = None
        if printed is None:
            return
        if level is None:
            if not row.values["education_level"]:
                self._error(row, "education_level", None, "is empty but a major is given; the same name exists at several levels")
            return
        major = self.names.major(printed, level)
        if major is None:
            hint = self._hint(self.names.near_major, printed, level)
            self._error(
                row,
                "major_as_printed",
                printed,
                f"is not a major of level {level}{hint}; correct it or add it to seeds/reference/major_alias.csv",
            )
            return
        record["major_code"], record["direction"] = major.major_code, major.direction

    def _resolve_member(self, row: FileRow, record: Record) -> None:
        printed = record["member_as_printed"]
        record["school_id"] = record["organisation_id"] = None
        if printed is None:
            return
        record["school_id"] = self.names.school(printed)
        if record["school_id"] is None:
            record["organisation_id"] = self.names.organisation(printed)
        if record["school_id"] is None and record["organisation_id"] is None:
            hint = self._hint(self.names.near_school, printed) or self._hint(self.names.near_organisation, printed)
            self._error(
                row,
                "member_as_printed",
                printed,
                f"is no known school or organisation{hint}; correct it or add it to school_alias.csv or organisation_alias.csv in seeds/reference",
            )
        if not (record["consortium_kind"] and record["consortium_name"]):
            return
        record["consortium_id"] = record_id(record["consortium_kind"], record["consortium_name"])
        if record["consortium_id"] not in self.known["consortium_id"]:
            self._error(
                row,
                "consortium_name",
                record["consortium_name"],
                "is not a known consortium of this kind; load the .consortium.csv file that names it first",
            )

    def _resolve_figure(self, row: FileRow, record: Record) -> None:
        printed = record["subject_as_printed"]
        record["school_id"] = None
        if record["subject_type"] == "school" and printed:
            record["school_id"] = self._school(row, "subject_as_printed", printed)
        stated, number = record["value_as_printed"], record["value_number"]
        if stated is None or number is None:
            return
        arabic = re.sub(r"[,，\s]", "", normalise(stated))
        ratio = re.fullmatch(r"(\d+(?:\.\d+)?):1", arabic)
        if ratio:
            arabic = ratio[1]
        if re.fullmatch(r"-?\d+(\.\d+)?", arabic) and Decimal(arabic) != number:
            self._error(row, "value_number", str(number), f"differs from value_as_printed '{stated}'; transcribe the number again")


def _codes_of(model: type[Base]) -> dict[str, tuple[str, ...]]:
    """Column → allowed codes, read from the table's own CHECK constraints so that they are stated once."""
    codes = {}
    for constraint in model.__table__.constraints:  # type: ignore[attr-defined]
        match = re.fullmatch(r"(\w+) IN \((.*)\)", str(getattr(constraint, "sqltext", "")))
        if match:
            codes[match[1]] = tuple(re.findall(r"'([^']*)'", match[2]))
    return codes


def _home_of(column: str) -> str:
    return column.removesuffix("_id").removesuffix("_code")


def _typed(column: Column[Any], text: str) -> Any:
    if isinstance(column.type, Boolean):
        if text not in ("true", "false"):
            raise ValueError("is not true or false")
        return text == "true"
    if isinstance(column.type, Integer):
        if not _INTEGER.fullmatch(text):
            raise ValueError("is not a whole number; write digits only, the unit belongs in its own column")
        if len(text) > 20 or abs(int(text)) > 2**31 - 1:
            raise ValueError("is too large a number for this column; check the unit")
        if column.name.endswith("_year") and not FIRST_YEAR <= int(text) <= LAST_YEAR:
            raise ValueError(f"is not a year between {FIRST_YEAR} and {LAST_YEAR}")
        return int(text)
    if isinstance(column.type, Date):
        try:
            if len(text) == 10:  # not the compact forms that ISO 8601 also allows
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise ValueError("is not a date; write YYYY-MM-DD")
    if isinstance(column.type, ExactDecimal):
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            raise ValueError("is not a decimal number; write digits and a point only")
        exact = Decimal(text)
        whole = column.type.precision - column.type.scale
        if -int(exact.as_tuple().exponent) > column.type.scale or exact.adjusted() >= whole:
            raise ValueError(f"has more than {whole} digits before the point or {column.type.scale} after it; check the unit")
        return exact
    if column.name in ("amount_as_printed", "income_as_printed") and not _AMOUNT.fullmatch(text):
        raise ValueError("is not an amount; write digits with a point, thousands parted by commas or not at all")
    if column.name == "unit_as_printed" and column.table.name in ("funding", "training") and text not in money_units():
        raise ValueError(f"is not a unit of money; use one of: {', '.join(sorted(money_units()))}")
    if len(text) > 4000:
        raise ValueError("is longer than 4,000 characters")
    return text

"""From rows of a file to records of a source table: types, codes, names. All errors of a file are collected."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, Integer
from sqlalchemy.sql.schema import Column

from warehouse.intake.fault import Fault
from warehouse.intake.limits import MAX_TEXT, shown
from warehouse.intake.names import NameBook, normalise
from warehouse.intake.reader import FileRow, SourceFile
from warehouse.source.base import Base, ExactDecimal
from warehouse.source.dictionary import code_labels, money_units
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
AMOUNT = re.compile(r"([0-9]{1,14}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,4})?")
FIRST_YEAR, LAST_YEAR = 1900, 2100


class ValueFault(ValueError):
    """A cell whose value does not fit its column: the key and placeholders of the wording that says so."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Checked:
    """One row as far as it could be read: its number, what is known of it, and the columns that could not be read."""

    number: int
    values: Record
    wrong: frozenset[str]


@dataclass
class Validation:
    """What became of a file: its records, or the faults that say what is wrong; `checked` holds every row, the faulty ones too."""

    records: list[Record] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        """The faults as lines of English."""
        return [fault.line() for fault in self.faults]


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
        self.codes = codes_of(self.model)
        self.given = given_columns(self.model)
        self.rules = RowRules(self.model)
        self.unread = {(fault.row, fault.column) for fault in source.faults if fault.column}

    def run(self) -> Validation:
        """Validate the whole file."""
        self.result.faults.extend(self.source.faults)
        if self._check_header():
            seen: dict[tuple[Any, ...], int] = {}
            for row in self.source.rows:
                before = len(self.result.faults)
                record = self._record(row)
                wrong = {fault.column for fault in self.result.faults[before:] if fault.column}
                wrong |= {column for number, column in self.unread if number == row.number and column} if self.unread else set()
                self.result.checked.append(Checked(row.number, record, frozenset(wrong)))
                if len(self.result.faults) == before and not wrong:
                    self._keep(row, record, seen)
        return self.result

    def _keep(self, row: FileRow, record: Record, seen: dict[tuple[Any, ...], int]) -> None:
        """Take a record whose cells are right, unless it breaks a rule of its table or stands there already."""
        key = tuple(record[c] for c in self.model.natural_key)
        if key in seen:
            told = ", ".join(f"{c}={shown(str(v))}" for c, v in zip(self.model.natural_key, key, strict=True) if v is not None)
            self._fault(row, "duplicate", other=seen[key], record=told)
            return
        seen[key] = row.number
        broken = self.rules.broken(record)
        for rule, columns in broken:
            values = {"rule": rule, "table": self.source.target_table}
            self.result.faults.append(
                Fault("broken_rule", self.source.name, row.number, values=values, table=self.source.target_table, marks=columns)
            )
        if broken:
            return
        if self.model.id_column:
            record[self.model.id_column] = record_id(*(record[c] for c in self.model.natural_key))
        if not record.get("locator"):  # after id and key, which must not depend on the position of a row
            record["locator"], record["locator_row"] = self.source.place or self.source.name, str(row.number)
        self.result.records.append(record)

    def _check_header(self) -> bool:
        unknown = [c for c in self.source.columns if c not in self.given]
        if self.model.is_reference:  # a reference file without print of its own need not name a place
            for column in PLACE:
                if column in self.given and column not in self.source.columns and self.given[column].nullable:
                    del self.given[column]
        missing = [c for c in self.given if c not in self.source.columns]
        head = FileRow(1, {})
        for column in unknown:
            self._fault(head, "unknown_column", name=shown(column), table=self.source.target_table, known=", ".join(self.given))
        for column in missing:
            self._fault(head, "missing_column", name=column)
        return not (unknown or missing)

    def _fault(self, row: FileRow, key: str, column: str | None = None, value: str | None = None, **values: object) -> None:
        self.result.faults.append(Fault(key, self.source.name, row.number, column, value, values, table=self.source.target_table))

    def _near(self, near: Callable[..., str], *arguments: str) -> str:
        return near(*arguments) if len(self.result.faults) < MAX_HINTS else ""

    def _hint(self, near: Callable[..., str], *arguments: str) -> dict[str, str]:
        return _hints(self._near(near, *arguments))

    def _record(self, row: FileRow) -> Record:
        record: Record = {name: self._value(row, column, row.values[name]) for name, column in self.given.items()}
        self._resolve(row, record)
        return record

    def _value(self, row: FileRow, column: Column[Any], text: str) -> Any:
        if (row.number, column.name) in self.unread:  # the reader has said why already
            return None
        if not text:
            if not column.nullable:
                self._fault(row, "required", column.name)
            return None
        if column.name in self.codes and text not in self.codes[column.name]:
            key, allowed = "unknown_code", ", ".join(self.codes[column.name])
            if self.source.is_form:
                labels = code_labels(self.codes[column.name])
                key, allowed = "unknown_label", "、".join(labels.get(code, code) for code in self.codes[column.name])
            self._fault(row, key, column.name, text, allowed=allowed)
            return None
        if column.foreign_keys and column.name in self.known and text not in self.known[column.name]:
            self._fault(row, "unknown_choice" if self.source.is_form else "unknown_id", column.name, text, home=_home_of(column.name))
            return None
        try:
            return _typed(column, text)
        except ValueFault as fault:
            self._fault(row, fault.key, column.name, text, **fault.values)
        except InvalidOperation:
            self._fault(row, "not_a_decimal", column.name, text)
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
            self._fault(row, "no_school", column, printed)
        elif school_id is None:
            hint = self._hint(self.names.nearest_school, printed)
            self._fault(row, "unknown_school", column, printed, **hint)
        return school_id

    def _organisation(self, row: FileRow, column: str, printed: str) -> str | None:
        organisation_id = self.names.organisation(printed)
        if organisation_id is None:
            hint = self._hint(self.names.nearest_organisation, printed)
            self._fault(row, "unknown_organisation", column, printed, **hint)
        return organisation_id

    def _resolve_major(self, row: FileRow, record: Record) -> None:
        printed, level = record["major_as_printed"], record["education_level"]
        record["major_code"] = record["direction"] = None
        if printed is None:
            return
        if level is None:
            if not row.values["education_level"]:
                self._fault(row, "level_missing", "education_level")
            return
        major = self.names.major(printed, level)
        if major is None:
            hint = self._hint(self.names.nearest_major, printed, level)
            self._fault(row, "unknown_major", "major_as_printed", printed, level=level, **hint)
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
            near = self._near(self.names.nearest_school, printed) or self._near(self.names.nearest_organisation, printed)
            self._fault(row, "unknown_member", "member_as_printed", printed, **_hints(near))
        if not (record["consortium_kind"] and record["consortium_name"]):
            return
        record["consortium_id"] = record_id(record["consortium_kind"], record["consortium_name"])
        if record["consortium_id"] not in self.known["consortium_id"]:
            self._fault(row, "unknown_consortium", "consortium_name", record["consortium_name"])

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
            self._fault(row, "value_differs", "value_number", str(number), stated=stated)


def given_columns(model: type[Base]) -> dict[str, Column[Any]]:
    """Columns that a file states: all but the batch, the derived id and what is resolved from a printed name."""
    derived = {"batch_id", "alias_normalised", model.id_column}
    if model.__tablename__ == "consortium_member":
        derived |= {"consortium_id", "school_id", "organisation_id"}
    columns: dict[str, Column[Any]] = {c.name: c for c in model.__table__.columns}  # type: ignore[misc]  # table columns, not labels
    resolved = {c for c, printed in RESOLVED.items() if printed in columns}
    if "subject_as_printed" in columns:
        resolved.add("school_id")
    return {name: c for name, c in columns.items() if name not in derived | resolved}


def codes_of(model: type[Base]) -> dict[str, tuple[str, ...]]:
    """Column → allowed codes, read from the table's own CHECK constraints so that they are stated once."""
    codes = {}
    for constraint in model.__table__.constraints:  # type: ignore[attr-defined]
        match = re.fullmatch(r"(\w+) IN \((.*)\)", str(getattr(constraint, "sqltext", "")))
        if match:
            codes[match[1]] = tuple(re.findall(r"'([^']*)'", match[2]))
    return codes


class RowRules:
    """The table's own CHECK constraints asked of one record at a time, so that every row that breaks one is told at once.

    SQLite in memory evaluates them, as the store would: the rule stays written once, in the table.
    """

    def __init__(self, model: type[Base]) -> None:
        self.columns = [c.name for c in model.__table__.columns]
        self.rules: list[tuple[str, tuple[str, ...]]] = []
        coded = codes_of(model)
        told = []
        checks = [c for c in model.__table__.constraints if isinstance(c, CheckConstraint)]  # type: ignore[attr-defined]
        for check in sorted(checks, key=lambda c: str(c.name)):
            sql = str(check.sqltext)
            places = {c: match.start() for c in self.columns if (match := re.search(rf"\b{c}\b", sql))}
            columns = tuple(sorted(places, key=places.__getitem__))
            if set(columns) <= set(coded) and " IN (" in sql:
                continue
            self.rules.append((str(check.name).removeprefix(f"ck_{model.__tablename__}_"), columns))
            told.append(f"({sql})")
        slots = ", ".join(f"? as {name}" for name in self.columns)
        self._query = f"select {', '.join(told)} from (select {slots})"
        self._database = sqlite3.connect(":memory:", check_same_thread=False) if told else None

    def broken(self, record: Record) -> list[tuple[str, tuple[str, ...]]]:
        """Name and columns of each rule that the record breaks."""
        if self._database is None:
            return []
        values = [_bound(record.get(name)) for name in self.columns]
        answers = self._database.execute(self._query, values).fetchone()
        return [rule for rule, holds in zip(self.rules, answers, strict=True) if holds == 0]


def _bound(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


def _hints(near: str) -> dict[str, str]:
    """The placeholders of a suggestion in both languages; empty where nothing is near."""
    return {"hint": f" (did you mean {near}?)" if near else "", "hint_zh": f"（您是否要填“{near}”？）" if near else ""}


def _home_of(column: str) -> str:
    return column.removesuffix("_id").removesuffix("_code")


def _typed(column: Column[Any], text: str) -> Any:
    if isinstance(column.type, Boolean):
        if text not in ("true", "false"):
            raise ValueFault("not_a_boolean")
        return text == "true"
    if isinstance(column.type, Integer):
        if not _INTEGER.fullmatch(text):
            raise ValueFault("not_an_integer")
        if len(text) > 20 or abs(int(text)) > 2**31 - 1:
            raise ValueFault("too_large")
        if column.name.endswith("_year") and not FIRST_YEAR <= int(text) <= LAST_YEAR:
            raise ValueFault("not_a_year", first=FIRST_YEAR, last=LAST_YEAR)
        return int(text)
    if isinstance(column.type, Date):
        try:
            if len(text) == 10:  # not the compact forms that ISO 8601 also allows
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise ValueFault("not_a_date")
    if isinstance(column.type, ExactDecimal):
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            raise ValueFault("not_a_decimal")
        exact = Decimal(text)
        whole = column.type.precision - column.type.scale
        if -int(exact.as_tuple().exponent) > column.type.scale or exact.adjusted() >= whole:
            raise ValueFault("too_many_digits", whole=whole, scale=column.type.scale)
        return exact
    if column.name in ("amount_as_printed", "income_as_printed") and not AMOUNT.fullmatch(text):
        raise ValueFault("not_an_amount")
    if column.name == "unit_as_printed" and column.table.name in ("funding", "training") and text not in money_units():
        raise ValueFault("not_a_money_unit", units=", ".join(sorted(money_units())))
    if len(text) > MAX_TEXT:
        raise ValueFault("too_long", limit=f"{MAX_TEXT:,}")
    return text

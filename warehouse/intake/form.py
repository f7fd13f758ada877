"""What a school is asked: subjects and columns of the yearly filing, derived from the source tables and their dictionary."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Date, Integer
from sqlalchemy.sql.schema import Column

from warehouse.intake.names import normalise
from warehouse.intake.validate import PLACE, codes_of, given_columns
from warehouse.intake.wording import LANGUAGES, wording
from warehouse.source.base import ExactDecimal
from warehouse.source.dictionary import Field, code_labels, field, tables
from warehouse.source.schema import MODELS

SUBJECTS = {
    "programme": "programme",
    "enrolment": "enrolment",
    "outcome": "graduate_outcome",
    "teacher": "teacher_count",
    "award": "award",
    "training": "training",
    "consortium": "consortium_member",
    "recognition": "recognition",
}
"""Subject of the yearly filing → source table. Enrolment holds students and intake by major side by side."""

YEARS = {
    "programme": "academic_year",
    "enrolment": "academic_year",
    "graduate_outcome": "period_year",
    "teacher_count": "period_year",
    "training": "period_year",
    "recognition": "recognition_year",
}
"""The column of a table that holds the year of the filing; awards have the year of their contest, memberships none."""

SCHOOLS = {"consortium_member": "member_as_printed"}
"""The column that holds the filing school where it is not `school_as_printed`."""

NOT_ASKED = {*PLACE, "placement_rate_qualifier", "training_qualifier", "medal_as_printed"}
"""Columns of print; a school that files states exact numbers. The medal as filed is the label that was chosen."""


@dataclass(frozen=True)
class FormColumn:
    """One column of a sheet: its source column, dictionary entry, and the codes it may hold."""

    column: Column[Any]
    entry: Field
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_required(self) -> bool:
        return not self.column.nullable

    @property
    def is_number(self) -> bool:
        return isinstance(self.column.type, (Integer, ExactDecimal)) and not isinstance(self.column.type, Boolean)

    @property
    def choices(self) -> dict[str, str]:
        """Label → code of a coded or yes-or-no column; empty for others."""
        if isinstance(self.column.type, Boolean):
            return {wording("zh", "form.yes"): "true", wording("zh", "form.no"): "false"}
        labels = code_labels(self.codes)
        return {labels.get(code, code): code for code in self.codes}

    @property
    def header(self) -> str:
        return self.entry.label_zh + (" *" if self.is_required else "")


@dataclass(frozen=True)
class Sheet:
    """One subject of the filing."""

    subject: str
    table: str
    columns: tuple[FormColumn, ...]

    @property
    def title(self) -> str:
        return tables()[self.table].label_zh

    @property
    def title_en(self) -> str:
        return tables()[self.table].label_en

    def column(self, name: str) -> FormColumn | None:
        return next((c for c in self.columns if c.name == name), None)

    @property
    def supplied(self) -> dict[str, str]:
        """Columns that the cover fills: `school` or `year`."""
        filled = {SCHOOLS.get(self.table, "school_as_printed"): "school"}
        if self.table in YEARS:
            filled[YEARS[self.table]] = "year"
        return filled


@lru_cache
def sheets() -> tuple[Sheet, ...]:
    """All subjects in the order of the workbook."""
    return tuple(_sheet(subject, table) for subject, table in SUBJECTS.items())


def sheet_of(table: str) -> Sheet | None:
    return next((s for s in sheets() if s.table == table), None)


def _sheet(subject: str, table: str) -> Sheet:
    model = MODELS[table]
    codes = codes_of(model)
    bare = Sheet(subject, table, ())
    asked = [c for name, c in given_columns(model).items() if name not in NOT_ASKED and name not in bare.supplied]
    # What identifies a row stands first: the major, then its level, then what is counted.
    asked.sort(key=lambda c: (c.name not in ("major_as_printed", "education_level"), c.name != "major_as_printed"))
    columns = []
    for column in asked:
        entry = field(table, column.name)
        assert entry is not None, f"{table}.{column.name} is not in field.csv"
        columns.append(FormColumn(column, entry, codes.get(column.name, ())))
    return Sheet(subject, table, tuple(columns))


def column_names(sheet: Sheet) -> dict[str, str]:
    """Every heading by which a column may be called, normalised → column: Chinese and English label, and its name."""
    names = {}
    for column in (*sheet.columns, *_place_columns(sheet)):
        for heading in (column.entry.label_zh, column.entry.label_en, column.name):
            names[heading_key(heading)] = column.name
    return names


def _place_columns(sheet: Sheet) -> list[FormColumn]:
    """Columns that a CSV file states itself and a workbook takes from its cover."""
    given = given_columns(MODELS[sheet.table])
    found = []
    for name in sheet.supplied:
        entry = field(sheet.table, name)
        assert entry is not None
        found.append(FormColumn(given[name], entry, ()))
    return found


def heading_key(text: str) -> str:
    """A heading in the form in which it is compared: normalised, without the mark of a required column."""
    return normalise(text).rstrip("*＊").casefold()


@lru_cache
def form_version() -> str:
    """A hash of what the form asks: it changes when a subject, column, label or code does. Stands on the cover."""
    asked = [[s.table, s.title, [[c.name, c.header, list(c.choices.items()), str(c.column.type)] for c in s.columns]] for s in sheets()]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:12]


def is_date(column: Column[Any]) -> bool:
    return isinstance(column.type, Date)


def sheet_title_key(sheet: Sheet) -> set[str]:
    """The names under which a sheet is recognised."""
    return {normalise(name).casefold() for name in (sheet.title, sheet.title_en, sheet.table, sheet.subject)}


COVER = {language: wording(language, "form.cover") for language in LANGUAGES}
NOTES = {language: wording(language, "form.notes") for language in LANGUAGES}

"""Codes and field meanings, written once in `seeds/reference/` and read by tables, releases, templates and pages."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from warehouse.settings import REFERENCE_SEEDS


@dataclass(frozen=True)
class Field:
    """One column name and what it means. `applies_to` is `*` or the tables in which the name has this meaning."""

    field_name: str
    applies_to: str
    label_zh: str
    label_en: str
    meaning: str
    unit: str
    caveat: str


@dataclass(frozen=True)
class ChineseWording:
    """Meaning of an entry of the field dictionary in Chinese, and its caveat where it has one."""

    meaning_zh: str
    caveat_zh: str


@dataclass(frozen=True)
class TableEntry:
    """One table of the source store or of a release, for readers."""

    table_name: str
    label_zh: str
    label_en: str
    description: str


def _rows(file_name: str) -> list[dict[str, str]]:
    with (REFERENCE_SEEDS / file_name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache
def code_sets() -> dict[str, tuple[str, ...]]:
    """Every code set with its codes, in the order of `code_list.csv`."""
    sets: dict[str, tuple[str, ...]] = {}
    for row in _rows("code_list.csv"):
        sets[row["code_set"]] = (*sets.get(row["code_set"], ()), row["code"])
    return sets


@lru_cache
def whole_lists(table: str) -> frozenset[tuple[str, str, str, str]]:
    """Document, section, locator and school of every print that lists all rows of its subject; other prints name some of them."""
    return frozenset(
        (row["document_id"], row["section"], row["locator"], row["school_id"]) for row in _rows("whole_list.csv") if row["table_name"] == table
    )


@lru_cache
def _labels() -> dict[tuple[str, ...], dict[str, str]]:
    rows = _rows("code_list.csv")
    return {codes: {row["code"]: row["label_zh"] for row in rows if row["code_set"] == name} for name, codes in code_sets().items()}


def code_labels(codes: tuple[str, ...]) -> dict[str, str]:
    """Code → Chinese label of the code set that has exactly these codes; empty if there is none."""
    return _labels().get(codes, {})


def labels_of(code_set: str, language: str) -> dict[str, str]:
    """Code → label of a code set in a language, in its order."""
    return {row["code"]: row[f"label_{language}"] for row in _rows("code_list.csv") if row["code_set"] == code_set}


@lru_cache
def money_units() -> frozenset[str]:
    """Printed units of money, from `unit.csv`."""
    return frozenset(row["unit_as_printed"] for row in _rows("unit.csv") if row["unit_family"] == "CNY")


@lru_cache
def money_factors() -> dict[str, int]:
    """Printed unit of money → yuan, from `unit.csv`."""
    return {row["unit_as_printed"]: int(row["factor"]) for row in _rows("unit.csv") if row["unit_family"] == "CNY"}


@lru_cache
def fields() -> tuple[Field, ...]:
    return tuple(Field(**row) for row in _rows("field.csv"))


@lru_cache
def _chinese() -> dict[tuple[str, str], ChineseWording]:
    return {(row["field_name"], row["applies_to"]): ChineseWording(row["meaning_zh"], row["caveat_zh"]) for row in _rows("field_zh.csv")}


def chinese(entry: Field) -> ChineseWording:
    """The Chinese wording of an entry, from `field_zh.csv`."""
    return _chinese().get((entry.field_name, entry.applies_to), ChineseWording("", ""))


@lru_cache
def tables() -> dict[str, TableEntry]:
    return {row["table_name"]: TableEntry(**row) for row in _rows("table.csv")}


@lru_cache
def tables_in_chinese() -> dict[str, str]:
    """Table name → what a row of it is, in Chinese, from `table_zh.csv`."""
    return {row["table_name"]: row["description_zh"] for row in _rows("table_zh.csv")}


@lru_cache
def _field_index() -> dict[tuple[str, str], Field]:
    return {(table, f.field_name): f for f in fields() for table in f.applies_to.split("|")}


def field(table_name: str, column_name: str) -> Field | None:
    """The meaning of a column: the entry for its table first, then the general one; None if nobody wrote it."""
    index = _field_index()
    return index.get((table_name, column_name)) or index.get(("*", column_name))


def comment(table_name: str, column_name: str) -> str | None:
    """The sentence that goes into database comments: label, meaning, unit, caveat."""
    entry = field(table_name, column_name)
    if entry is None:
        return None
    unit = f" Unit: {entry.unit}." if entry.unit else ""
    caveat = f" {entry.caveat}" if entry.caveat else ""
    return f"{entry.label_zh}: {entry.meaning}{unit}{caveat}"

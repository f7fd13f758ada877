"""Every published column has one meaning, known before a build: what contracts and seed headers promise is looked up in the dictionary."""

from __future__ import annotations

import csv
from collections import Counter

from warehouse.release.plan import promised_columns
from warehouse.settings import REFERENCE_SEEDS
from warehouse.source.dictionary import code_sets, field, fields, tables, tables_in_chinese


def test_every_promised_column_and_table_has_a_meaning() -> None:
    promised = {(table.split(".")[1], column) for table, columns in promised_columns().items() for column in columns}
    assert len(promised) > 500
    assert sorted(f"{table}.{column}" for table, column in promised if field(table, column) is None) == []
    assert sorted(table for table in promised_columns() if table.split(".")[1] not in tables()) == []


def test_every_table_is_described_in_chinese_too() -> None:
    assert set(tables_in_chinese()) == set(tables())
    assert all(description.endswith("。") for description in tables_in_chinese().values())


def test_every_unit_of_an_indicator_or_column_has_its_words() -> None:
    with (REFERENCE_SEEDS / "indicator.csv").open(encoding="utf-8", newline="") as handle:
        units = {row["unit"] for row in csv.DictReader(handle)}
    assert units | {entry.unit for entry in fields() if entry.unit} == set(code_sets()["unit"])


def test_no_column_has_two_meanings() -> None:
    """The later one would win silently."""
    written = Counter((entry.field_name, table) for entry in fields() for table in entry.applies_to.split("|"))
    assert [name for name, count in written.items() if count > 1] == []

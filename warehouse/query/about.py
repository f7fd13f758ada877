"""What goes with an answer when it leaves the warehouse: release, date, language, question, footnotes, meaning of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import yaml

from warehouse.query.remembered import remembered
from warehouse.query.words import checked, unit_worded, worded


@dataclass(frozen=True)
class ColumnNote:
    """What one column of an answer means in the reader's language, and in which tables it means that."""

    column: str
    label: str
    meaning: str
    unit: str
    caveat: str
    tables: str


@dataclass(frozen=True)
class About:
    """What an exported file says about itself. `query` is the SQL, or the page and its filters in words."""

    release_id: str
    release_date: date
    language: str
    query: str
    notes: tuple[str, ...] = ()
    is_synthetic: bool = False
    columns: tuple[ColumnNote, ...] = ()


def about_answer(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str], language: str, query: str, notes: Sequence[str] = (), tables: Sequence[str] = ()
) -> About:
    """An About from the release itself.

    Columns are explained by the release's own dictionary. A name that has several meanings is explained for the tables named in
    `tables`, or else in the query; if that leaves several meanings, each is told with its tables.
    """
    release_id, released, is_synthetic = _release(connection)
    told = column_notes(connection, list(columns), language, list(tables or _words(query)))
    return About(release_id, released, language, query, tuple(notes), is_synthetic, told)


@remembered
def _release(connection: duckdb.DuckDBPyConnection) -> tuple[str, date, bool]:
    row = connection.execute("select release_id, cast(built_at as date), is_synthetic from meta.release").fetchone()
    assert row is not None
    return row[0], row[1], bool(row[2])


@remembered
def column_notes(connection: duckdb.DuckDBPyConnection, columns: Sequence[str], language: str, tables: Sequence[str]) -> tuple[ColumnNote, ...]:
    """The dictionary's entries for column names, in the order of the columns. A name the dictionary lacks (an expression) has none."""
    found = connection.execute(
        f"""
        with entry as (
            select column_name, label_{checked(language)} as label, {worded("meaning", language)} as meaning,
                coalesce({unit_worded(language)}, '') as unit, coalesce({worded("caveat", language)}, '') as caveat,
                schema_name || '.' || table_name as table_name, table_name in (select unnest($tables)) as is_named
            from meta.dictionary where column_name in (select unnest($columns))
        ),
        narrowed as (
            select * from entry qualify is_named or not bool_or(is_named) over (partition by column_name)
        )
        select column_name, label, meaning, unit, caveat, string_agg(table_name, ', ' order by table_name)
        from narrowed group by all order by min(table_name)
        """,
        {"columns": list(dict.fromkeys(columns)), "tables": list(tables)},
    ).fetchall()
    notes = [ColumnNote(*row) for row in found]
    order = {name: position for position, name in reversed(list(enumerate(columns)))}
    return tuple(sorted(notes, key=lambda note: order[note.column]))


def words(language: str) -> dict[str, str]:
    """The words that exported files use, in one language."""
    return _catalogue()[language]


@lru_cache
def _catalogue() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "export_words.yml").read_text(encoding="utf-8"))
    return content


def _words(query: str) -> list[str]:
    """Every identifier of the text: whichever is a table name narrows the meanings, the others do no harm."""
    return sorted({word.lower() for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", query)})

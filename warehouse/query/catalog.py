"""What a release holds, for pages and tools: tables, columns with their meaning, keys, codes. Metrics are in `warehouse.query.metrics`."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.query.words import worded


@dataclass(frozen=True)
class TableEntry:
    """One published table. `name` has its schema: marts.dim_school. `built_from` lists the tables of source and reference behind it.

    The description in Chinese falls back to English in releases that do not hold it.
    """

    name: str
    label_zh: str
    label_en: str
    description: str
    rows: int
    built_from: str
    description_zh: str


@dataclass(frozen=True)
class ColumnEntry:
    """One column of a published table. `other_meanings` are tables in which the same name is described otherwise.

    Meaning and caveat in Chinese fall back to English in releases that do not hold them.
    """

    table: str
    position: int
    column: str
    data_type: str
    label_zh: str
    label_en: str
    meaning: str
    unit: str
    caveat: str
    other_meanings: str
    meaning_zh: str
    caveat_zh: str


@dataclass(frozen=True)
class KeyEntry:
    """A primary key (no `to_table`) or a foreign key of a published table."""

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True)
class CodeEntry:
    """One code with its labels."""

    code_set: str
    code: str
    label_zh: str
    label_en: str


def tables(connection: duckdb.DuckDBPyConnection) -> list[TableEntry]:
    """All published tables, marts first."""
    rows = connection.execute(
        f"""
        select schema_name || '.' || table_name, label_zh, label_en, description, row_count, built_from, {worded("description", "zh")}
        from meta.table_dictionary
        order by list_position(['marts', 'policy', 'reconciliation', 'reference', 'source', 'meta'], schema_name), table_name
        """
    ).fetchall()
    return [TableEntry(*row) for row in rows]


def columns(connection: duckdb.DuckDBPyConnection, table: str | None = None) -> list[ColumnEntry]:
    """All columns, or those of one table such as marts.dim_school, in their order."""
    rows = connection.execute(
        f"""
        with entry as (select schema_name || '.' || table_name as table_id, * from meta.dictionary),
        other as (
            select a.table_id, a.column_name, string_agg(distinct b.table_id, ', ' order by b.table_id) as tables
            from entry a join entry b on a.column_name = b.column_name and a.meaning <> b.meaning
            group by all
        )
        select table_id, column_position, column_name, data_type, label_zh, label_en, meaning, coalesce(unit, ''), coalesce(caveat, ''),
            coalesce(other.tables, ''), {worded("meaning", "zh")}, coalesce({worded("caveat", "zh")}, '')
        from entry left join other using (table_id, column_name)
        where $table is null or table_id = $table
        order by list_position(['marts', 'policy', 'reconciliation', 'reference', 'source', 'meta'], schema_name), table_id, column_position
        """,
        {"table": table},
    ).fetchall()
    return [ColumnEntry(*row) for row in rows]


def keys(connection: duckdb.DuckDBPyConnection) -> list[KeyEntry]:
    """Primary and foreign keys that DuckDB enforces inside the release."""
    rows = connection.execute(
        """
        select schema_name || '.' || table_name, constraint_column_names, coalesce(schema_name || '.' || referenced_table, ''),
            coalesce(referenced_column_names, [])
        from duckdb_constraints() where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') order by all
        """
    ).fetchall()
    return [KeyEntry(table, tuple(names), to_table, tuple(to_names)) for table, names, to_table, to_names in rows]


def codes(connection: duckdb.DuckDBPyConnection) -> list[CodeEntry]:
    """All code sets with the labels of their codes."""
    rows = connection.execute("select code_set, code, label_zh, label_en from reference.code_list order by code_set, rowid").fetchall()
    return [CodeEntry(*row) for row in rows]

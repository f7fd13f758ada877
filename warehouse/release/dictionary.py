"""What a release says about itself: dictionary, lineage and comments, all from the one field dictionary."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from warehouse.errors import BuildError
from warehouse.source.dictionary import chinese, comment, field, tables, tables_in_chinese

PUBLISHED_SCHEMAS = ("marts", "policy", "reconciliation", "reference", "source", "meta")


def write_lineage(candidate: duckdb.DuckDBPyConnection, manifest: Path) -> None:
    """Fill meta.lineage with the parents of every model, from dbt's manifest."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))
    known = {**nodes["nodes"], **nodes["sources"]}
    candidate.execute("create table meta.lineage (node_name varchar, node_schema varchar, parent_name varchar, parent_schema varchar)")
    rows = []
    for name, node in nodes["nodes"].items():
        if node["resource_type"] == "model":
            for parent in nodes["parent_map"][name]:
                rows.append((node["name"], node["schema"], known[parent]["name"], known[parent]["schema"]))
    candidate.executemany("insert into meta.lineage values (?, ?, ?, ?)", sorted(rows))


def write_dictionary(candidate: duckdb.DuckDBPyConnection) -> None:
    """Fill meta.dictionary and meta.table_dictionary and set comments.

    Raises BuildError if a published column or table is not in the dictionary.
    """
    candidate.execute("begin")  # one commit for some thousand small statements
    candidate.execute(
        "create table meta.dictionary (schema_name varchar, table_name varchar, column_name varchar, column_position integer, "
        "data_type varchar, label_zh varchar, label_en varchar, meaning varchar, unit varchar, caveat varchar, meaning_zh varchar, caveat_zh varchar)"
    )
    candidate.execute(
        "create table meta.table_dictionary (schema_name varchar, table_name varchar, label_zh varchar, label_en varchar, "
        "description varchar, row_count bigint, built_from varchar, description_zh varchar)"
    )
    columns = candidate.execute(
        "select table_schema, table_name, column_name, ordinal_position, data_type from information_schema.columns "
        "where table_schema in (select unnest(?)) order by all",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    missing = [f"{s}.{t}.{c}" for s, t, c, _, _ in columns if field(t, c) is None]
    missing += sorted({f"{s}.{t}" for s, t, _, _, _ in columns if t not in tables()})
    if missing:
        raise BuildError("no meaning written for: " + ", ".join(missing) + "; add them to seeds/reference/field.csv or seeds/reference/table.csv")
    for schema, table, column, position, data_type in columns:
        entry = field(table, column)
        assert entry is not None
        wording = chinese(entry)
        candidate.execute(
            "insert into meta.dictionary values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                schema,
                table,
                column,
                position,
                data_type,
                entry.label_zh,
                entry.label_en,
                entry.meaning,
                entry.unit,
                entry.caveat,
                wording.meaning_zh,
                wording.caveat_zh,
            ],
        )
        candidate.execute(f'comment on column {schema}."{table}"."{column}" is {_literal(comment(table, column) or "")}')
    origins = _origins(candidate)
    # dbt has put grain, key and rules on its models; the other tables get the sentence of table.csv.
    described = set(candidate.execute("select schema_name, table_name from duckdb_tables() where coalesce(comment, '') <> ''").fetchall())
    for schema, table in sorted({(s, t) for s, t, _, _, _ in columns}):
        told = tables()[table]
        if (schema, table) not in described:
            candidate.execute(f'comment on table {schema}."{table}" is {_literal(f"{told.label_zh}: {told.description}")}')
        counted = candidate.execute(f'select count(*) from {schema}."{table}"').fetchone()
        rows = counted[0] if counted else 0
        candidate.execute(
            "insert into meta.table_dictionary values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                schema,
                table,
                told.label_zh,
                told.label_en,
                told.description,
                rows,
                origins.get((schema, table), ""),
                tables_in_chinese().get(table, ""),
            ],
        )
    candidate.execute("commit")


def _origins(candidate: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """For each model, the tables of schema source and reference from which it is made, through all steps between."""
    parents: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, schema, parent, parent_schema in candidate.execute("select * from meta.lineage").fetchall():
        parents.setdefault((schema, name), []).append((parent_schema, parent))

    def reach(node: tuple[str, str]) -> set[tuple[str, str]]:
        return {node} if node not in parents else set().union(*(reach(parent) for parent in parents[node]))

    return {node: ", ".join(f"{schema}.{name}" for schema, name in sorted(reach(node))) for node in parents}


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

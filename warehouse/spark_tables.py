"""What Spark made, read by DuckDB: compared with a release row by row, or written into a DuckDB file that readers are served from."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import InputError

SCHEMAS = ("marts", "policy", "reconciliation")


@dataclass(frozen=True)
class Difference:
    """One table whose rows differ between the engines: how many only DuckDB has, how many only Spark has, and one of each."""

    table: str
    only_duckdb: int
    only_spark: int
    example: str


def compare(database: Path, warehouse: Path, tables: Collection[str] = ()) -> tuple[int, list[Difference]]:
    """Every table of a release's schemas for readers, or those named (`marts.dim_school`), against Spark's, as multisets of rows.

    Returns the number of tables compared and the differences. Raises duckdb.Error if Spark has no such table or column.
    """
    differences = []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as release (read_only)")
        every = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'release' and schema_name in (select unnest(?)) order by all",
            [list(SCHEMAS)],
        ).fetchall()
        compared = [(schema, table) for schema, table in every if not tables or f"{schema}.{table}" in tables]
        for schema, table in compared:
            columns = connection.execute(f'describe release.{schema}."{table}"').fetchall()
            ours = ", ".join(f'"{c[0]}"' for c in columns)
            theirs = ", ".join(f'cast("{c[0]}" as {c[1]}) as "{c[0]}"' for c in columns)
            connection.execute(f'create or replace temp view ours as select {ours} from release.{schema}."{table}"')
            connection.execute(f"create or replace temp view theirs as select {theirs} from {_rows(warehouse, schema, table)}")
            only = [_surplus(connection, *pair) for pair in (("ours", "theirs"), ("theirs", "ours"))]
            if only[0][0] or only[1][0]:
                example = f"DuckDB {only[0][1]} Spark {only[1][1]}"
                differences.append(Difference(f"{schema}.{table}", only[0][0], only[1][0], example))
    return len(compared), differences


def read_back(work: Path, inputs: Path, file: Path, district: str | None = None) -> int:
    """Write Spark's tables and the exported seeds into a new DuckDB file with the types, keys and descriptions of their contracts.

    With a district, facts hold the rows of its schools and those that belong to no school; dimensions stay whole. The contract that Spark does
    not enforce is enforced here: raises duckdb.ConstraintException for a null or a key that is there twice. Returns the number of rows.
    """
    if file.exists():
        raise InputError(f"{file} is there already; name a new file")
    nodes = json.loads((work / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"].values()
    models = [n for n in nodes if n["resource_type"] == "model" and n["schema"] in SCHEMAS]
    written = 0
    with duckdb.connect(str(file)) as connection:
        for schema in (*SCHEMAS, "reference"):
            connection.execute(f"create schema {schema}")
        for place in sorted((inputs / "reference").iterdir()):
            connection.execute(f"create table reference.\"{place.name}\" as select * from read_parquet('{place / '*.parquet'}')")
        for model in models:
            schema, table = model["schema"], model["name"]
            columns = ", ".join(f'"{name}"' for name in model["columns"])
            rows = f"select {columns} from {_rows(work / 'warehouse', schema, table)}"
            if district is not None and not table.startswith("dim_"):
                rows += f" where {_of_district(model['columns'], work / 'warehouse')}"
            connection.execute(f'create table {schema}."{table}" ({_contract(model)})')
            connection.execute(f'insert into {schema}."{table}" {rows}', {"district": district} if "$district" in rows else None)
            text = str(model["description"]).replace("'", "''")
            connection.execute(f"comment on table {schema}.\"{table}\" is '{text}'")
            counted = connection.execute(f'select count(*) from {schema}."{table}"').fetchone()
            written += int(counted[0]) if counted else 0
    return written


def _rows(warehouse: Path, schema: str, table: str) -> str:
    return f"read_parquet('{warehouse / f'{schema}.db' / table / '*.parquet'}')"


def _surplus(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> tuple[int, list[tuple[Any, ...]]]:
    """How many rows of one view the other lacks, counting repeated rows, and the first of them."""
    only = f"(select * from {left} except all select * from {right})"
    counted = connection.execute(f"select count(*) from {only}").fetchone()
    number = int(counted[0]) if counted else 0
    return number, connection.execute(f"select * from {only} order by all limit 1").fetchall() if number else []


def _contract(model: dict[str, Any]) -> str:
    columns = [
        f'"{name}" {column["data_type"]}' + (" not null" if any(c["type"] == "not_null" for c in column["constraints"]) else "")
        for name, column in model["columns"].items()
    ]
    keys = [f"primary key ({', '.join(c['columns'])})" for c in model["constraints"] if c["type"] == "primary_key"]
    return ", ".join(columns + keys)


def _of_district(columns: Collection[str], warehouse: Path) -> str:
    """The condition under which a row concerns a school of the district, or no school."""
    schools = _rows(warehouse, "marts", "dim_school")
    for column, key in (("school_key", "school_key"), ("school_id", "school_id"), ("subject_id", "school_id")):
        if column in columns:
            elsewhere = f"select {key} from {schools} group by {key} having not coalesce(bool_or(district = $district), false)"
            return f"{column} is null or {column} not in ({elsewhere})"
    return "true"


def main() -> int:
    """`python -m warehouse.spark_tables <work> <inputs> <file> [district]`: write Spark's tables into a DuckDB file, print the rows."""
    work, inputs, file = (Path(a) for a in sys.argv[1:4])
    print(json.dumps({"rows": read_back(work, inputs, file, *sys.argv[4:5])}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

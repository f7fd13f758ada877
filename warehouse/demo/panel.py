"""Making the panel: SQL in DuckDB over a snapshot of the home's reference data, out come Parquet files, one or more a source table."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from warehouse.intake.columnar import filed_columns
from warehouse.release.snapshot import write_snapshot
from warehouse.settings import PUBLISHED_SEEDS, REFERENCE_SEEDS, Home, configure
from warehouse.source.columnar import SUFFIX
from warehouse.source.schema import MODELS
from warehouse.source.types import duckdb_type

SQL = Path(__file__).resolve().parent
PRINTED_OUTCOME = PUBLISHED_SEEDS / "PTQAR2024" / "section_2_8.graduate_outcome.csv"
"""Graduates that are printed by school; the panel spreads them over majors."""
PRINTED_NAMES = PUBLISHED_SEEDS / "PTQAR2024" / "prose.programme.csv"
"""Some majors of schools whose programmes are counted by campus, printed without the campus; the panel draws them first."""
LEFT_OUT = (PRINTED_OUTCOME, PRINTED_NAMES)
"""Printed files that the panel spreads further, so that they are not loaded beside it."""

DISTRICTS = 340
"""Districts of the national panel, each a file of its own: what one district restates touches no other."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Panel:
    """What was made: files with their names in batches, and the planted violations by kind."""

    files: list[tuple[Path, str]]
    answers: dict[str, list[dict[str, str]]]


def open_generator(engine: Engine, home: Home, seed: int, work: Path) -> duckdb.DuckDBPyConnection:
    """A database of its own with the home's reference rows (`source`), the reference seeds it needs and the seed."""
    database = work / "generator.duckdb"
    connection = duckdb.connect(str(database))
    configure(connection, home)
    write_snapshot(engine, connection)
    connection.execute("create schema reference")
    for name in ("unit", "policy_list", "figure_major_count"):
        connection.execute(f"create table reference.{name} as select * from read_csv(?, all_varchar = true)", [str(REFERENCE_SEEDS / f"{name}.csv")])
    connection.execute(
        "create table source.graduate_outcome_as_printed as "
        "select a.school_id, cast(r.graduates as integer) as graduates, "
        "cast(r.placed as integer) as placed, cast(r.progressed as integer) as progressed, "
        "cast(r.placement_rate_pct as decimal(7, 4)) as placement_rate_pct, cast(r.progression_rate_pct as decimal(7, 4)) as progression_rate_pct "
        "from read_csv(?, all_varchar = true) as r inner join source.school_alias as a on r.school_as_printed = a.alias_name",
        [str(PRINTED_OUTCOME)],
    )
    connection.execute(
        "create table source.programme_as_named as select a.school_id, r.pathway, m.major_code from read_csv(?, all_varchar = true) as r "
        "inner join source.school_alias as a on r.school_as_printed = a.alias_name "
        "inner join source.major as m on r.major_as_printed = m.major_name and r.education_level = m.education_level",
        [str(PRINTED_NAMES)],
    )
    connection.execute("set variable seed = ?", [seed])
    run_sql(connection, "common")
    return connection


def run_sql(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run one of the SQL files beside this module."""
    for statement in duckdb.extract_statements((SQL / f"{name}.sql").read_text(encoding="utf-8")):
        connection.execute(statement)


def write_files(connection: duckdb.DuckDBPyConnection, scale: str, folder: Path) -> list[tuple[Path, str]]:
    """Write every `filed_<table>` view, one Parquet file for each of its parts (offices file apart). Columns left out are empty."""
    files: list[tuple[Path, str]] = []
    views = connection.execute("select view_name from duckdb_views() where view_name like 'filed\\_%' escape '\\' order by all").fetchall()
    for (view,) in views:
        table = view.removeprefix("filed_")
        given = {row[0] for row in connection.execute(f"describe {view}").fetchall()}
        connection.execute(f"create or replace temp table filed as select *, row_number() over () as position from {view}")
        for (part,) in connection.execute("select distinct part from filed order by part").fetchall():
            path = folder / f"{len(files):04d}.{table}{SUFFIX}"
            columns = [f'cast({c.name if c.name in given else "null"} as {duckdb_type(c)}) as "{c.name}"' for c in filed_columns(MODELS[table])]
            connection.execute(
                f"copy (select {', '.join(columns)} from filed where part = {_literal(part)} order by position) "
                f"to {_literal(str(path))} (format parquet, compression zstd)"
            )
            files.append((path, f"demo/{scale}/{part}.{table}{SUFFIX}"))
    return files


def write_heavy(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[tuple[Path, str]]:
    """Write the two heavy tables of the national panel, one file a district, sorted by school and year so that readers can skip.

    A district is small enough to be made in memory, so the whole needs no more memory than its largest district.
    """
    files = []
    for table in ("programme", "enrolment"):
        model = MODELS[table]
        given = {row[0] for row in connection.execute(f"describe select * from heavy_{table}(0, 1)").fetchall()}
        columns = ", ".join(f'cast({c.name if c.name in given else "null"} as {duckdb_type(c)}) as "{c.name}"' for c in filed_columns(model))
        for district in range(DISTRICTS):
            path = folder / f"d{district:03d}.{table}{SUFFIX}"
            connection.execute(
                f"copy (select {columns} from heavy_{table}({district}, {district + 1})) to {_literal(str(path))} (format parquet, compression zstd)"
            )
            files.append((path, f"demo/national/{district:03d}.{table}{SUFFIX}"))
    return files


def grain_for(enrolment_rows: int) -> dict[str, int]:
    """Majors of a school and directions of a major that give about this many enrolment rows in 11,000 schools and ten years."""
    directions = 1 if enrolment_rows < 20_000_000 else 6
    return {"directions": directions, "majors": max(1, round(enrolment_rows / (11_000 * 21.5 * directions)))}


def answers_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, str]]]:
    """The planted violations by kind, each with its school and what was planted."""
    found: dict[str, list[dict[str, str]]] = {}
    for kind, subject, detail in connection.execute("select kind, subject, detail from answer order by all").fetchall():
        found.setdefault(kind, []).append({"subject": subject, "detail": detail})
    return found


def write_answers(home: Home, scale: str, seed: int, answers: dict[str, list[dict[str, str]]]) -> Path:
    """`demo_answers.json` of the home: what was planted, so that anyone can count whether it is found."""
    path = home.root / "demo_answers.json"
    content = {"scale": scale, "seed": seed, "planted": {kind: {"count": len(rows), "rows": rows} for kind, rows in answers.items()}}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

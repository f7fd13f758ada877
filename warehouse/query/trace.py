"""From a number back to its print: figure, document, place, batch, corrections, reconciliations."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import InputError
from warehouse.query.connection import open_release

FACTS = {
    "fact_reported_figure": "figure_id",
    "fact_programme": "programme_id",
    "fact_enrolment": "enrolment_id",
    "fact_graduate_outcome": "graduate_outcome_id",
    "fact_teachers": "teacher_count_id",
    "fact_teacher_team": "teacher_team_id",
    "fact_awards": "award_id",
    "fact_training": "training_id",
    "fact_consortium_member": "consortium_member_id",
    "fact_recognition": "recognition_id",
    "fact_funding": "funding_id",
}
"""Facts whose rows can be traced, with the column that names a row."""

COUNTED = {"fact_recognition": "recognition", "fact_awards": "award", "fact_programme": "programme"}
"""Facts whose printed rows are counted by parts in dim_quantity, with their table of the source."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """Everything that leads from one row to its print."""

    table: str
    row: Row
    document: Row
    batch: Row
    figures: list[Row] = field(default_factory=list)
    corrections: list[Row] = field(default_factory=list)
    reconciliations: list[Row] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)


def trace(database: Path, row_id: str) -> Trace:
    """Trace a figure id or the id of a fact row. Raises InputError if no fact of the release has that id."""
    with open_release(database) as connection:
        return trace_of(connection, row_id)


def trace_of(connection: duckdb.DuckDBPyConnection, row_id: str) -> Trace:
    """The same on an open connection."""
    for table, column in FACTS.items():
        found = _rows(connection, f"select * from marts.{table} where {column} = ?", [row_id])
        if found:
            return _traced(connection, f"marts.{table}", found[0], row_id)
    # A printed row that was merged into another one of its fact is still in the source.
    found = _rows(connection, "select * from source.programme where programme_id = ?", [row_id])
    if found:
        return _traced(connection, "source.programme", found[0], row_id)
    columns = ", ".join(sorted(set(FACTS.values())))
    raise InputError(f"{row_id}: no row of the release has this id; give a value of one of the columns {columns}")


def _traced(connection: duckdb.DuckDBPyConnection, table: str, row: Row, row_id: str) -> Trace:
    if table == "marts.fact_reported_figure":
        figure_ids = [row_id]
    else:
        figure_ids = str(row.get("figure_ids") or "").split() or _figures_at_the_same_place(connection, row)
    target = [row_id, *figure_ids]
    return Trace(
        table=table,
        row=row,
        document=_first(connection, "select * from marts.dim_document where document_id = ?", [row["document_id"]]),
        batch=_first(connection, "select batch_id, source_name, content_sha256, row_count from source.batch where batch_id = ?", [row["batch_id"]]),
        figures=_rows(
            connection,
            """
            select f.figure_id, f.section, f.locator, f.locator_row, f.subject_as_printed, f.indicator_id, f.period, f.qualifier,
                f.value_as_printed, f.unit_as_printed, f.value, f.unit, b.source_name, b.content_sha256
            from marts.fact_reported_figure f join source.batch b using (batch_id)
            where f.figure_id in (select unnest(?)) order by 1
            """,
            [figure_ids],
        ),
        corrections=_rows(
            connection,
            "select * from reference.correction where target_id in (select unnest(?)) order by correction_id",
            [target],
        ),
        reconciliations=_rows(
            connection,
            """
            select identity_id, statement_en, statement_zh, stated, recomputed, agrees, explanation, explanation_zh
            from reconciliation.fact_reconciliation
            where stated_quantity_id in (select unnest($ids))
                or identity_id in (select identity_id from reference.identity_component where quantity_id in (select unnest($ids)))
            order by identity_id
            """,
            {"ids": [*figure_ids, *_counts_that_hold(connection, table, row, row_id)]},
        ),
        repeats=[
            r["figure_id"]
            for r in _rows(
                connection,
                """
                with first_print as (
                    select coalesce(repeats_figure_id, figure_id) as figure_id
                    from marts.fact_reported_figure where figure_id in (select unnest(?))
                )
                select f.figure_id from marts.fact_reported_figure f join first_print p
                    on coalesce(f.repeats_figure_id, f.figure_id) = p.figure_id
                order by 1
                """,
                [figure_ids],
            )
            if r["figure_id"] not in figure_ids
        ],
    )


def _figures_at_the_same_place(connection: duckdb.DuckDBPyConnection, row: Row) -> list[str]:
    """Printed numbers of the same school in the same section and table that have one of the row's values."""
    values = [
        value for column, value in row.items() if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and not column.endswith("_key")
    ]
    found = _rows(
        connection,
        """
        select figure_id from marts.fact_reported_figure
        where document_id = $document and section = $section and locator = $locator and school_key = $school
            and value in (select cast(unnest($values) as decimal(24, 6)))
        order by 1
        """,
        {
            "document": row.get("document_id"),
            "section": row.get("section"),
            "locator": row.get("locator"),
            "school": row.get("school_key"),
            "values": [str(value) for value in values],
        },
    )
    return [one["figure_id"] for one in found]


def _counts_that_hold(connection: duckdb.DuckDBPyConnection, table: str, row: Row, row_id: str) -> list[str]:
    """Ids of counts of transcribed rows in which this row is counted: those of its table, and those of a part that its values name."""
    values = {value for value in row.values() if isinstance(value, str)}
    fact = table.removeprefix("marts.")
    if fact in COUNTED:
        for printed in _rows(connection, f"select * from source.{COUNTED[fact]} where {FACTS[fact]} = ?", [row_id]):
            values |= {value for value in printed.values() if isinstance(value, str)}
    places = [f"{kind}|{row.get('document_id')}|{row.get('locator')}" for kind in ("rows", "programmes")]
    return [
        found["quantity_id"]
        for found in _rows(connection, "select quantity_id from reconciliation.dim_quantity where quantity_id like '%|%'", [])
        for place in places
        if found["quantity_id"] == place or (found["quantity_id"].startswith(place + "|") and _names(found["quantity_id"], place, values))
    ]


def _names(quantity_id: str, place: str, values: set[str]) -> bool:
    """Whether every part that the count names is a value of the row (a former school is told by the table, not by a value)."""
    return set(quantity_id.removeprefix(place + "|").split("|")) - {"former school"} <= values


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: object) -> list[Row]:
    cursor = connection.execute(query, parameters)
    columns = [c[0] for c in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _first(connection: duckdb.DuckDBPyConnection, query: str, parameters: object) -> Row:
    found = _rows(connection, query, parameters)
    return found[0] if found else {}

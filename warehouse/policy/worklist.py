"""The worklist: verdicts of the current release for a planner, worst first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import InputError
from warehouse.query.answer import Answer
from warehouse.query.connection import open_release

SCHOOL_OF_VERDICT = "left join marts.dim_school s on case when v.subject_type = 'school' then v.subject_id end = s.school_id and s.is_current"
"""The school `s` of a verdict `v` that speaks of one. A condition on the verdict alone would make DuckDB compare every verdict with every school."""


@dataclass(frozen=True)
class Filter:
    """What to show; None means all."""

    school: str | None = None
    district: str | None = None
    clause: str | None = None
    year: int | None = None
    verdicts: tuple[str, ...] = ()

    def in_words(self) -> str:
        """The filter as its options, for a reader of a file."""
        named = [
            ("school", self.school),
            ("district", self.district),
            ("clause", self.clause),
            ("year", self.year),
            *(("verdict", v) for v in self.verdicts),
        ]
        return " ".join(f"--{name} {value}" for name, value in named if value is not None)


COLUMNS = "verdict, clause_id, subject_name, district, period_year, object_key, value_low, value_high, threshold, reason_zh, reason_en, evidence"


def worklist(database: Path, wanted: Filter, limit: int = 10_000) -> Answer:
    """Verdicts by severity, clause and subject; of points, those that more criteria flag. Raises InputError for a filter that names nothing known."""
    with open_release(database) as connection:
        return worklist_of(connection, wanted, limit)


def workbook(database: Path, wanted: Filter, language: str) -> bytes:
    """The worklist as an XLSX file: data, and sheets that name release, date, filter and the meaning of each column."""
    from warehouse.query.about import about_answer
    from warehouse.query.export import export

    with open_release(database) as connection:
        answer = worklist_of(connection, wanted)
        about = about_answer(
            connection, answer.columns, language, f"warehouse check {wanted.in_words()}".strip(), tables=("fact_verdict", "dim_school")
        )
    return export(answer, "xlsx", about)


def worklist_of(connection: duckdb.DuckDBPyConnection, wanted: Filter, limit: int = 10_000) -> Answer:
    """The same on an open connection."""
    _known(connection, "school", wanted.school, "select count(*) from marts.dim_school where ? in (school_id, school_name)")
    _known(connection, "district", wanted.district, "select count(*) from marts.dim_school where district = ?")
    _known(connection, "clause", wanted.clause, "select count(*) from policy.dim_clause where clause_id = ?")
    for verdict in wanted.verdicts:
        _known(connection, "verdict", verdict, "select count(*) from reference.verdict_code where verdict = ?")
    cursor = connection.execute(
        f"""
        select {COLUMNS.replace("verdict,", "v.verdict,", 1)}
        from policy.fact_verdict v
        join reference.verdict_code c on v.verdict = c.verdict
        {SCHOOL_OF_VERDICT}
        where ($school is null or $school in (v.subject_id, v.subject_name))
            and ($district is null or s.district = $district)
            and ($clause is null or v.clause_id = $clause)
            and ($year is null or v.period_year = $year)
            and (len($verdicts) = 0 or list_contains($verdicts, v.verdict))
        order by c.rank, v.clause_id,
            case when v.clause_id in (select clause_id from policy.dim_clause where clause_origin = 'combination') then -v.value_low end,
            v.subject_name, v.object_key
        """,
        {
            "school": wanted.school,
            "district": wanted.district,
            "clause": wanted.clause,
            "year": wanted.year,
            "verdicts": list(wanted.verdicts),
        },
    )
    columns = [c[0] for c in cursor.description or []]
    rows = cursor.fetchmany(limit + 1)
    return Answer(columns, rows[:limit], len(rows) <= limit)


def _known(connection: duckdb.DuckDBPyConnection, name: str, value: str | None, query: str) -> None:
    if value is None:
        return
    found = connection.execute(query, [value]).fetchone()
    if not found or not found[0]:
        raise InputError(f"{name}: '{value}' is not in the release; `warehouse sql` lists what there is")

"""What may be handed to everybody: the public tables of a release, with the rule for small counts applied in the mart."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.errors import InputError
from warehouse.query.about import about_answer
from warehouse.query.answer import Answer
from warehouse.query.connection import open_release
from warehouse.query.export import export

ENROLMENT = """
select
    dim_school.school_name, public.is_total, dim_major.major_code, public.major_as_printed, public.direction, public.pathway, public.campus,
    public.academic_year, public.measure, public.people, public.disclosure_status, public.is_synthetic
from marts.rpt_public_enrolment as public
inner join marts.dim_school as dim_school on public.school_key = dim_school.school_key
left join marts.dim_major as dim_major on public.major_key = dim_major.major_key
order by dim_school.school_name, public.campus nulls first, public.academic_year, public.measure, public.is_total, public.enrolment_id
"""

GRADUATES = """
select
    dim_school.school_name, public.is_total, dim_major.major_code, dim_major.major_name, public.period_year, public.measure, public.people,
    public.disclosure_status, public.is_synthetic
from marts.rpt_public_graduate_outcome as public
inner join marts.dim_school as dim_school on public.school_key = dim_school.school_key
left join marts.dim_major as dim_major on public.major_key = dim_major.major_key
order by dim_school.school_name, public.period_year, public.measure, public.is_total, public.graduate_outcome_id
"""

FILES = {"enrolment": ("rpt_public_enrolment", ENROLMENT), "graduates": ("rpt_public_graduate_outcome", GRADUATES)}
"""Name of the files → the public table and the question that reads it."""


def write_public(database: Path, folder: Path, language: str) -> list[Path]:
    """Write the public tables as CSV and as workbooks with notes, release and meanings. Raises InputError if the folder is there already."""
    if folder.exists():
        raise InputError(f"{folder}: is there already; name a new folder")
    with open_release(database) as connection:
        answers = {name: _ask(connection, question, database.parent.name) for name, (_, question) in FILES.items()}
        notes = {
            name: about_answer(connection, answers[name].columns, language, question.strip(), tables=(table, "dim_school", "dim_major"))
            for name, (table, question) in FILES.items()
        }
    folder.mkdir(parents=True)
    written = [folder / f"{name}.{kind}" for name in FILES for kind in ("csv", "xlsx")]
    for file in written:
        file.write_bytes(export(answers[file.stem], "xlsx" if file.suffix == ".xlsx" else "csv", notes[file.stem]))
    return written


def _ask(connection: duckdb.DuckDBPyConnection, question: str, release_id: str) -> Answer:
    cursor = connection.execute(question)
    described = cursor.description or []
    return Answer([str(one[0]) for one in described], cursor.fetchall(), True, types=[str(one[1]) for one in described], release_id=release_id)

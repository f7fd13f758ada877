"""What may be handed to everybody: the public tables of a release, with the rule for small counts applied in the mart."""

from __future__ import annotations

from pathlib import Path

from warehouse.errors import InputError
from warehouse.query.about import about_answer
from warehouse.query.answer import Answer
from warehouse.query.connection import open_release
from warehouse.query.export import export

QUESTION = """
select
    dim_school.school_name, public.is_total, dim_major.major_code, public.major_as_printed, public.direction, public.pathway, public.campus,
    public.academic_year, public.measure, public.people, public.disclosure_status, public.is_synthetic
from marts.rpt_public_enrolment as public
inner join marts.dim_school as dim_school on public.school_key = dim_school.school_key
left join marts.dim_major as dim_major on public.major_key = dim_major.major_key
order by dim_school.school_name, public.campus nulls first, public.academic_year, public.measure, public.is_total, public.enrolment_id
"""


def write_public(database: Path, folder: Path, language: str) -> list[Path]:
    """Write the public tables as CSV and as a workbook with notes, release and meanings. Raises InputError if the folder is there already."""
    if folder.exists():
        raise InputError(f"{folder}: is there already; name a new folder")
    with open_release(database) as connection:
        cursor = connection.execute(QUESTION)
        described = cursor.description or []
        columns, types = [str(one[0]) for one in described], [str(one[1]) for one in described]
        answer = Answer(columns, cursor.fetchall(), True, types=types, release_id=database.parent.name)
        about = about_answer(connection, columns, language, QUESTION.strip(), tables=("rpt_public_enrolment", "dim_school", "dim_major"))
    folder.mkdir(parents=True)
    written = [folder / "enrolment.csv", folder / "enrolment.xlsx"]
    for file in written:
        file.write_bytes(export(answer, "xlsx" if file.suffix == ".xlsx" else "csv", about))
    return written

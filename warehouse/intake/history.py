"""What the store already knows of a school: the year before, its peers, what is recorded, and the lists a form offers."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.errors import InputError
from warehouse.intake.form import YEARS
from warehouse.intake.names import NameBook
from warehouse.intake.validate import Record
from warehouse.source.consortium import Consortium
from warehouse.source.contest import Contest
from warehouse.source.dictionary import whole_lists
from warehouse.source.filing import Filing, FilingBatch
from warehouse.source.major import Major
from warehouse.source.provenance import Batch
from warehouse.source.schema import MODELS
from warehouse.source.school import School, SchoolFact

OWN_LEVELS = {
    "secondary": ("secondary",),
    "higher_vocational": ("higher_vocational",),
    "vocational_undergraduate": ("vocational_undergraduate", "higher_vocational"),
    "other": ("secondary", "higher_vocational", "vocational_undergraduate"),
}
"""School level → levels of education whose majors its form offers."""

PLACED_BY_YEAR = ("programme", "enrolment", "graduate_outcome")
"""Tables of which one source speaks for a school and year: a second one would count people twice."""


@dataclass(frozen=True)
class SchoolOfFiling:
    """The school that files."""

    school_id: str
    school_name: str
    school_level: str

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels whose catalogue majors the school teaches; a through-train may be filed at its upper level too."""
        return OWN_LEVELS[self.school_level]


@dataclass
class History:
    """What is known before a filing of one school and year is looked at.

    `previous` holds the rows of the latest earlier year by table, `peers` the median school total of the same level by
    table and column, `recorded` the sources that already speak for the school and year by table, `keys` what identifies
    the school's approved rows apart from their place, with where each stands. `knows_all_majors`: last year's programmes
    were filed, or printed as a whole list; a report that happens to name two majors says nothing of the others.
    """

    school: SchoolOfFiling
    year: int
    previous: dict[str, list[Record]] = field(default_factory=dict)
    peers: dict[tuple[str, str], float] = field(default_factory=dict)
    recorded: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, tuple[Any, ...]], str] = field(default_factory=dict)
    knows_all_majors: bool = False
    majors: dict[str, list[str]] = field(default_factory=dict)
    contests: dict[str, str] = field(default_factory=dict)
    consortia: list[str] = field(default_factory=list)


def school_named(session: Session, name: str) -> SchoolOfFiling:
    """The school of an id or of a name under which it is known. Raises InputError, with a suggestion where one is near."""
    school = session.get(School, name)
    if school is None:
        book = NameBook.read(session)
        school_id = book.school(name)
        if school_id is None:
            raise InputError(f"school: '{name}' is not a known school{book.near_school(name)}; `seeds/reference/school.csv` lists them")
        school = session.get_one(School, school_id)
    return SchoolOfFiling(school.school_id, school.school_name, school.school_level)


def successors(session: Session) -> set[str]:
    """Schools that became another one: they file no more."""
    return set(session.scalars(select(SchoolFact.school_id).where(SchoolFact.attribute == "successor", SchoolFact.batch_id.in_(_current()))))


def content_key(table: str, record: Record) -> tuple[Any, ...]:
    """What identifies a row apart from where it is printed or filed."""
    return tuple(record.get(c) for c in MODELS[table].natural_key if c not in ("document_id", "section", "locator", "locator_row"))


def read_history(session: Session, school: SchoolOfFiling, year: int) -> History:
    """Read it all from the approved batches of the store. Filings of this very year do not count as recorded: they are replaced."""
    history = History(school, year)
    replaced = set(
        session.scalars(
            select(FilingBatch.batch_id).join(Filing, Filing.filing_id == FilingBatch.filing_id).where(
                Filing.school_id == school.school_id, Filing.period_year == year
            )
        )
    )  # fmt: skip
    _read_lists(session, history)
    for table in ("programme", "enrolment", "graduate_outcome", "teacher_count", "award", "training", "consortium_member", "recognition"):
        rows = _approved_rows(session, table, school.school_id)
        for row in rows:
            if row["batch_id"] in replaced:
                continue
            where = " ".join(str(row[c]) for c in ("document_id", "locator") if row[c])
            history.keys[(table, content_key(table, row))] = where
            if table in PLACED_BY_YEAR and row[YEARS[table]] == year:
                history.recorded[table] = where
        history.previous[table] = _latest_before(table, [r for r in rows if r["batch_id"] not in replaced], year)
    history.knows_all_majors = any(
        row["document_id"] is None or tuple(row[c] for c in ("document_id", "section", "locator", "school_id")) in whole_lists("programme")
        for row in history.previous["programme"]
    )
    for table, columns in (("enrolment", ("students", "intake")), ("graduate_outcome", ("graduates",))):
        _read_peers(session, history, table, columns)
    return history


def _current() -> Any:
    return select(Batch.batch_id).where(Batch.batch_status == "approved")


def _read_lists(session: Session, history: History) -> None:
    for level in history.school.levels:
        names = select(Major.major_name).where(Major.education_level == level, Major.batch_id.in_(_current())).order_by(Major.major_code)
        history.majors[level] = list(session.scalars(names))
    contests = select(Contest.contest_name, Contest.contest_id).where(Contest.batch_id.in_(_current())).order_by(Contest.contest_name)
    history.contests = dict(session.execute(contests).tuples().all())
    consortia = select(Consortium.consortium_name).where(Consortium.batch_id.in_(_current())).order_by(Consortium.consortium_name)
    history.consortia = list(dict.fromkeys(session.scalars(consortia)))


def _approved_rows(session: Session, table: str, school_id: str) -> list[Record]:
    of_table = MODELS[table].__table__
    query = select(of_table).where(of_table.c.school_id == school_id, of_table.c.batch_id.in_(_current()))
    return [dict(row) for row in session.execute(query).mappings()]


def _latest_before(table: str, rows: list[Record], year: int) -> list[Record]:
    """The rows of the latest year before `year`."""
    column = YEARS.get(table)
    earlier = [r for r in rows if column and r[column] is not None and r[column] < year]
    latest = max((r[column] for r in earlier if column), default=None)
    return [r for r in earlier if column and r[column] == latest]


def _read_peers(session: Session, history: History, table: str, columns: tuple[str, ...]) -> None:
    """Median over other schools of the same level of their latest total."""
    of_table = MODELS[table].__table__
    year = of_table.c[YEARS[table]]
    query = (
        select(of_table.c.school_id, year, of_table.c.major_as_printed, *(of_table.c[c] for c in columns))
        .join(School, School.school_id == of_table.c.school_id)
        .where(
            School.school_level == history.school.school_level, of_table.c.school_id != history.school.school_id, of_table.c.batch_id.in_(_current())
        )
    )
    totals: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for school_id, _, major, *values in session.execute(query.order_by(year)):
        for column, value in zip(columns, values, strict=True):
            if major is None and value is not None:
                totals[(table, column)][school_id] = value
    history.peers.update({key: float(statistics.median(by_school.values())) for key, by_school in totals.items()})

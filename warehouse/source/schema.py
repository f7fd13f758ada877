"""All source tables in one place, with their comments from the dictionary."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import MetaData

from warehouse.source import (
    consortium,
    contest,
    figure,
    filing,  # noqa: F401  # declares its tables; intake fills them itself, not from files of their own
    funding,
    major,
    organisation,
    programme,
    provenance,
    recognition,
    school,
    teacher,
    training,
)
from warehouse.source.base import Base
from warehouse.source.dictionary import comment, tables

LOAD_ORDER: tuple[type[Base], ...] = (
    provenance.Document,
    school.School,
    school.SchoolAlias,
    school.SchoolFact,
    organisation.Organisation,
    organisation.OrganisationAlias,
    major.Major,
    major.MajorAlias,
    contest.Contest,
    figure.Indicator,
    consortium.Consortium,
    consortium.ConsortiumMember,
    programme.Programme,
    programme.Enrolment,
    programme.GraduateOutcome,
    teacher.TeacherCount,
    teacher.TeacherTeam,
    contest.Award,
    training.Training,
    recognition.Recognition,
    funding.Funding,
    figure.ReportedFigure,
)
"""Tables that intake fills, in an order that satisfies every foreign key."""

MODELS: dict[str, type[Base]] = {str(model.__tablename__): model for model in LOAD_ORDER}


@lru_cache
def metadata() -> MetaData:
    """The metadata of all source tables, described by the dictionary."""
    described = Base.metadata
    for table in described.tables.values():
        entry = tables().get(table.name)
        table.comment = entry.description if entry else None
        for column in table.columns:
            column.comment = comment(table.name, column.name)
    return described

"""Printed names against the alias bins. Matching is exact on a normalised form, never by substring."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.source.major import Major, MajorAlias
from warehouse.source.organisation import OrganisationAlias
from warehouse.source.provenance import Batch
from warehouse.source.school import SchoolAlias

NEAR = 60
"""Similarity (0 to 100) from which a known name is suggested for an unknown one."""

_DIRECTION = re.compile(r"^(?P<base>[^()]+)\((?P<direction>[^()]+)\)$")
_PATHWAY_MARKS = {"中本贯通", "中高贯通", "中高管通", "中高职贯通", "高本贯通", "五年一贯制"}


def normalise(name: str) -> str:
    """The form in which names are compared: NFKC (full-width to half-width), brackets unified, no white space."""
    folded = unicodedata.normalize("NFKC", name)
    folded = folded.replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")")
    # Again, because white space may have kept a letter and its accent apart.
    return unicodedata.normalize("NFKC", re.sub(r"\s+", "", folded))


@dataclass(frozen=True)
class ResolvedMajor:
    """A printed major name resolved: catalogue code (None if it stands for no catalogue entry) and direction."""

    major_code: str | None
    direction: str | None


@dataclass
class NameBook:
    """All known names, read once per file."""

    schools: dict[str, str | None] = field(default_factory=dict)
    organisations: dict[str, str | None] = field(default_factory=dict)
    majors: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session) -> NameBook:
        book = cls()
        current = select(Batch.batch_id).where(Batch.batch_status == "approved")  # a name that left its file is no longer known
        school = select(SchoolAlias.alias_normalised, SchoolAlias.school_id).where(SchoolAlias.batch_id.in_(current))
        book.schools = dict(session.execute(school).tuples().all())
        organisation = select(OrganisationAlias.alias_normalised, OrganisationAlias.organisation_id).where(OrganisationAlias.batch_id.in_(current))
        book.organisations = dict(session.execute(organisation).tuples().all())
        major = select(Major.major_name, Major.education_level, Major.major_code).where(Major.batch_id.in_(current))
        for name, level, code in session.execute(major):
            book.majors[(normalise(name), level)] = code
        alias = select(MajorAlias.alias_normalised, MajorAlias.education_level, MajorAlias.major_code).where(MajorAlias.batch_id.in_(current))
        for normalised, level, alias_code in session.execute(alias):
            book.majors[(normalised, level)] = alias_code
        return book

    def knows_school(self, printed: str) -> bool:
        return normalise(printed) in self.schools

    def school(self, printed: str) -> str | None:
        """The school id of a printed name; None if the name is unknown or in the ignored bin."""
        return self.schools.get(normalise(printed))

    def organisation(self, printed: str) -> str | None:
        """The organisation id of a printed name; None if the name is unknown or in the ignored bin."""
        return self.organisations.get(normalise(printed))

    def major(self, printed: str, level: str) -> ResolvedMajor | None:
        """The printed major at a level of education, its direction in brackets stripped; None if unknown.

        A pathway mark in brackets, such as （中高贯通）, is not a direction.
        """
        name = normalise(printed)
        if (name, level) in self.majors:
            return ResolvedMajor(self.majors[(name, level)], None)
        match = _DIRECTION.match(name)
        if match and (match["base"], level) in self.majors:
            direction = None if match["direction"] in _PATHWAY_MARKS else match["direction"]
            return ResolvedMajor(self.majors[(match["base"], level)], direction)
        return None

    def nearest(self, printed: str, known: list[str]) -> str:
        """The known name that is most like the printed one, or an empty string if none is like it."""
        close = process.extractOne(normalise(printed), known, scorer=fuzz.ratio, score_cutoff=NEAR)
        return close[0] if close else ""

    def nearest_school(self, printed: str) -> str:
        return self.nearest(printed, [name for name, school_id in self.schools.items() if school_id is not None])

    def nearest_organisation(self, printed: str) -> str:
        return self.nearest(printed, [name for name, organisation_id in self.organisations.items() if organisation_id is not None])

    def nearest_major(self, printed: str, level: str) -> str:
        return self.nearest(printed, [name for name, at in self.majors if at == level])

    def near_school(self, printed: str) -> str:
        """A hint for a message, such as ` (did you mean …?)`, or an empty string."""
        name = self.nearest_school(printed)
        return f" (did you mean {name}?)" if name else ""

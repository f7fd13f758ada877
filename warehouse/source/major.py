"""The official major catalogue and the names under which majors are printed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Provenance, code


class Major(Provenance, Base):
    """One major of the national vocational catalogue (2021, with later diploma majors)."""

    __tablename__ = "major"
    __table_args__ = (
        code("education_level", "education_level"),
        CheckConstraint("confirmed_by IN ('two_sources', 'one_source')", name="confirmed_by_code"),
    )
    is_reference = True
    natural_key = ("major_code",)

    major_code: Mapped[str] = mapped_column(primary_key=True)
    major_name: Mapped[str]
    education_level: Mapped[str]
    category_code: Mapped[str]
    category_name: Mapped[str]
    class_code: Mapped[str]
    class_name: Mapped[str]
    confirmed_by: Mapped[str]


class MajorAlias(Provenance, Base):
    """A printed name of a major that is not its catalogue name, at one level of education."""

    __tablename__ = "major_alias"
    __table_args__ = (
        code("education_level", "education_level"),
        code("alias_bin", "alias_bin"),
        code("alias_kind", "major_alias_kind"),
        CheckConstraint("(alias_bin = 'ignored') = (major_code IS NULL)", name="ignored_has_no_major"),
    )
    is_reference = True
    natural_key = ("alias_normalised", "education_level")

    alias_normalised: Mapped[str] = mapped_column(primary_key=True)
    education_level: Mapped[str] = mapped_column(primary_key=True)
    alias_name: Mapped[str]
    alias_bin: Mapped[str]
    major_code: Mapped[str | None] = mapped_column(ForeignKey("major.major_code"))
    alias_kind: Mapped[str]
    reason: Mapped[str]
    # Last, where the migration that added it can put it on PostgreSQL too.
    reviewed_by: Mapped[str] = mapped_column(sort_order=1)

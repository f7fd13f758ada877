"""Schools: identity, printed names, dated facts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Provenance, code


class School(Provenance, Base):
    """An institution of education under its issued id. What changes over time stands in `school_fact`."""

    __tablename__ = "school"
    __table_args__ = (code("school_level", "school_level"), code("school_kind", "school_kind"))
    is_reference = True
    natural_key = ("school_id",)

    school_id: Mapped[str] = mapped_column(primary_key=True)
    school_name: Mapped[str] = mapped_column(unique=True)
    school_level: Mapped[str]
    school_kind: Mapped[str]


class SchoolAlias(Provenance, Base):
    """A name under which a school is printed, in one of three bins."""

    __tablename__ = "school_alias"
    __table_args__ = (
        code("alias_bin", "alias_bin"),
        CheckConstraint("(alias_bin = 'ignored') = (school_id IS NULL)", name="ignored_has_no_school"),
        CheckConstraint("alias_bin = 'canonical' OR reason IS NOT NULL", name="reason_given"),
    )
    is_reference = True
    natural_key = ("alias_normalised",)

    alias_normalised: Mapped[str] = mapped_column(primary_key=True)
    alias_name: Mapped[str]
    alias_bin: Mapped[str]
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.school_id"))
    reason: Mapped[str | None]


class SchoolFact(Provenance, Base):
    """One dated statement about a school: name, supervising body, district, address, founding year, successor."""

    __tablename__ = "school_fact"
    __table_args__ = (
        code("attribute", "school_attribute"),
        code("fact_basis", "fact_basis"),
        CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to", name="valid_range"),
    )
    is_reference = True
    natural_key = ("school_id", "attribute", "value", "valid_from", "document_id", "section", "locator")
    id_column = "school_fact_id"

    school_fact_id: Mapped[str] = mapped_column(primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.school_id"), index=True)
    attribute: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    as_of_date: Mapped[date]
    fact_basis: Mapped[str]

"""Programmes (专业点), enrolment and graduate outcomes by school and major."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from warehouse.source.base import Base, ExactDecimal, Filed, code, not_negative, percentage


class OfSchool:
    """The school as printed and as resolved."""

    school_as_printed: Mapped[str]

    @declared_attr
    def school_id(cls) -> Mapped[str]:
        return mapped_column(ForeignKey("school.school_id"), index=True)


class OfMajor:
    """The major as printed and as resolved: catalogue code and direction (方向). Empty where no major is printed."""

    major_as_printed: Mapped[str | None]
    education_level: Mapped[str | None]

    @declared_attr
    def major_code(cls) -> Mapped[str | None]:
        return mapped_column(ForeignKey("major.major_code"))

    direction: Mapped[str | None]


class Programme(Filed, OfSchool, OfMajor, Base):
    """A major offered by a school in a pathway, direction, campus and year."""

    __tablename__ = "programme"
    __table_args__ = (
        code("education_level", "education_level"),
        code("pathway", "pathway"),
        code("status", "programme_status"),
        CheckConstraint("pathway <> 'all'", name="pathway_single"),
    )
    natural_key = (
        "document_id",
        "locator",
        "locator_row",
        "school_id",
        "major_as_printed",
        "education_level",
        "pathway",
        "campus",
        "academic_year",
        "partner_school_id",
        "department",
    )
    id_column = "programme_id"

    programme_id: Mapped[str] = mapped_column(primary_key=True)
    pathway: Mapped[str]
    campus: Mapped[str | None]
    academic_year: Mapped[int]
    status: Mapped[str]
    is_new: Mapped[bool | None]
    partner_as_printed: Mapped[str | None]
    partner_school_id: Mapped[str | None] = mapped_column(ForeignKey("school.school_id"))
    department: Mapped[str | None]
    remark_as_printed: Mapped[str | None]


class Enrolment(Filed, OfSchool, OfMajor, Base):
    """Students and intake of a school, of a major or of the whole school."""

    __tablename__ = "enrolment"
    __table_args__ = (
        code("education_level", "education_level"),
        code("pathway", "pathway"),
        *not_negative("students", "intake"),
        CheckConstraint("students IS NOT NULL OR intake IS NOT NULL", name="something_counted"),
    )
    natural_key = (
        "document_id",
        "locator",
        "school_id",
        "major_as_printed",
        "education_level",
        "pathway",
        "campus",
        "academic_year",
    )
    id_column = "enrolment_id"

    enrolment_id: Mapped[str] = mapped_column(primary_key=True)
    pathway: Mapped[str]
    campus: Mapped[str | None]
    academic_year: Mapped[int]
    students: Mapped[int | None]
    intake: Mapped[int | None]


class GraduateOutcome(Filed, OfSchool, OfMajor, Base):
    """Graduates of a school and what became of them, of a major or of the whole school."""

    __tablename__ = "graduate_outcome"
    __table_args__ = (
        code("education_level", "education_level"),
        code("placement_rate_qualifier", "qualifier"),
        *not_negative("graduates", "placed", "progressed", "employed_directly", "studying_abroad"),
        *percentage("placement_rate_pct", "progression_rate_pct"),
        CheckConstraint("placed <= graduates", name="placed_within_graduates"),
        CheckConstraint("progressed <= graduates", name="progressed_within_graduates"),
    )
    natural_key = ("document_id", "section", "locator", "school_id", "major_as_printed", "education_level", "period_year")
    id_column = "graduate_outcome_id"

    graduate_outcome_id: Mapped[str] = mapped_column(primary_key=True)
    period_year: Mapped[int]
    graduates: Mapped[int | None]
    placed: Mapped[int | None]
    progressed: Mapped[int | None]
    employed_directly: Mapped[int | None]
    studying_abroad: Mapped[int | None]
    placement_rate_pct: Mapped[Decimal | None] = mapped_column(ExactDecimal(7, 4))
    placement_rate_qualifier: Mapped[str | None]
    progression_rate_pct: Mapped[Decimal | None] = mapped_column(ExactDecimal(7, 4))

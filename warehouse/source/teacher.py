"""Teachers: counts and shares by category, and teams."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, ExactDecimal, Filed, code, not_negative, percentage
from warehouse.source.programme import OfSchool


class TeacherCount(Filed, OfSchool, Base):
    """Head count or share of one category of teachers in a school and year."""

    __tablename__ = "teacher_count"
    __table_args__ = (
        code("teacher_category", "teacher_category"),
        code("base_category", "teacher_category"),
        *not_negative("headcount"),
        *percentage("share_pct"),
        CheckConstraint("headcount IS NOT NULL OR share_pct IS NOT NULL", name="something_counted"),
    )
    natural_key = ("document_id", "section", "locator", "school_id", "campus", "period_year", "teacher_category")
    id_column = "teacher_count_id"

    teacher_count_id: Mapped[str] = mapped_column(primary_key=True)
    campus: Mapped[str | None]
    period_year: Mapped[int]
    teacher_category: Mapped[str]
    headcount: Mapped[int | None]
    share_pct: Mapped[Decimal | None] = mapped_column(ExactDecimal(7, 4))
    base_category: Mapped[str | None]


class TeacherTeam(Filed, OfSchool, Base):
    """A teacher team, studio or title of a school with the person who leads it as printed."""

    __tablename__ = "teacher_team"
    __table_args__ = (code("team_level", "recognition_level"),)
    natural_key = ("document_id", "locator", "school_id", "period_year", "team_name", "lead_name_as_printed")
    id_column = "teacher_team_id"

    teacher_team_id: Mapped[str] = mapped_column(primary_key=True)
    period_year: Mapped[int]
    team_name: Mapped[str]
    lead_name_as_printed: Mapped[str | None]
    team_level: Mapped[str]

"""Training given by schools."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Filed, code, not_negative
from warehouse.source.programme import OfSchool


class Training(Filed, OfSchool, Base):
    """Training of a school in a year. Sessions, persons, person-times, person-days and hours are five different units."""

    __tablename__ = "training"
    __table_args__ = (
        code("training_qualifier", "qualifier"),
        *not_negative("sessions", "persons", "person_times", "person_days", "hours"),
        CheckConstraint(
            "sessions IS NOT NULL OR persons IS NOT NULL OR person_times IS NOT NULL OR person_days IS NOT NULL "
            "OR hours IS NOT NULL OR income_as_printed IS NOT NULL",
            name="something_counted",
        ),
    )
    natural_key = ("document_id", "section", "locator", "locator_row", "school_id", "training_name", "period_year")
    id_column = "training_id"

    training_id: Mapped[str] = mapped_column(primary_key=True)
    training_name: Mapped[str]
    period_year: Mapped[int]
    sessions: Mapped[int | None]
    persons: Mapped[int | None]
    person_times: Mapped[int | None]
    person_days: Mapped[int | None]
    hours: Mapped[int | None]
    income_as_printed: Mapped[str | None]
    unit_as_printed: Mapped[str | None]
    training_qualifier: Mapped[str | None]

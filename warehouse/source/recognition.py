"""Recognitions: 认定, 立项 or 培育 of a school or of something it has."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Filed, code
from warehouse.source.programme import OfMajor, OfSchool


class Recognition(Filed, OfSchool, OfMajor, Base):
    """One row of a list of recognised schools, majors, courses, centres, bases, textbooks or resource banks."""

    __tablename__ = "recognition"
    __table_args__ = (
        code("education_level", "education_level"),
        code("item_kind", "item_kind"),
        code("status", "recognition_status"),
        code("recognition_level", "recognition_level"),
    )
    natural_key = ("document_id", "locator", "recognition_title", "recognition_level", "school_id", "item_as_printed", "recognition_year")
    id_column = "recognition_id"

    recognition_id: Mapped[str] = mapped_column(primary_key=True)
    recognition_title: Mapped[str]
    item_kind: Mapped[str]
    item_as_printed: Mapped[str | None]
    recognition_year: Mapped[int | None]
    status: Mapped[str]
    recognition_level: Mapped[str]
    batch_label: Mapped[str | None]
    grade_as_printed: Mapped[str | None]

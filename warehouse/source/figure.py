"""Printed numbers, one row each, and the indicators they speak of."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, ExactDecimal, Filed, Provenance, code


class Indicator(Provenance, Base):
    """What a printed number measures."""

    __tablename__ = "indicator"
    is_reference = True
    natural_key = ("indicator_id",)

    indicator_id: Mapped[str] = mapped_column(primary_key=True)
    label_zh: Mapped[str]
    label_en: Mapped[str]
    unit: Mapped[str]
    definition: Mapped[str]
    not_comparable_with: Mapped[str | None]


class ReportedFigure(Filed, Base):
    """One printed number, exactly as printed, with what it speaks of."""

    __tablename__ = "reported_figure"
    __table_args__ = (
        code("subject_type", "subject_type"),
        code("sector", "sector"),
        code("period_basis", "period_basis"),
        code("qualifier", "qualifier"),
        CheckConstraint("document_id IS NOT NULL AND section IS NOT NULL AND locator IS NOT NULL", name="place_of_print"),
    )
    natural_key = ("figure_id",)

    figure_id: Mapped[str] = mapped_column(primary_key=True)
    subject_type: Mapped[str]
    sector: Mapped[str]
    subject_as_printed: Mapped[str]
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.school_id"), index=True)
    indicator_id: Mapped[str] = mapped_column(ForeignKey("indicator.indicator_id"), index=True)
    breakdown: Mapped[str | None]
    period_as_printed: Mapped[str | None]
    period: Mapped[str]
    period_basis: Mapped[str]
    value_as_printed: Mapped[str]
    value_number: Mapped[Decimal] = mapped_column(ExactDecimal(20, 6))
    unit_as_printed: Mapped[str | None]
    qualifier: Mapped[str]
    qualifier_as_printed: Mapped[str | None]
    numerator_figure_id: Mapped[str | None]
    denominator_figure_id: Mapped[str | None]
    repeats_figure_id: Mapped[str | None]

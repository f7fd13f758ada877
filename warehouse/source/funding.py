"""Funding of schools."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Filed, code
from warehouse.source.programme import OfSchool


class Funding(Filed, OfSchool, Base):
    """Income of a school in a fiscal year from one source, as printed. `total` is never added to its parts."""

    __tablename__ = "funding"
    __table_args__ = (code("funding_source", "funding_source"),)
    natural_key = ("document_id", "section", "locator", "school_id", "fiscal_year", "funding_source")
    id_column = "funding_id"

    funding_id: Mapped[str] = mapped_column(primary_key=True)
    fiscal_year: Mapped[int]
    funding_source: Mapped[str]
    amount_as_printed: Mapped[str]
    unit_as_printed: Mapped[str]

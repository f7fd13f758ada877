"""Contests and awards."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Filed, Provenance, code, not_negative
from warehouse.source.programme import OfSchool


class Contest(Provenance, Base):
    """One edition of a contest under its issued id."""

    __tablename__ = "contest"
    __table_args__ = (code("contest_level", "contest_level"),)
    is_reference = True
    natural_key = ("contest_id",)

    contest_id: Mapped[str] = mapped_column(primary_key=True)
    contest_name: Mapped[str] = mapped_column(unique=True)
    contest_name_en: Mapped[str]
    edition_label: Mapped[str]
    contest_year: Mapped[int]
    contest_level: Mapped[str]


class Award(Filed, OfSchool, Base):
    """Awards of one medal won by a school in one event of a contest edition, with the winning item where printed."""

    __tablename__ = "award"
    __table_args__ = (
        code("participant_kind", "participant_kind"),
        code("medal", "medal"),
        *not_negative("award_count", "recipients"),
    )
    natural_key = ("document_id", "locator", "contest_id", "event_name", "participant_kind", "school_id", "medal", "item_as_printed")
    id_column = "award_id"

    award_id: Mapped[str] = mapped_column(primary_key=True)
    contest_id: Mapped[str] = mapped_column(ForeignKey("contest.contest_id"), index=True)
    event_name: Mapped[str]
    participant_kind: Mapped[str]
    medal: Mapped[str]
    medal_as_printed: Mapped[str]
    item_as_printed: Mapped[str | None]
    award_count: Mapped[int]
    recipients: Mapped[int | None]
    co_recipient_as_printed: Mapped[str | None]
    co_organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"))

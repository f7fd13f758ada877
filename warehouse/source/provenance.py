"""Documents and batches: what every other row points to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Place, code


class Document(Place, Base):
    """A printed document: annual report or policy."""

    __tablename__ = "document"
    __table_args__ = (code("document_kind", "document_kind"),)
    is_reference = True
    natural_key = ("document_id",)

    document_id: Mapped[str] = mapped_column(primary_key=True)
    document_kind: Mapped[str]
    title_zh: Mapped[str] = mapped_column(unique=True)
    title_en: Mapped[str]
    publisher: Mapped[str | None]
    published_date: Mapped[date | None]
    period_year: Mapped[int]
    report_year: Mapped[int]
    preference_rank: Mapped[int]
    note: Mapped[str | None]
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.batch_id"), index=True)


class Batch(Base):
    """One file taken in through intake, whole or not at all."""

    __tablename__ = "batch"
    __table_args__ = (
        code("batch_kind", "batch_kind"),
        code("batch_status", "batch_status"),
        code("batch_storage", "batch_storage"),
        CheckConstraint("row_count > 0", name="row_count_positive"),
    )

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    source_name: Mapped[str] = mapped_column(index=True)
    target_table: Mapped[str]
    batch_kind: Mapped[str]
    batch_status: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(unique=True)
    row_count: Mapped[int]
    loaded_at: Mapped[datetime]
    batch_storage: Mapped[str]

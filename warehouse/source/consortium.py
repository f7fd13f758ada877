"""Consortia, communities, groups, bases and who belongs to them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Filed, Provenance, code


class Consortium(Provenance, Base):
    """A consortium (市域产教联合体), community (行业产教融合共同体), education group or integration base."""

    __tablename__ = "consortium"
    __table_args__ = (
        code("consortium_kind", "consortium_kind"),
        code("consortium_level", "recognition_level"),
        code("status", "recognition_status"),
    )
    is_reference = True
    natural_key = ("consortium_kind", "consortium_name")
    id_column = "consortium_id"

    consortium_id: Mapped[str] = mapped_column(primary_key=True)
    consortium_name: Mapped[str]
    consortium_kind: Mapped[str]
    consortium_level: Mapped[str]
    recognition_title: Mapped[str]
    status: Mapped[str]
    batch_label: Mapped[str | None]
    since_year: Mapped[int | None]


class ConsortiumMember(Filed, Base):
    """One role of one member. The member is a school or another organisation, never both."""

    __tablename__ = "consortium_member"
    __table_args__ = (
        code("consortium_kind", "consortium_kind"),
        code("member_role", "member_role"),
        CheckConstraint("(school_id IS NULL) <> (organisation_id IS NULL)", name="one_member"),
    )
    natural_key = ("document_id", "locator", "consortium_id", "member_role", "member_as_printed")
    id_column = "consortium_member_id"

    consortium_member_id: Mapped[str] = mapped_column(primary_key=True)
    consortium_name: Mapped[str]
    consortium_kind: Mapped[str]
    consortium_id: Mapped[str] = mapped_column(ForeignKey("consortium.consortium_id"), index=True)
    member_as_printed: Mapped[str]
    school_id: Mapped[str | None] = mapped_column(ForeignKey("school.school_id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"), index=True)
    member_role: Mapped[str]
    since_year: Mapped[int | None]

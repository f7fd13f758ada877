"""Organisations that are not schools: companies, parks, associations, public bodies."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, Provenance, code


class Organisation(Provenance, Base):
    """A company, park, association or public body under its issued id."""

    __tablename__ = "organisation"
    __table_args__ = (code("organisation_kind", "organisation_kind"),)
    is_reference = True
    natural_key = ("organisation_id",)

    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    organisation_name: Mapped[str] = mapped_column(unique=True)
    organisation_kind: Mapped[str]
    note: Mapped[str | None]


class OrganisationAlias(Provenance, Base):
    """A name under which an organisation is printed, in one of three bins."""

    __tablename__ = "organisation_alias"
    __table_args__ = (
        code("alias_bin", "alias_bin"),
        CheckConstraint("(alias_bin = 'ignored') = (organisation_id IS NULL)", name="ignored_has_no_organisation"),
        CheckConstraint("alias_bin = 'canonical' OR reason IS NOT NULL", name="reason_given"),
    )
    is_reference = True
    natural_key = ("alias_normalised",)

    alias_normalised: Mapped[str] = mapped_column(primary_key=True)
    alias_name: Mapped[str]
    alias_bin: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.organisation_id"))
    reason: Mapped[str | None]

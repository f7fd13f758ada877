"""Filings of schools, their batches, and the append-only log of who did what. Stays in the source store: it names people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from warehouse.source.base import Base, code

NOT_RELEASED = {"is_released": False}
"""Tables marked so never travel into a release."""


class Filing(Base):
    """The filing of one school for one year: the sheets handed in together, reviewed together, approved together."""

    __tablename__ = "filing"
    __table_args__ = (
        code("filing_status", "batch_status"),
        CheckConstraint("row_count > 0", name="row_count_positive"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("reviewer IS NULL OR reviewer <> collector", name="reviewer_is_another"),
        CheckConstraint("approver IS NULL OR (approver <> collector AND approver <> reviewer)", name="approver_is_a_third"),
        CheckConstraint(
            "filing_status <> 'approved' OR (reviewer IS NOT NULL AND approver IS NOT NULL "
            "AND responsibility_statement IS NOT NULL AND length(responsibility_statement) > 0)",
            name="approved_with_statement",
        ),
        {"info": NOT_RELEASED},
    )

    filing_id: Mapped[str] = mapped_column(primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("school.school_id"), index=True)
    period_year: Mapped[int]
    filing_status: Mapped[str]
    version: Mapped[int]
    content_sha256: Mapped[str] = mapped_column(unique=True)
    request_id: Mapped[str | None] = mapped_column(unique=True)
    file_name: Mapped[str]
    template_version: Mapped[str | None]
    row_count: Mapped[int]
    collector: Mapped[str]
    reviewer: Mapped[str | None]
    approver: Mapped[str | None]
    responsibility_statement: Mapped[str | None]
    supersedes_filing_id: Mapped[str | None] = mapped_column(ForeignKey("filing.filing_id"))
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class FilingBatch(Base):
    """Which batches, one a sheet, a filing consists of."""

    __tablename__ = "filing_batch"
    __table_args__ = ({"info": NOT_RELEASED},)

    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.batch_id"), primary_key=True)
    filing_id: Mapped[str] = mapped_column(ForeignKey("filing.filing_id"), index=True)


class AuditLog(Base):
    """Who did what to a filing and when. Each entry holds the hash of the one before; the database refuses to change or remove one."""

    __tablename__ = "audit_log"
    __table_args__ = (
        code("actor_role", "filing_role"),
        code("log_action", "log_action"),
        code("from_status", "batch_status"),
        code("to_status", "batch_status"),
        UniqueConstraint("previous_hash"),
        {"info": NOT_RELEASED},
    )

    entry_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    occurred_at: Mapped[str] = mapped_column(String())
    actor: Mapped[str]
    actor_role: Mapped[str]
    log_action: Mapped[str]
    filing_id: Mapped[str] = mapped_column(ForeignKey("filing.filing_id"), index=True)
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    comment: Mapped[str | None]
    detail: Mapped[str | None]
    previous_hash: Mapped[str]
    entry_hash: Mapped[str] = mapped_column(unique=True)


def _append_only(table: str, *verbs: str) -> None:
    """Triggers by which the database itself refuses `verbs` on a table: the package is not the only way into a database."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    on_sqlite = [f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}" for verb in verbs]
    function = f"{table}_is_append_only()"
    on_postgresql = [
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        *(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}" for verb in verbs),
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}",
    ]
    for dialect, statements in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        for statement in statements:
            event.listen(Base.metadata.tables[table], "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


_append_only("audit_log", "UPDATE", "DELETE")
_append_only("filing", "DELETE")

"""The append-only log of filings: each entry holds the hash of the one before, so that a change shows."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from warehouse.source.filing import AuditLog, Filing

log = logging.getLogger(__name__)
FIRST = "0" * 64
_LOCK = 7_269_001
"""Number of the advisory lock that writers of filings take on PostgreSQL; SQLite has one writer anyway."""
_HASHED = (
    "entry_no",
    "occurred_at",
    "actor",
    "actor_role",
    "log_action",
    "filing_id",
    "from_status",
    "to_status",
    "comment",
    "detail",
    "previous_hash",
)


@dataclass(frozen=True)
class Verified:
    """How many entries the log has, and what is wrong with it, one line each."""

    entries: int
    problems: list[str]


def lock(session: Session) -> None:
    """One writer of filings at a time, first thing in a transaction: the chain has one end."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"select pg_advisory_xact_lock({_LOCK})"))


def append(
    session: Session,
    filing: Filing,
    actor: str,
    role: str,
    action: str,
    from_status: str | None,
    comment: str | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditLog:
    """Add an entry in the transaction of the change itself; `lock` must be held. The filing's status is the new one."""
    last = session.scalars(select(AuditLog).order_by(AuditLog.entry_no.desc()).limit(1)).first()
    entry = AuditLog(
        entry_no=last.entry_no + 1 if last else 1,
        occurred_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        actor=actor,
        actor_role=role,
        log_action=action,
        filing_id=filing.filing_id,
        from_status=from_status,
        to_status=filing.filing_status,
        comment=comment,
        detail=json.dumps({"version": filing.version, "content_sha256": filing.content_sha256, **(detail or {})}, ensure_ascii=False, sort_keys=True),
        previous_hash=last.entry_hash if last else FIRST,
    )
    entry.entry_hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    told = {
        "filing_id": filing.filing_id,
        "action": action,
        "actor": actor,
        "role": role,
        "to_status": filing.filing_status,
        "entry_no": entry.entry_no,
    }
    # Told only once it is true: what is rolled back did not happen.
    event.listen(session, "after_commit", lambda _: log.info("filing", extra=told), once=True)
    return entry


def entry_hash(entry: AuditLog) -> str:
    """SHA-256 over all other columns, the hash of the entry before among them."""
    return hashlib.sha256(json.dumps([getattr(entry, column) for column in _HASHED], ensure_ascii=False).encode()).hexdigest()


def entries_of(session: Session, filing_id: str) -> list[AuditLog]:
    """What happened to a filing, oldest first."""
    return list(session.scalars(select(AuditLog).where(AuditLog.filing_id == filing_id).order_by(AuditLog.entry_no)))


def verify(engine: Engine) -> Verified:
    """Recompute the chain, and compare the state of every filing with its last entry."""
    problems = []
    with Session(engine) as session:
        entries = list(session.scalars(select(AuditLog).order_by(AuditLog.entry_no)))
        previous, latest = FIRST, {}
        for number, entry in enumerate(entries, start=1):
            if entry.entry_no != number:
                problems.append(f"entry {number} is missing: entry {entry.entry_no} follows entry {number - 1}")
                break
            if entry.previous_hash != previous:
                problems.append(f"entry {number} does not follow entry {number - 1}: the hash of the entry before differs")
            if entry_hash(entry) != entry.entry_hash:
                problems.append(f"entry {number} was changed: its hash does not fit what it says")
            previous = entry.entry_hash
            latest[entry.filing_id] = entry
        for filing in session.scalars(select(Filing).order_by(Filing.filing_id)):
            last = latest.get(filing.filing_id)
            if last is None:
                problems.append(f"filing {filing.filing_id} is {filing.filing_status} but the log does not know it")
            elif last.to_status != filing.filing_status or json.loads(last.detail or "{}").get("version") != filing.version:
                problems.append(
                    f"filing {filing.filing_id} is {filing.filing_status}, version {filing.version}, but the log ends with {last.to_status}"
                )
    return Verified(len(entries), problems)

"""From draft to approved: who may take which step, one transaction a step, written to the log (SHQAR2024, secondary part 6.4)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from warehouse.access.identity import DeniedError
from warehouse.errors import InputError
from warehouse.intake import audit_log
from warehouse.intake.history import successors
from warehouse.source.dictionary import code_sets
from warehouse.source.filing import AuditLog, Filing, FilingBatch
from warehouse.source.provenance import Batch
from warehouse.source.school import School

ROLES = code_sets()["filing_role"]
LONGEST_NAME, LONGEST_STATEMENT = 80, 4_000
OPEN = ("submitted", "reviewed")
"""Statuses in which a filing waits for somebody."""
FILING_LEVELS = ("secondary", "higher_vocational", "vocational_undergraduate")
"""School levels that are expected to file every year."""


class ConflictError(InputError):
    """Somebody else changed the filing meanwhile."""


@dataclass(frozen=True)
class Actor:
    """Who acts, in which roles that person may act, and for which schools the person hands in (None: any).

    Sign-in decides roles and schools; alone on a machine a person has them all.
    """

    name: str
    roles: frozenset[str] = frozenset(ROLES)
    school_ids: frozenset[str] | None = None

    def __post_init__(self) -> None:
        name = " ".join(unicodedata.normalize("NFKC", self.name).split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InputError(f"name: say who acts, in 1 to {LONGEST_NAME} printable characters")
        object.__setattr__(self, "name", name)

    def needs(self, role: str) -> None:
        """Raises InputError if the person may not act in a role."""
        if role not in self.roles:
            raise DeniedError(f"{self.name}: may not act as {role}; ask somebody who may")

    def needs_school(self, school_id: str) -> None:
        """Raises DeniedError if the person may not file for a school."""
        if self.school_ids is not None and school_id not in self.school_ids:
            raise DeniedError(f"{self.name}: may not file for {school_id}; its own data officer hands it in")

    def sees(self, school_id: str) -> bool:
        """Whether the filings of a school are this person's business: all for who reviews or approves, those of the own school for a collector."""
        return bool(self.roles & {"reviewer", "approver"}) or (
            "collector" in self.roles and (self.school_ids is None or school_id in self.school_ids)
        )


@dataclass(frozen=True)
class FilingView:
    """A filing with its school's name, its sheets, and what happened to it."""

    filing: Filing
    school_name: str
    batches: dict[str, int]
    entries: list[AuditLog] = field(default_factory=list)


@dataclass(frozen=True)
class BoardRow:
    """One school on the completeness board: its furthest filing of the year, or none."""

    school_id: str
    school_name: str
    school_level: str
    filing_status: str | None
    filing_id: str | None


def list_filings(engine: Engine, year: int | None = None, status: str | None = None, school_id: str | None = None) -> list[FilingView]:
    """Filings, the latest change first."""
    if status is not None and status not in code_sets()["batch_status"]:
        raise InputError(f"status: '{status}' is not one of {', '.join(code_sets()['batch_status'])}")
    with Session(engine, expire_on_commit=False) as session:
        query = select(Filing, School.school_name).join(School, School.school_id == Filing.school_id)
        for column, wanted in ((Filing.period_year, year), (Filing.filing_status, status), (Filing.school_id, school_id)):
            if wanted is not None:
                query = query.where(column == wanted)
        rows = session.execute(query.order_by(Filing.changed_at.desc(), Filing.filing_id)).all()
        return [FilingView(filing, name, _batches(session, filing.filing_id)) for filing, name in rows]


def show(engine: Engine, filing_id: str) -> FilingView:
    """One filing with its history. Raises InputError if there is none."""
    with Session(engine, expire_on_commit=False) as session:
        filing = _get(session, filing_id)
        school = session.get_one(School, filing.school_id)
        return FilingView(filing, school.school_name, _batches(session, filing_id), audit_log.entries_of(session, filing_id))


def review(engine: Engine, filing_id: str, actor: Actor, comment: str | None = None, version: int | None = None) -> Filing:
    """submitted → reviewed, by somebody else than the collector."""
    actor.needs("reviewer")
    with Session(engine, expire_on_commit=False) as session, session.begin():
        filing = _for_step(session, filing_id, version, "review", ("submitted",))
        _refuse_same(actor, filing, "review", collector=filing.collector)
        _change(session, filing, "reviewed", reviewer=actor.name)
        audit_log.append(session, filing, actor.name, "reviewer", "review", "submitted", _said(comment))
        return filing


def approve(engine: Engine, filing_id: str, actor: Actor, statement: str, comment: str | None = None, version: int | None = None) -> Filing:
    """reviewed → approved, by a third person who states responsibility; the approved filing it replaces becomes superseded."""
    actor.needs("approver")
    stated = " ".join((_said(statement, "statement") or "").split())
    if not stated:
        raise InputError("statement: approval needs a statement of responsibility")
    with Session(engine, expire_on_commit=False) as session, session.begin():
        filing = _for_step(session, filing_id, version, "approve", ("reviewed",))
        _refuse_same(actor, filing, "approve", collector=filing.collector, reviewer=filing.reviewer)
        earlier = session.scalars(
            select(Filing).where(
                Filing.school_id == filing.school_id, Filing.period_year == filing.period_year, Filing.filing_status == "approved"
            )
        ).first()  # fmt: skip
        if earlier is not None:
            refuse_narrower(session, earlier, set(_batches(session, filing.filing_id)))
            _change(session, earlier, "superseded")
            audit_log.append(session, earlier, actor.name, "approver", "supersede", "approved", None, {"superseded_by": filing.filing_id})
        _change(
            session, filing, "approved", approver=actor.name, responsibility_statement=stated,
            supersedes_filing_id=earlier.filing_id if earlier else filing.supersedes_filing_id,
        )  # fmt: skip
        audit_log.append(session, filing, actor.name, "approver", "approve", "reviewed", _said(comment), {"statement": stated})
        return filing


def send_back(engine: Engine, filing_id: str, actor: Actor, comment: str, version: int | None = None) -> Filing:
    """submitted or reviewed → returned, with a comment that says what to mend."""
    if not _said(comment):
        raise InputError("comment: a filing is returned with a comment that says what to mend")
    with Session(engine, expire_on_commit=False) as session, session.begin():
        filing = _for_step(session, filing_id, version, "return", OPEN)
        role = "reviewer" if filing.filing_status == "submitted" else "approver"
        actor.needs(role)
        _refuse_same(actor, filing, "return", collector=filing.collector)
        before = filing.filing_status
        _change(session, filing, "returned", reviewer=None)
        audit_log.append(session, filing, actor.name, role, "return", before, _said(comment))
        return filing


def withdraw(engine: Engine, filing_id: str, actor: Actor, comment: str | None = None, version: int | None = None) -> Filing:
    """Anything not yet approved → withdrawn, by its collector."""
    actor.needs("collector")
    with Session(engine, expire_on_commit=False) as session, session.begin():
        filing = _for_step(session, filing_id, version, "withdraw", ("draft", "returned", *OPEN))
        actor.needs_school(filing.school_id)
        if _same(actor.name, filing.collector) is False:
            raise InputError(f"{filing_id}: was collected by somebody else than {actor.name}; only its collector withdraws it")
        before = filing.filing_status
        _change(session, filing, "withdrawn", reviewer=None)
        audit_log.append(session, filing, actor.name, "collector", "withdraw", before, _said(comment))
        return filing


def board(engine: Engine, year: int) -> list[BoardRow]:
    """Every school that is expected to file for a year, with how far it is: who is missing stands first."""
    with Session(engine) as session:
        current = select(Batch.batch_id).where(Batch.batch_status == "approved")
        schools = session.scalars(
            select(School).where(School.school_level.in_(FILING_LEVELS), School.batch_id.in_(current)).order_by(School.school_id)
        ).all()
        gone = successors(session)
        filings: dict[str, Filing] = {}
        order = ("withdrawn", "superseded", "draft", "returned", "submitted", "reviewed", "approved")
        for filing in session.scalars(select(Filing).where(Filing.period_year == year)):
            known = filings.get(filing.school_id)
            if known is None or order.index(filing.filing_status) > order.index(known.filing_status):
                filings[filing.school_id] = filing
        rows = []
        for school in schools:
            if school.school_id in gone:
                continue
            found = filings.get(school.school_id)
            rows.append(
                BoardRow(
                    school.school_id,
                    school.school_name,
                    school.school_level,
                    found.filing_status if found else None,
                    found.filing_id if found else None,
                )  # fmt: skip
            )
        return sorted(rows, key=lambda r: (order.index(r.filing_status) + 1 if r.filing_status else 0, r.school_id))


def refuse_narrower(session: Session, earlier: Filing, tables: set[str]) -> None:
    """A filing that replaces an approved one holds every sheet of it, or the release would lose rows. Raises InputError."""
    missing = sorted(set(_batches(session, earlier.filing_id)) - tables)
    if missing:
        raise InputError(
            f"{earlier.filing_id}: the approved filing also holds {', '.join(missing)}; a filing that takes its place must hold them too"
        )


def set_status(session: Session, filing: Filing, status: str) -> None:
    """The status of a filing and of its batches, which are one thing: the snapshot looks at the batches."""
    filing.filing_status = status
    filing.changed_at = datetime.now(UTC).replace(tzinfo=None)
    of_filing = select(FilingBatch.batch_id).where(FilingBatch.filing_id == filing.filing_id)
    session.execute(update(Batch).where(Batch.batch_id.in_(of_filing)).values(batch_status=status))


def _change(session: Session, filing: Filing, status: str, **values: str | None) -> None:
    for name, value in values.items():
        setattr(filing, name, value)
    filing.version += 1
    set_status(session, filing, status)
    session.flush()


def _get(session: Session, filing_id: str) -> Filing:
    filing = session.get(Filing, filing_id)
    if filing is None:
        raise InputError(f"{filing_id}: no such filing; `warehouse review list` shows them")
    return filing


def _for_step(session: Session, filing_id: str, version: int | None, step: str, allowed: tuple[str, ...]) -> Filing:
    """The filing, locked for this step. Raises ConflictError if it is no longer as the caller saw it, InputError if the step does not fit."""
    audit_log.lock(session)
    filing = _get(session, filing_id)
    if version is not None and filing.version != version:
        raise ConflictError(
            f"{filing_id}: was changed meanwhile (version {filing.version}, {filing.filing_status}; you saw version {version}); look at it again"
        )
    if filing.filing_status not in allowed:
        raise InputError(f"{filing_id}: is {filing.filing_status}; only {' or '.join(allowed)} filings can be taken through '{step}'")
    return filing


def _refuse_same(actor: Actor, filing: Filing, step: str, **earlier: str | None) -> None:
    for role, name in earlier.items():
        if name is not None and _same(actor.name, name):
            raise InputError(f"{filing.filing_id}: {actor.name} is its {role} and cannot {step} it; three different people take the three steps")


def _same(one: str, other: str) -> bool:
    """Whether two names mean one person: width, case and white space make no other one."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _said(text: str | None, what: str = "comment") -> str | None:
    said = (text or "").strip()
    if len(said) > LONGEST_STATEMENT or not all(c.isprintable() or c in "\n\t\r\u3000" for c in said):
        raise InputError(f"{what}: write at most {LONGEST_STATEMENT:,} printable characters")
    return said or None


def _batches(session: Session, filing_id: str) -> dict[str, int]:
    """Table → number of rows of a filing."""
    query = (
        select(Batch.target_table, Batch.row_count)
        .join(FilingBatch, FilingBatch.batch_id == Batch.batch_id)
        .where(FilingBatch.filing_id == filing_id)
        .order_by(Batch.target_table)
    )
    return dict(session.execute(query).tuples().all())

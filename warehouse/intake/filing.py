"""Handing a filing in: read, check everything at once, store whole or not at all. The validator is the one of every file."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from warehouse.errors import InputError, StoreGoneError
from warehouse.intake import audit_log
from warehouse.intake.batch import known_ids
from warehouse.intake.crosscheck import CrossCheck
from warehouse.intake.fault import Fault, Severity
from warehouse.intake.form import SCHOOLS, form_version, sheet_of
from warehouse.intake.handed import Choices, Handed, read_handed
from warehouse.intake.history import History, read_history, school_named
from warehouse.intake.limits import MAX_BYTES, shown
from warehouse.intake.names import NameBook
from warehouse.intake.review import OPEN, Actor, refuse_narrower, set_status
from warehouse.intake.validate import FIRST_YEAR, LAST_YEAR, Checked, Record, Validator
from warehouse.source.contest import Contest
from warehouse.source.filing import Filing, FilingBatch
from warehouse.source.provenance import Batch
from warehouse.source.schema import MODELS

log = logging.getLogger(__name__)
Preview = Callable[[History, list[Checked]], list[Fault]]
"""What a filing would trigger: asks the policy models about new and stopped majors. Given by the caller, which has a release."""
Outcome = Literal["refused", "draft", "submitted", "unchanged"]
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "notice": 2}
RETRY_AFTER = (0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before each further try when the database goes away in mid-submit: a restart takes a few."""
FIRST_FILING_YEAR, LAST_FILING_YEAR = max(FIRST_YEAR, 2000), LAST_YEAR


@dataclass(frozen=True)
class Finding:
    """One fault with its place in the sheet and its words in both languages."""

    severity: Severity
    key: str
    sheet: str
    cell: str
    row: int | None
    column: str | None
    label: str
    value: str
    text_zh: str
    text_en: str

    def text(self, language: str) -> str:
        return self.text_zh if language == "zh" else self.text_en

    def line(self, language: str = "en") -> str:
        """One line: place, label, value, what is wrong and how to mend it."""
        place = "!".join(p for p in (self.sheet, self.cell) if p)
        told = f" '{shown(self.value)}'" if self.value else ""
        label = f" {self.label}" if self.label else ""
        return f"{self.severity}: {place}{label}:{told} {self.text(language)}"


@dataclass
class Report:
    """What the check found, and which rows it would store."""

    file_name: str
    school_id: str
    school_name: str
    year: int
    findings: list[Finding] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    records: dict[str, list[Record]] = field(default_factory=dict)
    handed: Handed | None = None

    def count(self, severity: Severity) -> int:
        return sum(1 for finding in self.findings if finding.severity == severity)

    @property
    def is_blocked(self) -> bool:
        return self.count("error") > 0

    def as_json(self) -> dict[str, Any]:
        """For scripts: everything but the records themselves."""
        return {
            "file": self.file_name, "school_id": self.school_id, "school_name": self.school_name, "year": self.year, "rows": self.rows,
            "errors": self.count("error"), "warnings": self.count("warning"), "notices": self.count("notice"),
            "findings": [asdict(finding) for finding in self.findings],
        }  # fmt: skip


@dataclass(frozen=True)
class Submission:
    """What became of one filing."""

    report: Report
    outcome: Outcome
    filing_id: str | None
    version: int | None


def read_files(paths: list[Path]) -> list[tuple[str, bytes]]:
    """Names and contents. Raises InputError for a file that cannot be read."""
    files = []
    for path in paths:
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                raise InputError(f"{path.name}: {size:,} bytes is over the limit of {MAX_BYTES:,}; split the file")
            files.append((path.name, path.read_bytes()))
        except OSError as error:
            raise InputError(f"{path.name}: cannot be read ({error.strerror}); check the path and its rights") from error
    return files


def check(engine: Engine, files: list[tuple[str, bytes]], preview: Preview | None = None, school: str = "", year: str = "") -> list[Report]:
    """Check files and store nothing: one report a filing. Raises InputError for a file that cannot be read at all."""
    with Session(engine) as session:
        contests = dict(session.execute(select(Contest.contest_name, Contest.contest_id)).tuples().all())
    handed = read_handed(files, Choices(contests), school, year)
    return [_check(engine, one, preview) for one in handed]


def submit(
    engine: Engine,
    files: list[tuple[str, bytes]],
    actor: Actor,
    acknowledge: bool = False,
    request_id: str | None = None,
    preview: Preview | None = None,
    school: str = "",
    year: str = "",
) -> list[Submission]:
    """Check files and store those without errors: as submitted, or as drafts while warnings are not acknowledged.

    The same content is stored once: handing it in again, or repeating a request, changes nothing. Raises InputError for
    a file that cannot be read, and where another filing of the school and year is under review.
    """
    actor.needs("collector")
    if request_id is not None and (not request_id.isprintable() or not 0 < len(request_id) <= 100):
        raise InputError("request id: give 1 to 100 printable characters")
    reports = check(engine, files, preview, school, year)
    for report in reports:  # before the first is stored: all or none
        actor.needs_school(report.school_id)
    return [_store_again(engine, report, actor, acknowledge, request_id) for report in reports]


def _store_again(engine: Engine, report: Report, actor: Actor, acknowledge: bool, request_id: str | None) -> Submission:
    """Store, and do it again while the database restarts: content has one id, so what the first try may have stored is found, not doubled."""
    for seconds in RETRY_AFTER:
        try:
            return store(engine, report, actor, acknowledge, request_id)
        except StoreGoneError as error:
            log.warning("store gone", extra={"retry_after": seconds, "said": str(error)})
            time.sleep(seconds)
    return store(engine, report, actor, acknowledge, request_id)


def store(engine: Engine, report: Report, actor: Actor, acknowledge: bool, request_id: str | None = None) -> Submission:
    """Store a checked filing in one transaction. Raises DeniedError if the person may not file, or not for this school."""
    actor.needs("collector")
    actor.needs_school(report.school_id)
    if report.is_blocked:
        return Submission(report, "refused", None, None)
    status: Outcome = "submitted" if acknowledge or not report.count("warning") else "draft"
    with Session(engine, expire_on_commit=False) as session, session.begin():
        audit_log.lock(session)
        digest = content_hash(report)
        filing = session.scalars(select(Filing).where(Filing.content_sha256 == digest)).first()
        _refuse_reused_request(session, request_id, digest)
        if filing is not None and filing.filing_status in (*OPEN, "approved"):
            return Submission(report, "unchanged", filing.filing_id, filing.version)
        if filing is not None and filing.filing_status == status == "draft":
            return Submission(report, "draft", filing.filing_id, filing.version)
        _make_room(session, report, filing)
        before = filing.filing_status if filing else None
        if filing is None:
            filing = _insert(session, report, actor, digest, status, request_id)
        else:
            filing.collector, filing.reviewer, filing.approver, filing.responsibility_statement = actor.name, None, None, None
            filing.request_id = request_id or filing.request_id
            filing.version += 1
            set_status(session, filing, status)
            session.flush()
        acknowledged = [f.line("zh") for f in report.findings if f.severity == "warning"] if status == "submitted" else []
        detail = {"rows": report.rows, "warnings_acknowledged": acknowledged}
        audit_log.append(session, filing, actor.name, "collector", "submit" if status == "submitted" else "save", before, None, detail)
        return Submission(report, status, filing.filing_id, filing.version)


def content_hash(report: Report) -> str:
    """SHA-256 of school, year and every record, whatever the file looked like and wherever the rows stood in it."""
    tables = {
        table: sorted(
            json.dumps({c: v for c, v in record.items() if c not in ("locator", "locator_row")}, ensure_ascii=False, sort_keys=True, default=str)
            for record in records
        )
        for table, records in report.records.items()
    }
    told = json.dumps([report.school_id, report.year, tables], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _refuse_reused_request(session: Session, request_id: str | None, digest: str) -> None:
    if request_id is None:
        return
    other = session.scalars(select(Filing).where(Filing.request_id == request_id, Filing.content_sha256 != digest)).first()
    if other is not None:
        raise InputError(f"request {request_id}: was used for {other.filing_id} with other content; use a new request id")


def _make_room(session: Session, report: Report, filing: Filing | None) -> None:
    """Drafts and returned filings of the school and year give way; one under review does not. Raises InputError."""
    others = session.scalars(select(Filing).where(Filing.school_id == report.school_id, Filing.period_year == report.year)).all()
    for other in others:
        if filing is not None and other.filing_id == filing.filing_id:
            continue
        if other.filing_status in OPEN:
            raise InputError(
                f"{report.file_name}: {other.filing_id} of {report.school_name} {report.year} is {other.filing_status}; "
                "have it returned or withdraw it before handing in another"
            )
        if other.filing_status == "approved":
            refuse_narrower(session, other, set(report.records))
        if other.filing_status in ("draft", "returned"):
            before = other.filing_status
            other.version += 1
            set_status(session, other, "superseded")
            session.flush()
            audit_log.append(session, other, other.collector, "collector", "supersede", before)


def _insert(session: Session, report: Report, actor: Actor, digest: str, status: str, request_id: str | None) -> Filing:
    now = datetime.now(UTC).replace(tzinfo=None)
    handed = report.handed
    filing = Filing(
        filing_id=f"F-{digest[:12]}", school_id=report.school_id, period_year=report.year, filing_status=status, version=1,
        content_sha256=digest, request_id=request_id, file_name=shown(report.file_name),
        template_version=form_version() if handed and handed.template_version == form_version() else None,
        row_count=sum(report.rows.values()), collector=actor.name, received_at=now, changed_at=now,
    )  # fmt: skip
    session.add(filing)
    session.flush()
    for table, records in report.records.items():
        sha = hashlib.sha256(f"{digest} {table}".encode()).hexdigest()
        batch_id = f"B-{sha[:12]}"
        # Named after school, year and table, not after the file: its name may be a person's and batches travel.
        session.add(
            Batch(
                batch_id=batch_id,
                source_name=f"filings/{report.school_id}/{report.year}/{table}",
                target_table=table,
                batch_kind="filing",
                batch_storage="rows",
                batch_status=status,
                content_sha256=sha,
                row_count=len(records),
                loaded_at=now.replace(microsecond=0),
            )  # fmt: skip
        )
        session.flush()
        session.add(FilingBatch(batch_id=batch_id, filing_id=filing.filing_id))
        try:
            session.execute(insert(MODELS[table]), [{**record, "batch_id": batch_id} for record in records])
        except IntegrityError as error:
            told = str(error.orig).splitlines()[0]
            raise InputError(f"{report.file_name}: {table}: the store refuses a row ({told}); nothing was stored") from error
    session.flush()
    return filing


# The check


def _check(engine: Engine, handed: Handed, preview: Preview | None) -> Report:
    year = int(handed.year) if handed.year.isdecimal() and handed.year.isascii() else 0
    if not FIRST_FILING_YEAR <= year <= LAST_FILING_YEAR:
        raise InputError(f"{handed.file_name}: '{shown(handed.year)}' is not a year between {FIRST_FILING_YEAR} and {LAST_FILING_YEAR}")
    with Session(engine) as session:
        try:
            school = school_named(session, handed.school)
        except InputError as error:
            raise InputError(f"{handed.file_name}: {error}") from error
        history = read_history(session, school, year)
        names, known = NameBook.read(session), known_ids(session)
        approved = session.scalars(
            select(Filing).where(Filing.school_id == school.school_id, Filing.period_year == year, Filing.filing_status == "approved")
        ).first()
        held = _tables_of(session, approved) if approved else set()
    report = Report(handed.file_name, school.school_id, school.school_name, year, handed=handed)
    faults = list(handed.faults)
    checked: dict[str, list[Checked]] = {}
    sources: dict[str, str] = {}
    for source in handed.sources:
        validation = Validator(source, names, known).run()
        sources[source.target_table] = source.name
        checked[source.target_table] = validation.checked
        if validation.records:
            report.records[source.target_table] = validation.records
            report.rows[source.target_table] = len(validation.records)
        faults += validation.faults
        faults += _other_schools(validation.checked, source.target_table, source.name, school.school_id)
    faults += CrossCheck(checked, sources, history).run()
    for table in sorted(held - set(checked)):
        sheet = sheet_of(table)
        faults.append(Fault("narrower", handed.file_name, values={"sheet": sheet.title if sheet else table}))
    if preview is not None and not any(f.severity == "error" for f in faults):
        faults += preview(history, checked.get("programme", []))
    if not report.records and not any(f.severity == "error" for f in faults):
        raise InputError(f"{handed.file_name}: holds no filled rows; fill in at least one sheet")
    report.findings = sorted((_finding(handed, fault) for fault in faults), key=_position)
    return report


def _other_schools(rows: list[Checked], table: str, name: str, school_id: str) -> list[Fault]:
    """A filing speaks of its own school only."""
    column = SCHOOLS.get(table, "school_as_printed")
    return [
        Fault("other_school", name, row.number, column, row.values.get(column), table=table)
        for row in rows
        if row.values.get("school_id") not in (None, school_id) or row.values.get("organisation_id") is not None
    ]


def _tables_of(session: Session, filing: Filing) -> set[str]:
    query = select(Batch.target_table).join(FilingBatch, FilingBatch.batch_id == Batch.batch_id).where(FilingBatch.filing_id == filing.filing_id)
    return set(session.scalars(query))


def _finding(handed: Handed, fault: Fault) -> Finding:
    place = handed.places.get(fault.table)
    sheet = sheet_of(fault.table) if fault.table else None
    column = sheet.column(fault.column) if sheet and fault.column else None
    marks = fault.marks or ((fault.column,) if fault.column else ())
    marked = next((c for c in marks if place and c in place.positions), fault.column)
    cell = place.address(fault.row, marked) if place and (fault.row is not None or marked) else ""
    title = place.title if place else (sheet.title if sheet else "")
    return Finding(
        fault.severity, fault.key, title, str(fault.values.get("cell", cell)), fault.row, fault.column,
        column.entry.label_zh if column else (fault.column or ""), fault.value or "", fault.remedy("zh"), fault.remedy("en"),
    )  # fmt: skip


def _position(finding: Finding) -> tuple[int, str, int, str]:
    return (_ORDER[finding.severity], finding.sheet, finding.row or 0, finding.cell)

"""Verbs of the command line for filings: template, submit, review, audit-log. Thin over `warehouse.intake`."""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from warehouse.errors import InputError
from warehouse.settings import Home

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from warehouse.intake.filing import Submission
    from warehouse.intake.review import Actor, FilingView

review_verbs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Review filings: submitted, reviewed, approved, by three people.")
log_verbs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The append-only log of filings.")
talk = Console(stderr=True, highlight=False, emoji=False)

Who = Annotated[str | None, typer.Option("--as", help="Who acts; the name of the account if left out.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Comment = Annotated[str | None, typer.Option("--comment", help="What you have to say about it.")]
Version = Annotated[int | None, typer.Option("--version", help="Version that you saw; refused if it has changed meanwhile.", min=1)]
FilingId = Annotated[str, typer.Argument(help="Id of the filing, such as F-0123456789ab.")]


def _store() -> Engine:
    from warehouse.source.store import open_home_store

    return open_home_store(Home.from_environment())


def _actor(name: str | None) -> Actor:
    from warehouse.intake.review import Actor

    if name is None:
        try:
            name = getpass.getuser()
        except (KeyError, OSError):
            name = ""
    return Actor(name)


def template(
    subjects: Annotated[list[str] | None, typer.Argument(help="Subjects, such as programme enrolment; the whole yearly filing if left out.")] = None,
    school: Annotated[str, typer.Option(help="School id or name.")] = ...,  # type: ignore[assignment]  # typer's mark of a required option
    year: Annotated[int, typer.Option(help="Year to file.", min=2000, max=2100)] = ...,  # type: ignore[assignment]
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write it; <school id>_<year>.xlsx if left out.")] = None,
) -> None:
    """Write the workbook in which a school files a year, with its majors of last year filled in.

    Example: warehouse template --school 上海信息技术学校 --year 2025 -o filing.xlsx
    Example: warehouse template programme enrolment --school S0001 --year 2025
    """
    from sqlalchemy.orm import Session

    from warehouse.intake.history import read_history, school_named
    from warehouse.intake.template import write_template

    with Session(_store()) as session:
        history = read_history(session, school_named(session, school), year)
    content = write_template(history, subjects or ())
    path = output or Path(f"{history.school.school_id}_{year}.xlsx")
    _write(path, content)
    talk.print(f"written: {path}", markup=False, soft_wrap=True)


def submit(
    files: Annotated[list[Path], typer.Argument(help="Filled workbooks (.xlsx), or CSV files named <anything>.<table>.csv.")],
    name: Who = None,
    acknowledge: Annotated[bool, typer.Option("--acknowledge", help="The warnings were checked and are right.")] = False,
    school: Annotated[str, typer.Option(help="School id or name, for CSV files that do not say it.")] = "",
    year: Annotated[str, typer.Option(help="Year, for CSV files that do not say it.")] = "",
    request_id: Annotated[str | None, typer.Option(help="An id of your own: repeating the same request changes nothing.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the marked copies; beside the file if left out.")] = None,
    check_only: Annotated[bool, typer.Option("--check", help="Only check; store nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Check filings and hand them in. All findings at once; a marked copy of the workbook says them in the cells.

    Exit code 0 submitted, 1 kept as a draft because warnings are not acknowledged, 2 refused because of errors.

    Example: warehouse submit filing.xlsx --as 王采集
    Example: warehouse submit filing.xlsx --as 王采集 --acknowledge
    Example: warehouse submit s0001.programme.csv s0001.enrolment.csv --school S0001 --year 2025
    """
    from warehouse.intake import filing
    from warehouse.policy.preview import preview_of_home

    actor, engine = _actor(name), _store()
    read = filing.read_files(files)
    preview = preview_of_home(Home.from_environment())
    if check_only:
        done = [
            filing.Submission(r, "refused" if r.is_blocked else "unchanged", None, None) for r in filing.check(engine, read, preview, school, year)
        ]
    else:
        done = filing.submit(engine, read, actor, acknowledge, request_id, preview, school, year)
    copies = [_write_copy(one, files[0].parent if output is None else output) for one in done]
    if as_json:
        told = [
            {**one.report.as_json(), "outcome": "checked" if check_only else one.outcome, "filing_id": one.filing_id, "version": one.version,
             "annotated": str(copy) if copy else None}
            for one, copy in zip(done, copies, strict=True)
        ]  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for one, copy in zip(done, copies, strict=True):
            _tell(one, copy, check_only)
    outcomes = {one.outcome for one in done}
    code = 2 if "refused" in outcomes else 1 if "draft" in outcomes else 0
    if code:
        raise typer.Exit(code)


def _write_copy(one: Submission, folder: Path) -> Path | None:
    from warehouse.intake.annotate import annotated

    if not one.report.findings:
        return None
    stem = Path(one.report.file_name.split(",")[0]).stem
    path = folder / f"{stem}.checked.xlsx"
    _write(path, annotated(one.report))
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place with -o") from error


def _tell(one: Submission, copy: Path | None, check_only: bool) -> None:
    report = one.report
    for finding in report.findings:
        talk.print(finding.line(), markup=False, soft_wrap=True)
    counts = f"{report.count('error')} errors, {report.count('warning')} warnings, {report.count('notice')} notices"
    told = {
        "refused": "nothing was stored; mend the errors and hand it in again",
        "draft": f"kept as draft {one.filing_id}; check the warnings, then hand it in with --acknowledge",
        "submitted": f"submitted as {one.filing_id}, waits for review",
        "unchanged": f"nothing to do, already there as {one.filing_id}",
    }[one.outcome]
    if check_only and one.outcome != "refused":
        told = "could be handed in; nothing was stored"
    rows = sum(report.rows.values())
    talk.print(f"{report.file_name}: {report.school_name} {report.year}: {rows} rows, {counts}: {told}", markup=False, soft_wrap=True)
    if copy:
        talk.print(f"marked copy: {copy}", markup=False, soft_wrap=True)


@review_verbs.command("list")
def list_filings(
    year: Annotated[int | None, typer.Option(help="Year filed.")] = None,
    status: Annotated[str | None, typer.Option(help="draft, submitted, reviewed, approved, returned, withdrawn or superseded.")] = None,
    as_json: Json = False,
) -> None:
    """List filings, the latest change first.

    Example: warehouse review list --status submitted
    """
    from warehouse.intake import review

    found = review.list_filings(_store(), year, status)
    if as_json:
        print(json.dumps([_plain(view) for view in found], ensure_ascii=False, indent=1))
        return
    table = Table("filing", "school", "year", "status", "version", "rows", "collector", "reviewer", "approver")
    for view in found:
        f = view.filing
        table.add_row(
            f.filing_id,
            view.school_name,
            str(f.period_year),
            f.filing_status,
            str(f.version),
            str(f.row_count),
            f.collector,
            f.reviewer or "",
            f.approver or "",
        )
    Console(markup=False, highlight=False, emoji=False, width=None if os.isatty(1) else 200).print(table)


@review_verbs.command()
def show(filing_id: FilingId, as_json: Json = False) -> None:
    """Show a filing, its sheets, and what happened to it.

    Example: warehouse review show F-0123456789ab
    """
    from warehouse.intake import review

    view = review.show(_store(), filing_id)
    if as_json:
        print(json.dumps(_plain(view), ensure_ascii=False, indent=1))
        return
    f = view.filing
    print(f"{f.filing_id}  {view.school_name} {f.period_year}  {f.filing_status}  version {f.version}")
    for table, rows in view.batches.items():
        print(f"  {table}: {rows} rows")
    for entry in view.entries:
        told = f": {entry.comment}" if entry.comment else ""
        print(f"  {entry.occurred_at}  {entry.actor} ({entry.actor_role})  {entry.log_action} → {entry.to_status}{told}")
    if f.responsibility_statement:
        print(f"  statement: {f.responsibility_statement}")


@review_verbs.command("review")
def review_filing(filing_id: FilingId, name: Who = None, comment: Comment = None, version: Version = None) -> None:
    """Mark a submitted filing as reviewed. Somebody else than its collector.

    Example: warehouse review review F-0123456789ab --as 李审核
    """
    from warehouse.intake import review

    _done(review.review(_store(), filing_id, _actor(name), comment, version).filing_status, filing_id)


@review_verbs.command()
def approve(
    filing_id: FilingId,
    statement: Annotated[str, typer.Option(help="The statement of responsibility.")] = ...,  # type: ignore[assignment]
    name: Who = None,
    comment: Comment = None,
    version: Version = None,
) -> None:
    """Approve a reviewed filing with a statement of responsibility. A third person; the next build releases it.

    Example: warehouse review approve F-0123456789ab --as 赵校长 --statement "本校对所报数据的真实性负责。"
    """
    from warehouse.intake import review

    _done(review.approve(_store(), filing_id, _actor(name), statement, comment, version).filing_status, filing_id)


@review_verbs.command("return")
def return_filing(
    filing_id: FilingId,
    comment: Annotated[str, typer.Option("--comment", help="What must be mended.")] = ...,  # type: ignore[assignment]
    name: Who = None,
    version: Version = None,
) -> None:
    """Send a filing back with a comment.

    Example: warehouse review return F-0123456789ab --as 李审核 --comment "护理专业人数请核对"
    """
    from warehouse.intake import review

    _done(review.send_back(_store(), filing_id, _actor(name), comment, version).filing_status, filing_id)


@review_verbs.command()
def withdraw(filing_id: FilingId, name: Who = None, comment: Comment = None, version: Version = None) -> None:
    """Take back a filing that is not approved yet. Its collector only.

    Example: warehouse review withdraw F-0123456789ab --as 王采集
    """
    from warehouse.intake import review

    _done(review.withdraw(_store(), filing_id, _actor(name), comment, version).filing_status, filing_id)


@review_verbs.command()
def board(year: Annotated[int, typer.Option(help="Year filed.")] = ..., as_json: Json = False) -> None:  # type: ignore[assignment]
    """Who has filed and who is missing for a year, the missing first.

    Example: warehouse review board --year 2025
    """
    from warehouse.intake import review

    rows = review.board(_store(), year)
    if as_json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table("school", "name", "level", "status", "filing")
    for row in rows:
        table.add_row(row.school_id, row.school_name, row.school_level, row.filing_status or "missing", row.filing_id or "")
    Console(markup=False, highlight=False, emoji=False, width=None if os.isatty(1) else 200).print(table)
    for level in review.FILING_LEVELS:
        of_level = [row for row in rows if row.school_level == level]
        approved = sum(1 for row in of_level if row.filing_status == "approved")
        talk.print(f"{level}: {approved} of {len(of_level)} approved")


@log_verbs.command("verify")
def verify_log(as_json: Json = False) -> None:
    """Recompute the hash chain of the log and compare every filing with it. Exit code 1 if something was changed.

    Example: warehouse audit-log verify
    """
    from warehouse.intake.audit_log import verify

    found = verify(_store())
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        for problem in found.problems:
            talk.print(problem, markup=False, soft_wrap=True)
        talk.print(f"{found.entries} entries, {'complete and unchanged' if not found.problems else f'{len(found.problems)} problems'}")
    if found.problems:
        raise typer.Exit(1)


def _done(status: str, filing_id: str) -> None:
    talk.print(f"{filing_id}: {status}")


def _plain(view: FilingView) -> dict[str, Any]:
    def columns(row: Any) -> dict[str, Any]:
        return {
            c.name: getattr(row, c.name) if not hasattr(getattr(row, c.name), "isoformat") else getattr(row, c.name).isoformat()
            for c in row.__table__.columns
        }

    return {**columns(view.filing), "school_name": view.school_name, "batches": view.batches, "log": [columns(entry) for entry in view.entries]}

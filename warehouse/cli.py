"""The command line: thin verbs over the functions that do the work."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.errors import InputError, NoReleaseError, WarehouseError
from warehouse.settings import PROJECT_ROOT, Home

if TYPE_CHECKING:
    from warehouse.query.adhoc import Answer

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Shanghai vocational-education warehouse. Everything written goes under WAREHOUSE_HOME (default ./var).",
)
talk = Console(stderr=True, highlight=False, emoji=False)


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"


def _say(step: str) -> None:
    talk.print(f"… {step}")


@app.command()
def up(
    serve: Annotated[bool, typer.Option(help="Serve the app after publishing.")] = True,
    port: Annotated[int, typer.Option(help="Port of the app on localhost.", min=1, max=65535)] = 8501,
) -> None:
    """Migrate, load the bundled data, build, audit, publish and serve.

    Example: warehouse up --no-serve
    """
    load(files=None)
    build()
    if serve:
        serve_app(port)


@app.command()
def load(
    files: Annotated[list[Path] | None, typer.Argument(help="CSV files named <anything>.<table>.csv; the bundled data if left out.")] = None,
) -> None:
    """Take files in through intake. A file is stored whole or not at all; loading it twice changes nothing.

    Example: warehouse load
    Example: warehouse load filings/s0001.programme.csv
    """
    from warehouse.intake.batch import load_bundled, load_file
    from warehouse.release.lock import build_lock
    from warehouse.source.store import open_home_store

    home = Home.from_environment()
    with build_lock(home):
        engine = open_home_store(home)
        loaded = [load_file(engine, file) for file in files] if files else load_bundled(engine)
    fresh = [one for one in loaded if one.outcome != "unchanged"]
    for one in loaded if files else fresh:
        talk.print(str(one), markup=False, soft_wrap=True)
    talk.print(f"{len(loaded)} files: {len(fresh)} stored, {len(loaded) - len(fresh)} already there")


@app.command()
def build() -> None:
    """Build a candidate from the source store, audit it and publish it. Exit code 3 if the audit refuses it.

    Example: warehouse build
    """
    from warehouse.release.build import build as build_release  # pulls dbt and the audit, so only here
    from warehouse.source.store import open_home_store

    home = Home.from_environment()
    built = build_release(home, open_home_store(home), _say)
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in built.seconds.items())
    talk.print(f"published {built.release_id} ({spent})", soft_wrap=True)
    for finding in built.warnings:
        told = finding.check.note or finding.check.expectation
        talk.print(f"finding: {finding.check.table}: {told}: {finding.observed}", markup=False, soft_wrap=True)


@app.command()
def releases(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """List the releases that are kept; the current one is marked.

    Example: warehouse releases --json
    """
    from warehouse.release import pointer

    home = Home.from_environment()
    found = pointer.manifests(home)
    try:
        now = pointer.current(home).release_id
    except NoReleaseError:
        raise
    except InputError as error:  # a damaged pointer must not hide the names that mend it
        now = ""
        talk.print(f"warning: {error}", markup=False, soft_wrap=True)
    if as_json:
        print(json.dumps([{**m, "is_current": m["release_id"] == now} for m in found], indent=1))
        return
    table = Table("", "release", "built", "content", "warnings")
    for m in found:
        table.add_row(
            "*" if m["release_id"] == now else "", str(m["release_id"]), str(m["built_at"]), str(m["content_sha256"])[:12], str(m["audit_warnings"])
        )
    Console().print(table)


@app.command()
def where() -> None:
    """Print the path of the current release's database, for any DuckDB client (open it read-only).

    Example: duckdb -readonly "$(warehouse where)"
    """
    from warehouse.release import pointer

    print(pointer.database(Home.from_environment()))


@app.command()
def rollback(release_id: Annotated[str | None, typer.Argument(help="Release to go back to; the one before if left out.")] = None) -> None:
    """Point readers to an earlier release.

    Example: warehouse rollback
    """
    from warehouse.release.build import rollback as roll_back

    swapped = roll_back(Home.from_environment(), release_id)
    talk.print(f"current release: {swapped.release_id}")


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(help="One SELECT statement, or - to read it from standard input.")],
    output: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.table,
    limit: Annotated[int, typer.Option(help="Most rows to write.", min=1, max=1_000_000)] = 10_000,
) -> None:
    """Ask the current release in SQL.

    Example: warehouse sql "select school_name from marts.dim_school where district = '普陀区'"
    Example: warehouse sql --format csv - < question.sql
    """
    from warehouse.query.adhoc import ask
    from warehouse.release import pointer

    try:
        text = sys.stdin.buffer.read().decode("utf-8") if statement == "-" else statement
    except UnicodeDecodeError as error:
        raise InputError("sql: standard input is not UTF-8; save the question as UTF-8") from error
    _write(ask(pointer.database(Home.from_environment()), text, limit), output, limit)


def _write(answer: Answer, output: Format, limit: int) -> None:
    """Write an answer to standard output; what it is worth goes to standard error."""
    from warehouse.query.output import as_csv, as_json

    if output is Format.csv:
        print(as_csv(answer), end="")
    elif output is Format.json:
        print(as_json(answer))
    else:
        table = Table(*answer.columns)
        for row in answer.rows:
            table.add_row(*("" if cell is None else str(cell) for cell in row))
        Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False, emoji=False).print(table)
    talk.print(f"{len(answer.rows)} rows, {'complete' if answer.is_complete else f'cut at {limit} rows'}")


@app.command()
def check(
    school: Annotated[str | None, typer.Option(help="School id or name.")] = None,
    district: Annotated[str | None, typer.Option(help="District, for example 普陀区.")] = None,
    clause: Annotated[str | None, typer.Option(help="Clause id, for example SHWP2024-12-a.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the verdict.")] = None,
    verdict: Annotated[list[str] | None, typer.Option(help="Verdict to show; may be given more than once.")] = None,
    fail_on: Annotated[str | None, typer.Option(help="Exit with 1 if a shown verdict is this severe or worse: block, warn, not_evaluable.")] = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="How to write the worklist.")] = Format.table,
) -> None:
    """The compliance worklist of the current release, worst first.

    Example: warehouse check --verdict WARN --verdict BLOCK
    Example: warehouse check --school 上海信息技术学校 --format csv
    Example: warehouse check --fail-on warn
    """
    from warehouse.policy.worklist import Filter, worklist
    from warehouse.release import pointer

    severe = ["block", "warn", "not_evaluable"]
    if fail_on is not None and fail_on not in severe:
        raise InputError(f"--fail-on: '{fail_on}' is not one of {', '.join(severe)}")
    wanted = Filter(school, district, clause, year, tuple(v.upper() for v in verdict or []))
    answer = worklist(pointer.database(Home.from_environment()), wanted)
    _write(answer, output, len(answer.rows))
    if fail_on is not None:
        stopping = {v.upper() for v in severe[: severe.index(fail_on) + 1]}
        if any(row[0] in stopping for row in answer.rows):
            raise typer.Exit(1)


@app.command()
def whatif(
    proposals: Annotated[
        Path,
        typer.Argument(
            help="CSV of proposals: school, action, major, decision_date, effective_date (level, pathway, partner, planned_intake, clause, value)."
        ),
    ],
    output: Annotated[Format, typer.Option("--format", "-f", help="How to write the verdicts.")] = Format.table,
    fail_on: Annotated[str | None, typer.Option(help="Exit with 1 if a proposal verdict is this severe or worse: block, warn.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="List the majors behind each count instead of the verdicts.")] = False,
    lines: Annotated[
        str | None,
        typer.Option(metavar="PROPOSAL_ID", help="Write the resolved lines under this id, to be filed in seeds/reference/proposal_line.csv."),
    ] = None,
    known_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Judge by clauses and waivers as loaded by this day.")] = None,
) -> None:
    """Try proposals on the current release: each verdict they cause beside the present one. Nothing is stored.

    Example: warehouse whatif proposals.csv --fail-on block
    Example: warehouse whatif proposals.csv --evidence
    Example: warehouse whatif proposals.csv --lines 2024-09-round --format csv
    """
    from warehouse.policy import report
    from warehouse.policy.proposal import read_proposals
    from warehouse.policy.whatif import resolve
    from warehouse.policy.whatif import whatif as evaluate
    from warehouse.release import pointer

    if fail_on not in (None, "block", "warn"):
        raise InputError(f"--fail-on: '{fail_on}' is not one of block, warn")
    database = pointer.database(Home.from_environment())
    resolved = resolve(database, read_proposals(proposals), lines or "whatif", name=proposals.name)
    if lines is not None:
        answer = report.filed_lines(resolved)
        _write(answer, output, len(answer.rows))
        return
    found = evaluate(database, resolved, known_at=known_at.date() if known_at else None)
    answer = report.items(found) if evidence else report.changes(found, report.SHORT if output is Format.table else None)
    _write(answer, output, len(answer.rows))
    stopping = {"block": {"BLOCK"}, "warn": {"BLOCK", "WARN"}}.get(fail_on or "", set())
    if any(v.verdict in stopping for v in found.proposal):
        raise typer.Exit(1)


@app.command()
def trace(
    row_id: Annotated[str, typer.Argument(help="A figure id, or the id of a row of a fact.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Follow a number back to its print: document, section, place, row, batch and its hash, corrections, reconciliations.

    Example: warehouse trace SHQAR2024-S1-0039
    """
    from warehouse.query.output import plain
    from warehouse.query.trace import trace as trace_row
    from warehouse.release import pointer

    found = trace_row(pointer.database(Home.from_environment()), row_id)
    if as_json:
        print(json.dumps(plain(asdict(found)), ensure_ascii=False, indent=1))
        return
    for title, rows in (
        (found.table, [found.row]),
        ("document", [found.document]),
        ("batch", [found.batch]),
        ("printed numbers", found.figures if found.table != "marts.fact_reported_figure" else []),
        ("corrections", found.corrections),
        ("reconciliations", found.reconciliations),
        ("printed again as", [{"figure_id": one} for one in found.repeats]),
    ):
        for row in rows:
            print(title)
            for column, value in row.items():
                if value is not None:
                    print(f"  {column}: {value}")


@app.command("serve")
def serve_app(port: Annotated[int, typer.Option(help="Port on localhost.", min=1, max=65535)] = 8501) -> None:
    """Serve the app on localhost.

    Example: warehouse serve --port 8600
    """
    Home.from_environment().root.mkdir(parents=True, exist_ok=True)
    os.chdir(PROJECT_ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(PROJECT_ROOT / "app.py"), "--server.port", str(port)])


def main() -> None:
    """Entry point: every known error becomes one line and its exit code, never a traceback."""
    try:
        # Without its standalone mode the library returns the code of typer.Exit instead of raising it.
        raise SystemExit(app(standalone_mode=False) or 0)
    except WarehouseError as error:
        talk.print(f"error: {error}", markup=False, soft_wrap=True)
        raise SystemExit(error.exit_code) from None
    except typer.Abort:
        raise SystemExit(130) from None
    except OSError as error:
        talk.print(
            f"error: {error.filename or 'a file'}: {error.strerror or error}; check the path, its rights and the space", markup=False, soft_wrap=True
        )
        raise SystemExit(2) from None
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if usage is None:
            raise
        talk.print(f"error: {usage()}; see --help", markup=False, soft_wrap=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()

"""The command line: thin verbs over the functions that do the work."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse import filing_verbs, token_verbs
from warehouse.errors import InputError, NoReleaseError, WarehouseError, is_storage_fault
from warehouse.settings import DATABASE_NAME, PROJECT_ROOT, Home

if TYPE_CHECKING:
    from warehouse.query.answer import Answer

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Shanghai vocational-education warehouse. Everything written goes under WAREHOUSE_HOME (default ./var).",
)
app.command()(filing_verbs.template)
app.command()(filing_verbs.submit)
app.add_typer(filing_verbs.review_verbs, name="review")
app.add_typer(filing_verbs.log_verbs, name="audit-log")
app.add_typer(token_verbs.verbs, name="token")
log = logging.getLogger("warehouse.cli")
talk = Console(stderr=True, highlight=False, emoji=False)


class Format(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    json = "json"


class WorklistFormat(StrEnum):
    """How a worklist is written; a workbook needs a file."""

    table = "table"
    csv = "csv"
    json = "json"
    xlsx = "xlsx"


def _say(step: str) -> None:
    talk.print(f"… {step}")


@app.command()
def up(
    serve: Annotated[bool, typer.Option(help="Serve the app after publishing.")] = True,
    fresh: Annotated[bool, typer.Option("--fresh", help="Build anew even if nothing changed.")] = False,
    port: Annotated[int, typer.Option(help="Port of the app on localhost.", min=1, max=65535)] = 8501,
) -> None:
    """Migrate, load the bundled data, build, audit, publish and serve.

    Example: warehouse up --no-serve
    """
    load(files=None)
    build(fresh=fresh)
    if serve:
        serve_app(port)


@app.command()
def load(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files named <anything>.<table>.csv or .parquet; the bundled data if left out."),
    ] = None,
) -> None:
    """Take files in through intake. A file is stored whole or not at all; loading it twice changes nothing.

    A school's filing that is to be reviewed and released goes through `warehouse submit`.

    Example: warehouse load
    Example: warehouse load filings/s0001.programme.csv
    """
    from warehouse.intake.batch import Loaded, load_bundled, load_file
    from warehouse.intake.columnar import load_columnar
    from warehouse.release.lock import build_lock
    from warehouse.source.columnar import SUFFIX
    from warehouse.source.store import open_home_store

    home = Home.from_environment()
    with build_lock(home):
        engine = open_home_store(home)
        loaded: list[Loaded] = []
        for file in files or []:
            loaded += load_columnar(engine, home, [(file, file.name)]) if file.suffix == SUFFIX else [load_file(engine, file)]
        if not files:
            loaded = load_bundled(engine)
    fresh = [one for one in loaded if one.outcome != "unchanged"]
    for one in loaded if files else fresh:
        talk.print(str(one), markup=False, soft_wrap=True)
    talk.print(f"{len(loaded)} files: {len(fresh)} stored, {len(loaded) - len(fresh)} already there")


@app.command()
def build(
    fresh: Annotated[bool, typer.Option("--fresh", help="Make everything anew, even if nothing changed since the current release.")] = False,
) -> None:
    """Build a candidate from the source store, audit it and publish it. Exit code 3 if the audit refuses it.

    If no row, code or tool changed, the current release stays and this says so.

    Example: warehouse build
    Example: warehouse build --fresh
    """
    from warehouse.release.build import build as build_release  # pulls dbt and the audit, so only here
    from warehouse.source.store import open_home_store

    home = Home.from_environment()
    built = build_release(home, open_home_store(home), _say, fresh)
    spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in built.seconds.items())
    told = f"published {built.release_id}" if built.is_new else f"nothing changed, {built.release_id} stays current"
    talk.print(f"{told} ({spent})", soft_wrap=True)
    for finding in built.warnings:
        told = finding.check.note or finding.check.expectation
        talk.print(f"finding: {finding.check.table}: {told}: {finding.observed}", markup=False, soft_wrap=True)


@app.command()
def demo(
    scale: Annotated[str, typer.Option(help="shanghai (calibrated to print) or national (11,000 invented schools).")] = "shanghai",
    seed: Annotated[int, typer.Option(help="The same seed gives the same rows.", min=0, max=2**31 - 1)] = 1,
    rows: Annotated[int, typer.Option(help="Enrolment rows of the national panel.", min=100_000, max=200_000_000)] = 1_000_000,
    build_it: Annotated[bool, typer.Option("--build/--no-build", help="Build, audit and publish the release as well.")] = True,
) -> None:
    """Make a synthetic panel in a home of its own (WAREHOUSE_HOME, else var/demo), marked in every row. Never beside real data.

    Example: warehouse demo --scale shanghai --seed 1
    Example: WAREHOUSE_HOME=var/nation warehouse demo --scale national --rows 10000000
    """
    from warehouse.demo.home import Scale, demo_home, fill
    from warehouse.release.build import build as build_release
    from warehouse.source.store import open_home_store

    if scale not in tuple(Scale):
        raise InputError(f"--scale: '{scale}' is not one of {', '.join(Scale)}")
    home = demo_home()
    made = fill(home, Scale(scale), seed, rows, _say)
    talk.print(f"{made.rows:,} synthetic rows in {made.files} files; planted violations: {made.answers}", soft_wrap=True)
    if build_it:
        published = build_release(home, open_home_store(home), _say)
        talk.print(f"published {published.release_id}; look at it with WAREHOUSE_HOME={home.root} warehouse serve", soft_wrap=True)


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
    from warehouse.release.publish import rollback as roll_back

    swapped = roll_back(Home.from_environment(), release_id)
    talk.print(f"current release: {swapped.release_id}")


@app.command()
def sql(
    statement: Annotated[str | None, typer.Argument(help="One query, or - to read it from standard input.")] = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.table,
    limit: Annotated[int | None, typer.Option(help="Most rows to write; the limit of rows if left out.", min=1)] = None,
    show_limits: Annotated[bool, typer.Option("--limits", help="Print what a statement may use, and how to change it.")] = False,
) -> None:
    """Ask the current release in SQL. The statement runs in a confined process of its own.

    Example: warehouse sql "select school_name from marts.dim_school where district = '普陀区'"
    Example: warehouse sql --format csv - < question.sql
    Example: warehouse sql --limits
    """
    from warehouse.query.adhoc import ask
    from warehouse.query.limits import PREFIX, limit_rows, limits
    from warehouse.release import pointer

    if show_limits:
        table = Table("limit", "value", "unit", "environment variable", "from", "to", "meaning")
        for one in limit_rows(limits()):
            table.add_row(one.name, f"{one.value:,}", one.unit, PREFIX + one.name.upper(), f"{one.lowest:,}", f"{one.highest:,}", one.meaning)
        Console(width=None if sys.stdout.isatty() else 200).print(table)
        return
    if statement is None:
        raise InputError("sql: no statement; give one, or - to read it from standard input")

    try:
        text = sys.stdin.buffer.read().decode("utf-8") if statement == "-" else statement
    except UnicodeDecodeError as error:
        raise InputError("sql: standard input is not UTF-8; save the question as UTF-8") from error
    _write(ask(pointer.database(Home.from_environment()), text, limit), output)


@app.command()
def metric(
    names: Annotated[list[str] | None, typer.Argument(help="One or more metrics, side by side; all metrics are listed if left out.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Column to cut by, such as district; may be given more than once.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Condition such as 'district = 普陀区'; may be given more than once.")] = None,
    grain: Annotated[str | None, typer.Option(help="Time grain: year.")] = None,
    order: Annotated[list[str] | None, typer.Option(help="Column to order by, a minus before it for the largest first: --order=-enrolment.")] = None,
    limit: Annotated[int, typer.Option(help="Most rows to write.", min=1, max=1_000_000)] = 10_000,
    explain: Annotated[bool, typer.Option("--explain", help="Print the SQL instead of the answer.")] = False,
    output: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.table,
) -> None:
    """Ask the current release for metrics: one definition each, ratios as ratios of sums.

    Example: warehouse metric
    Example: warehouse metric enrolment students_per_staff --by school_name
    Example: warehouse metric awards --by medal --where "contest_level = national" --grain year --explain
    """
    from warehouse.query.metrics import Question, ask_metric, catalogue, compile_metric, list_metrics
    from warehouse.release import pointer

    database = pointer.database(Home.from_environment())
    if not names:
        answer = catalogue(list_metrics(database))
        _write(answer, output)
        return
    question = Question(tuple(names), tuple(by or ()), tuple(where or ()), grain, tuple(order or ()))
    if explain:
        print(compile_metric(database, question))
        return
    _write(ask_metric(database, question, limit), output)


def _write(answer: Answer, output: Format) -> None:
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
    talk.print(f"{len(answer.rows)} rows, {answer.extent}")


@app.command()
def check(
    school: Annotated[str | None, typer.Option(help="School id or name.")] = None,
    district: Annotated[str | None, typer.Option(help="District, for example 普陀区.")] = None,
    clause: Annotated[str | None, typer.Option(help="Clause id, for example SHWP2024-12-a.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the verdict.")] = None,
    verdict: Annotated[list[str] | None, typer.Option(help="Verdict to show; may be given more than once.")] = None,
    fail_on: Annotated[str | None, typer.Option(help="Exit with 1 if a shown verdict is this severe or worse: block, warn, not_evaluable.")] = None,
    output: Annotated[WorklistFormat, typer.Option("--format", "-f", help="How to write the worklist; xlsx needs --to.")] = WorklistFormat.table,
    to: Annotated[Path | None, typer.Option("--to", help="Workbook to write (with --format xlsx).")] = None,
    language: Annotated[str, typer.Option(help="Language of the workbook's notes: zh or en.")] = "zh",
) -> None:
    """The compliance worklist of the current release, worst first.

    Example: warehouse check --verdict WARN --verdict BLOCK
    Example: warehouse check --school 上海信息技术学校 --format csv
    Example: warehouse check --fail-on warn
    Example: warehouse check --district 普陀区 --format xlsx --to worklist.xlsx
    """
    from warehouse.policy.worklist import Filter, workbook, worklist
    from warehouse.release import pointer

    severe = ["block", "warn", "not_evaluable"]
    if fail_on is not None and fail_on not in severe:
        raise InputError(f"--fail-on: '{fail_on}' is not one of {', '.join(severe)}")
    wanted = Filter(school, district, clause, year, tuple(v.upper() for v in verdict or []))
    if (output is WorklistFormat.xlsx) != (to is not None) or (to is not None and to.suffix != ".xlsx"):
        raise InputError("check: a workbook needs both --format xlsx and --to <name>.xlsx")
    _one_of_the_languages(language)
    database = pointer.database(Home.from_environment())
    answer = worklist(database, wanted)
    if to is not None:
        to.write_bytes(workbook(database, wanted, language))
        talk.print(f"{to}: {len(answer.rows)} rows, {'complete' if answer.is_complete else 'cut'}", markup=False, soft_wrap=True)
    else:
        _write(answer, Format(output.value))
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
        _write(answer, output)
        return
    found = evaluate(database, resolved, known_at=known_at.date() if known_at else None)
    answer = report.items(found) if evidence else report.changes(found, report.SHORT if output is Format.table else None)
    _write(answer, output)
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


@app.command()
def plan(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """What the next build will change: files, models, seeds, columns that readers would miss. Nothing is built.

    Exit code 1 if a column or table that readers use would go.

    Example: warehouse plan
    """
    from warehouse.release.plan import as_json as written
    from warehouse.release.plan import plan as make_plan
    from warehouse.release.plan import step_of, summary
    from warehouse.source.store import open_home_store

    home = Home.from_environment()
    entries = make_plan(home, open_home_store(home))
    if as_json:
        print(written(entries))
    else:
        table = Table("area", "what", "change", "rows", "step")
        for entry in entries:
            table.add_row(entry.area, entry.name, entry.change, "" if entry.rows is None else f"{entry.rows:+,}", entry.step)
        Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False, emoji=False).print(table)
    talk.print(summary(entries))
    if step_of(entries) == "major":
        raise typer.Exit(1)


@app.command()
def diff(
    before: Annotated[str | None, typer.Argument(help="Earlier release; the one before the later one if left out.")] = None,
    after: Annotated[str | None, typer.Argument(help="Later release; the current one if left out.")] = None,
    table: Annotated[str | None, typer.Option(help="List the rows of one table that differ, for example marts.fact_awards.")] = None,
    limit: Annotated[int, typer.Option(help="Most rows to list with --table.", min=1, max=1_000_000)] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """What differs between two releases: rows by table, columns, verdicts that flipped, and the version step.

    Example: warehouse diff
    Example: warehouse diff 20241101T080000Z-aaaaaaaa 20241102T080000Z-bbbbbbbb --table marts.fact_awards
    """
    from warehouse.release.diff import changed_rows, compare
    from warehouse.release.pointer import pair

    home = Home.from_environment()
    old, new = pair(home, before, after)
    files = (home.releases / old / DATABASE_NAME, home.releases / new / DATABASE_NAME)
    console = Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False, emoji=False)
    if table is not None:
        rows = changed_rows(*files, table, limit)
        if as_json:
            print(json.dumps([{"change": change, "row": told} for change, told in rows], ensure_ascii=False, indent=1))
        else:
            for change, told in rows:
                console.print(f"{change}: {told}", soft_wrap=True)
        return
    found = compare(*files)
    if as_json:
        print(json.dumps({"before": old, "after": new, "step": found.step, **asdict(found)}, ensure_ascii=False, indent=1))
        return
    listed = Table("table", "before", "after", "added", "removed", "changed", "columns")
    for one in found.tables:
        columns = [f"+{c}" for c in one.columns_added] + [f"-{c}" for c in one.columns_removed] + [f"~{c}" for c in one.columns_retyped]
        counts = ("" if n is None else f"{n:,}" for n in (one.rows_before, one.rows_after, one.rows_added, one.rows_removed, one.rows_changed))
        listed.add_row(f"{one.schema_name}.{one.table_name}", *counts, " ".join(columns))
    console.print(listed)
    for flip in found.verdicts:
        what = " ".join(part for part in (flip.clause_id, flip.subject_name, flip.object_key, str(flip.period_year)) if part)
        console.print(f"{what}: {flip.verdict_before or 'none'} → {flip.verdict_after or 'none'}")
    talk.print(f"{old} → {new}: {len(found.tables)} tables and {len(found.verdicts)} verdicts differ; version step: {found.step}")


@app.command()
def fsck(repair: Annotated[bool, typer.Option(help="Mend what can be mended without losing anything.")] = False) -> None:
    """Check hashes, pointer, leftovers and the source store of the home. Exit code 1 if something is left to mend.

    Example: warehouse fsck --repair
    """
    from warehouse.release.fsck import fsck as check_home
    from warehouse.release.lock import build_lock
    from warehouse.source.store import open_store

    home = Home.from_environment()
    # Nothing is migrated here: a damaged store must be readable as it is.
    has_store = not home.source_url.startswith("sqlite") or (home.root / "source.sqlite").exists()
    with build_lock(home):
        found = check_home(home, open_store(home.source_url) if has_store else None, repair)
    for damage in found:
        print(damage)
    left = [damage for damage in found if not damage.mended]
    talk.print(f"{len(found)} findings, {len(found) - len(left)} mended")
    if left:
        raise typer.Exit(1)


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="New folder for the backup.")]) -> None:
    """Back up the source store while it is in use. Releases are built from it and need no backup.

    Example: warehouse backup /backup/warehouse-2024-11-01
    """
    from warehouse.operations.backup import backup as back_up
    from warehouse.source.store import open_home_store

    home = Home.from_environment()
    told = back_up(open_home_store(home), folder, home.columnar)
    stored = f"{sum(told.rows.values()):,} rows of {len(told.rows)} tables at migration {told.revision}"
    talk.print(f"{folder}: {stored}, {len(told.columnar)} columnar files", markup=False, soft_wrap=True)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="Folder that `warehouse backup` wrote.")],
    force: Annotated[bool, typer.Option(help="Replace a store that holds batches.")] = False,
) -> None:
    """Put a backup in the place of the source store, after checking its bytes. Then run `warehouse build`.

    Example: warehouse restore /backup/warehouse-2024-11-01 --force
    """
    from warehouse.operations.backup import restore as put_back
    from warehouse.release.lock import build_lock
    from warehouse.source.store import open_store

    home = Home.from_environment()
    with build_lock(home):
        told = put_back(open_store(home.source_url), folder, force, home.columnar)
    talk.print(f"restored {sum(told.rows.values()):,} rows as of {told.taken_at}; run `warehouse build`")


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Check this host and say what to mend. Exit code 1 if something would not work.

    Example: warehouse doctor
    """
    from warehouse.operations.doctor import examine

    checks = examine(Home.from_environment())
    if as_json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            print(f"{check.state:8} {check.name}: {check.found}" + (f"; {check.remedy}" if check.remedy else ""))
    if any(check.state == "fault" for check in checks):
        raise typer.Exit(1)


@app.command()
def codebook(
    folder: Annotated[
        Path | None, typer.Argument(help="New folder for codebook and tables as CSV; prints the place of the codebook if left out.")
    ] = None,
) -> None:
    """The codebook of the current release: tables, columns, codes and metrics as XLSX, HTML and CSV, with a data package descriptor.

    Example: warehouse codebook
    Example: warehouse codebook ~/codebook
    """
    from warehouse.release import pointer
    from warehouse.release.codebook import FOLDER, write_codebook

    database = pointer.database(Home.from_environment())
    if folder is None:
        print(database.parent / FOLDER)
        return
    written = write_codebook(database, folder)
    talk.print(f"{len(written)} files in {folder}", markup=False, soft_wrap=True)


@app.command()
def public(
    folder: Annotated[Path, typer.Argument(help="New folder for the files.")],
    language: Annotated[str, typer.Option(help="Language of labels and notes: zh or en.")] = "zh",
) -> None:
    """Write what may be handed to everybody: enrolment and graduates with small filed counts suppressed (reference.disclosure_rule).

    Example: warehouse public ~/for_the_website
    """
    from warehouse.query.public import write_public
    from warehouse.release import pointer

    _one_of_the_languages(language)
    written = write_public(pointer.database(Home.from_environment()), folder, language)
    talk.print(f"{len(written)} files in {folder}", markup=False, soft_wrap=True)


def _one_of_the_languages(language: str) -> None:
    if language not in ("zh", "en"):
        raise InputError(f"--language: '{language}' is not one of zh, en")


@app.command("serve")
def serve_app(port: Annotated[int, typer.Option(help="Port on localhost.", min=1, max=65535)] = 8501) -> None:
    """Serve the app on localhost: with sign-in where the secrets file sets it up, else in local mode.

    Example: warehouse serve --port 8600
    """
    from warehouse.access.mode import mode, secrets_file

    home = Home.from_environment()
    home.root.mkdir(parents=True, exist_ok=True)
    secrets = ["--secrets.files", str(secrets_file(home).resolve())] if mode(home) == "oidc" else []
    os.chdir(PROJECT_ROOT)
    script = str(PROJECT_ROOT / "warehouse" / "pages" / "server.py")
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), *secrets])


@app.command()
def api(
    port: Annotated[int, typer.Option(help="Port on localhost.", min=1, max=65535)] = 8601,
    host_name: Annotated[list[str] | None, typer.Option(help="Further name by which a proxy calls it; may be given more than once.")] = None,
) -> None:
    """Serve the read-only HTTP interface on localhost: /api/v1/tables, /query, /verdicts; its OpenAPI document is /api/v1/openapi.json.

    Example: warehouse api --port 8601
    """
    import uvicorn

    from warehouse.api import create_api

    talk.print(f"http://127.0.0.1:{port}/api/v1/openapi.json")
    uvicorn.run(create_api(Home.from_environment(), host_names=tuple(host_name or ())), host="127.0.0.1", port=port, log_level="warning")


def main() -> None:
    """Entry point: every known error becomes one line and its exit code, never a traceback."""
    started, code = time.monotonic(), 1
    try:
        run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
        raise
    finally:
        # The verb only: arguments may name people or hold a statement.
        verb = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), "")
        log.info("command", extra={"verb": verb, "exit_code": code, "ms": round((time.monotonic() - started) * 1_000)})


def run() -> None:
    """The command line with its errors told in one line."""
    from warehouse.operations.logs import set_up

    try:
        set_up()
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
        if is_storage_fault(error):
            said = str(error).splitlines()[0]
            talk.print(f"error: {said}; free some space or make the folder writable, then run it again", markup=False, soft_wrap=True)
            raise SystemExit(2) from None
        usage = getattr(error, "format_message", None)
        if usage is None:
            raise
        talk.print(f"error: {usage()}; see --help", markup=False, soft_wrap=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()

"""Write, audit, publish: from the source store to a new release, or to a kept candidate that says what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
from sqlalchemy import Engine

from warehouse.errors import BuildError, GateError, InputError, is_full, is_storage_fault
from warehouse.files import file_hash
from warehouse.release import manifest, pointer, reuse
from warehouse.release.audit import Finding, run_audit
from warehouse.release.codebook import write_release_codebook
from warehouse.release.compiled import write_compiled_models
from warehouse.release.dbt import run_dbt
from warehouse.release.dictionary import write_dictionary, write_lineage
from warehouse.release.diff import FIRST_VERSION, ReleaseDiff, compare, next_version
from warehouse.release.lock import build_lock
from warehouse.release.metrics import write_metrics
from warehouse.release.notes import declare_change_tables, table_labels, write_changes, write_notes
from warehouse.release.publish import forget, publish
from warehouse.release.snapshot import end_reading_in_place, write_snapshot
from warehouse.settings import DATABASE_NAME, Home, configure

KEPT_RELEASES = 10
KEPT_CANDIDATES = 3
DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
"""What the library raises when the bytes of its file are not those that it wrote."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A published release and where the time went, in seconds."""

    release_id: str
    database: Path
    warnings: list[Finding]
    seconds: dict[str, float]
    is_new: bool = True


class _Clock:
    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress
        self._step = ""
        self._since = perf_counter()

    def step(self, name: str) -> None:
        now = perf_counter()
        if self._step:
            self.seconds[self._step] = round(now - self._since, 2)
        self._step, self._since = name, now
        if name:
            self._progress(name)


def build(home: Home, engine: Engine, progress: Progress = lambda _: None, fresh: bool = False, heavy_rows: int = reuse.HEAVY_ROWS) -> Built:
    """Build, audit and publish a release. One builder at a time in a home.

    If no input changed, the current release is the answer; if it is large, its heavy fact is taken over batch by batch. `fresh`
    makes everything anew. `heavy_rows` is the number of filed rows from which a fact counts as heavy.

    Raises BusyError if another builder holds the home, BuildError if dbt stops or the candidate's file is damaged, GateError if the audit refuses the
    candidate; then it is kept under `builds/`. On a full disk it is removed, to leave room. The old release stays live.
    """
    with build_lock(home), _room_given_back(home):
        try:
            return _build(home, engine, progress, fresh, heavy_rows)
        except DAMAGE as error:
            if is_storage_fault(error):
                raise
            told = str(error).strip().partition("\n")[0]
            raise BuildError(f"the candidate cannot be read back: {told}; the old release stays live; check the disk, then build again") from error


@contextmanager
def _room_given_back(home: Home) -> Iterator[None]:
    """Remove the unfinished candidate if the disk is full: readers and the source store need the room (a write-ahead log, a query log)."""
    before = set(home.builds.glob("*"))
    try:
        yield
    except Exception as error:
        if is_full(error):
            for folder in set(home.builds.glob("*")) - before:
                shutil.rmtree(folder, ignore_errors=True)
        raise


def _build(home: Home, engine: Engine, progress: Progress, fresh: bool, heavy_rows: int) -> Built:
    clock = _Clock(progress)
    started = datetime.now(UTC)
    home.builds.mkdir(parents=True, exist_ok=True)
    home.releases.mkdir(parents=True, exist_ok=True)
    forget(home.builds, KEPT_CANDIDATES - 1)
    work = _new_folder(home.builds, started.strftime("%Y%m%dT%H%M%SZ"))
    stage = work / "release"
    stage.mkdir()
    candidate = stage / DATABASE_NAME

    clock.step("snapshot")
    with duckdb.connect(str(candidate)) as connection:
        configure(connection, home)
        source_rows = write_snapshot(engine, connection, home.columnar)
        is_synthetic = _is_synthetic(connection)
        code = manifest.code_files()
        fingerprint = reuse.Inputs.of(connection, manifest.hash_of(code))
    if not source_rows["batch"]:
        shutil.rmtree(work, ignore_errors=True)
        raise InputError(f"{home.root}: the source store holds no approved batch; run `warehouse load` first")
    now = None if fresh else pointer.current_manifest(home)
    if now and reuse.is_unchanged(home, now, fingerprint):
        shutil.rmtree(work, ignore_errors=True)
        clock.step("")
        database = home.releases / str(now["release_id"]) / DATABASE_NAME
        return Built(str(now["release_id"]), database, reuse.kept_findings(database), clock.seconds, is_new=False)
    told_to_dbt: dict[str, Any] = {
        "is_synthetic": is_synthetic,
        "is_heavy": max(source_rows[table] for table in reuse.HEAVY_TABLES) >= heavy_rows,
    }
    some: list[str] = []
    base = reuse.base_of(home, now, fingerprint, source_rows, heavy_rows, is_synthetic)
    if base:
        clock.step("take over")
        taken_over = reuse.start_from(base, candidate, home)
        with duckdb.connect(str(candidate)) as connection:
            configure(connection, home)
            write_snapshot(engine, connection, home.columnar, already_in={"enrolment": taken_over.batches})
            is_as_read = reuse.source_hashes(connection) == fingerprint.tables
        if not is_as_read:  # a filing was approved between the two readings of the store
            shutil.rmtree(work, ignore_errors=True)
            return _build(home, engine, progress, fresh, heavy_rows)
        told_to_dbt["made_again"] = taken_over.changed
        some = ["--select", *taken_over.changed, *taken_over.read]
    clock.step("dbt")
    run_dbt(
        ["build", "--exclude-resource-type", "unit_test", "--vars", json.dumps(told_to_dbt), *some],
        candidate,
        work / "target",
        home.scratch,
    )
    clock.step("dictionary")
    with duckdb.connect(str(candidate)) as connection:
        configure(connection, home)
        end_reading_in_place(connection, source_rows, heavy_rows)
        connection.execute("create schema meta")
        if base:
            reuse.finish(connection)
        else:
            write_lineage(connection, work / "target" / "manifest.json")
            write_compiled_models(connection, work / "target" / "manifest.json")
        write_metrics(connection, work / "target" / "semantic_manifest.json")
        tables = manifest.table_hashes(connection)
        if base:
            reuse.assert_as_before(tables, base.tables, taken_over.changed)
        content = manifest.hash_of(tables)
        release_id = f"{work.name}-{content[:8]}"
        _write_release_row(connection, release_id, started, manifest.hash_of(code), content, is_synthetic)
        _declare_audit_table(connection)
        declare_change_tables(connection)
        write_dictionary(connection)
        inputs, labels = manifest.input_files(connection), table_labels(connection)
    clock.step("audit")
    findings = run_audit(candidate, stage / "data_docs")
    (work / "audit.json").write_text(json.dumps([_as_row(f) for f in findings], ensure_ascii=False, indent=1), encoding="utf-8")
    stopping = [f for f in findings if f.blocks]
    if stopping:
        raise GateError(_refusal(stopping, work))
    clock.step("publish")
    with duckdb.connect(str(candidate)) as connection:
        _write_audit(connection, findings)
        # Staging and intermediate serve the build only; a release holds what readers are meant to see.
        connection.execute("drop schema if exists intermediate cascade")
        connection.execute("drop schema if exists staging cascade")
    previous = pointer.current_manifest(home)
    difference = _differences(home, previous, candidate, tables) if previous else None
    version = next_version(str(previous.get("version", FIRST_VERSION)) if previous else None, difference.step if difference else "none")
    with duckdb.connect(str(candidate)) as connection:
        write_changes(connection, difference)
        connection.execute("update meta.release set version = ?, previous_release_id = ?", [version, previous["release_id"] if previous else None])
        connection.execute("checkpoint")
    _assert_as_audited(candidate, tables)
    warnings = [f for f in findings if not f.success]
    told = {
        "release_id": release_id,
        "version": version,
        "previous_release_id": previous["release_id"] if previous else None,
        "built_at": started.isoformat(timespec="seconds"),
        "content_sha256": content,
        "code_sha256": manifest.hash_of(code),
        "inputs_sha256": manifest.hash_of(inputs),
        "database_sha256": file_hash(candidate),
        "source_rows": source_rows,
        "audit_warnings": len(warnings),
        "is_synthetic": is_synthetic,
        "fingerprint": vars(fingerprint),
        "tables": tables,
        "inputs": inputs,
        "code": code,
    }
    write_notes(stage, difference, {name: told[name] for name in ("release_id", "version", "previous_release_id")}, labels)
    write_release_codebook(candidate, stage)
    published = publish(home, stage, told)
    shutil.rmtree(work, ignore_errors=True)
    clock.step("")
    forget(home.releases, KEPT_RELEASES, release_id, *([str(previous["release_id"])] if previous else []))
    return Built(release_id, published, warnings, clock.seconds)


def _differences(home: Home, previous: Mapping[str, Any], candidate: Path, tables: Mapping[str, str]) -> ReleaseDiff:
    """What the candidate changes of the release before it. `tables` are its hashes: what has the same in both manifests is not compared."""
    equal = {name for name, digest in tables.items() if previous.get("tables", {}).get(name) == digest}
    return compare(home.releases / str(previous["release_id"]) / DATABASE_NAME, candidate, equal)


def _assert_as_audited(candidate: Path, tables: dict[str, str]) -> None:
    """Read every published table back from the file. Raises BuildError if one no longer holds what was hashed and audited."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        now = manifest.table_hashes(connection)
    changed = sorted({name for name, _ in tables.items() ^ now.items()})
    if changed:
        raise BuildError(f"the candidate changed after its audit: {', '.join(changed)}; the old release stays live; check the disk, then build again")


def _is_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the home holds the synthetic panel; intake lets nothing real in beside it."""
    row = connection.execute("select count(*) > 0 from source.batch where batch_kind = 'synthetic'").fetchone()
    return bool(row and row[0])


def _write_release_row(
    connection: duckdb.DuckDBPyConnection, release_id: str, started: datetime, code: str, content: str, is_synthetic: bool
) -> None:
    from importlib.metadata import version

    connection.execute(
        "create table meta.release (release_id varchar, version varchar, previous_release_id varchar, built_at timestamp, "
        "dbt_version varchar, duckdb_version varchar, code_sha256 varchar, content_sha256 varchar, is_synthetic boolean)"
    )
    connection.execute(
        "insert into meta.release values (?, null, null, ?, ?, ?, ?, ?, ?)",
        [release_id, started.replace(tzinfo=None, microsecond=0), version("dbt-core"), version("duckdb"), code, content, is_synthetic],
    )


def _declare_audit_table(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table meta.audit_result (suite varchar, table_name varchar, expectation varchar, severity varchar, "
        "success boolean, observed varchar, detail varchar, note varchar, note_zh varchar, column_name varchar)"
    )


def _write_audit(connection: duckdb.DuckDBPyConnection, findings: list[Finding]) -> None:
    rows = [tuple(_as_row(f).values()) for f in findings]
    connection.executemany("insert into meta.audit_result values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute(
        "update meta.table_dictionary set row_count = (select count(*) from meta.audit_result) "
        "where schema_name = 'meta' and table_name = 'audit_result'"
    )


def _as_row(finding: Finding) -> dict[str, object]:
    check = asdict(finding.check)
    return {
        "suite": check["suite"],
        "table_name": check["table"],
        "expectation": check["expectation"],
        "severity": check["severity"],
        "success": finding.success,
        "observed": finding.observed,
        "detail": finding.detail,
        "note": check["note"],
        "note_zh": check["note_zh"] or check["note"],
        "column_name": ", ".join(check["arguments"].get("column_list", [])) or check["arguments"].get("column"),
    }


def _refusal(stopping: list[Finding], work: Path) -> str:
    lines = [f"the audit refused the candidate ({len(stopping)} failed checks); the old release stays live"]
    for finding in stopping:
        check = finding.check
        told = f" [{check.note}]" if check.note else ""
        lines.append(f"  {check.table}: {check.expectation} {check.arguments}{told}: observed {finding.observed or '-'} {finding.detail}".rstrip())
    lines.append(f"  candidate kept for inspection: {work / 'release' / DATABASE_NAME}; report: {work / 'release' / 'data_docs' / 'index.html'}")
    return "\n".join(lines)


def _new_folder(parent: Path, name: str) -> Path:
    folder, number = parent / name, 1
    while folder.exists() or any((parent.parent / "releases").glob(f"{folder.name}-*")):
        number += 1
        folder = parent / f"{name}.{number}"
    folder.mkdir()
    return folder

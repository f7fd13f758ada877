"""What the next build will change, told before it runs: files taken in, code that differs, columns that readers will miss."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine, func, select

from warehouse.release import manifest, pointer
from warehouse.release.diff import Step, largest
from warehouse.settings import DATABASE_NAME, PROJECT_ROOT, REFERENCE_SEEDS, Home
from warehouse.source.provenance import Batch


@dataclass(frozen=True)
class Entry:
    """One thing that will differ. `step` says whether it can break readers, `rows` the change in rows of a file or seed (None: unknown before)."""

    area: str
    name: str
    change: str
    step: Step
    rows: int | None = None


def plan(home: Home, engine: Engine) -> list[Entry]:
    """Compare the source store and the project's files with the current release.

    Raises NoReleaseError where nothing is published yet, InputError if the pointer is damaged.
    """
    now = pointer.current(home)
    told = next((m for m in pointer.manifests(home) if m["release_id"] == now.release_id), {})
    entries = _batches(engine, _released_batches(home.releases / now.release_id / DATABASE_NAME))
    entries += _files(dict(told.get("code", {})), _seed_rows(home.releases / now.release_id / DATABASE_NAME))  # type: ignore[call-overload]
    entries += _columns(home.releases / now.release_id / DATABASE_NAME)
    return entries


def step_of(entries: list[Entry]) -> Step:
    """The version step that the entries announce. Rows that models compute may still turn out the same."""
    return largest(entry.step for entry in entries)


def _released_batches(database: Path) -> dict[str, tuple[str, str, int]]:
    from warehouse.query.connection import open_release

    with open_release(database) as connection:
        rows = connection.execute("select source_name, target_table, content_sha256, row_count from source.batch").fetchall()
    return {str(name): (str(table), str(digest), int(count)) for name, table, digest, count in rows}


def _batches(engine: Engine, released: dict[str, tuple[str, str, int]]) -> list[Entry]:
    with engine.connect() as connection:
        rows = connection.execute(
            select(Batch.source_name, Batch.target_table, Batch.content_sha256, Batch.row_count).where(Batch.batch_status == "approved")
        ).all()
        waiting = connection.execute(
            select(Batch.batch_status, func.count()).where(Batch.batch_status.not_in(("approved", "superseded"))).group_by(Batch.batch_status)
        ).all()
    approved = {str(name): (str(table), str(digest), int(count)) for name, table, digest, count in rows}
    entries = []
    for name in sorted({*approved, *released}):
        old, new = released.get(name), approved.get(name)
        if old == new:
            continue
        change = "new file" if old is None else "file gone" if new is None else "file changed"
        entries.append(Entry("source", f"{name} → {(new or old or ('',))[0]}", change, "patch", (new[2] if new else 0) - (old[2] if old else 0)))
    entries += [Entry("waiting", status, f"{count} files are not approved and stay out", "none") for status, count in waiting]
    return entries


def _seed_rows(database: Path) -> dict[str, int]:
    """Rows of every reference table of the release, by the seed that it is loaded from."""
    from warehouse.query.connection import open_release

    with open_release(database) as connection:
        rows = connection.execute("select table_name, row_count from meta.table_dictionary where schema_name = 'reference'").fetchall()
    return {f"seeds/reference/{name}.csv": int(count) for name, count in rows}


def _rows_of(seed: str) -> int:
    path = PROJECT_ROOT / seed
    if not path.exists():
        return 0
    with path.open(encoding="utf-8", newline="") as handle:
        return sum(1 for _ in csv.reader(handle)) - 1


def _files(released: dict[str, str], seed_rows: dict[str, int]) -> list[Entry]:
    now = manifest.code_files()
    entries = []
    for name in sorted({*now, *released}):
        if now.get(name) != released.get(name):
            change = "new" if name not in released else "removed" if name not in now else "changed"
            rows = _rows_of(name) - seed_rows.get(name, 0) if name in seed_rows or _area(name) == "seed" and name.endswith(".csv") else None
            entries.append(Entry(_area(name), name, change, "patch", rows))
    return entries


def _area(name: str) -> str:
    return {"models": "model", "macros": "macro", "seeds": "seed", "expectations": "check", "tests": "check"}.get(name.split("/", 1)[0], "code")


def _columns(database: Path) -> list[Entry]:
    """Columns that contracts and seed headers promise, against those of the release."""
    from warehouse.query.connection import open_release

    with open_release(database) as connection:
        rows = connection.execute("select schema_name, table_name, column_name from meta.dictionary").fetchall()
    released: dict[str, set[str]] = {}
    for schema, table, column in rows:
        released.setdefault(f"{schema}.{table}", set()).add(column)
    entries, promised = [], promised_columns()
    for table, columns in sorted(promised.items()):
        had = released.get(table)
        if had is None:
            entries.append(Entry("column", table, "new table", "minor"))
            continue
        entries += [Entry("column", f"{table}.{column}", "new column", "minor") for column in sorted(columns - had)]
        entries += [Entry("column", f"{table}.{column}", "column removed or renamed: readers break", "major") for column in sorted(had - columns)]
    gone = [t for t in released if t.split(".")[0] in {"marts", "policy", "reconciliation", "reference"} and t not in promised]
    return entries + [Entry("column", table, "table removed or renamed: readers break", "major") for table in sorted(gone)]


def promised_columns() -> dict[str, set[str]]:
    """Columns of every published model by its contract, and of every reference seed by its header."""
    promised: dict[str, set[str]] = {}
    for path in sorted((PROJECT_ROOT / "models").rglob("*.yml")):
        folder = path.relative_to(PROJECT_ROOT / "models").parts[0]
        if folder not in ("marts", "policy", "reconciliation"):
            continue
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for model in content.get("models", []):
            promised[f"{folder}.{model['name']}"] = {column["name"] for column in model.get("columns", [])}
    for path in sorted(REFERENCE_SEEDS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            promised[f"reference.{path.stem}"] = set(next(csv.reader(handle)))
    return promised


def summary(entries: list[Entry]) -> str:
    """One line: how many entries by area, and the version step."""
    counted = Counter(entry.area for entry in entries if entry.area != "waiting")
    told = ", ".join(f"{count} {area}" for area, count in sorted(counted.items())) or "nothing will change"
    return f"{told}; version step: {step_of(entries)}"


def as_json(entries: list[Entry]) -> str:
    """The entries for a script."""
    return json.dumps([entry.__dict__ for entry in entries], ensure_ascii=False, indent=1)

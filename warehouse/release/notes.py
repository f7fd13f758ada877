"""Release notes and the machine-readable diff, written into each release from what really changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import duckdb

from warehouse.release.diff import ReleaseDiff
from warehouse.settings import PROJECT_ROOT

LANGUAGES = ("zh", "en")
TEMPLATES = PROJECT_ROOT / "warehouse" / "release" / "notes"

_CHANGE_COLUMNS = (
    ("schema_name", "varchar"),
    ("table_name", "varchar"),
    ("rows_before", "bigint"),
    ("rows_after", "bigint"),
    ("rows_added", "bigint"),
    ("rows_removed", "bigint"),
    ("rows_changed", "bigint"),
    ("columns_added", "varchar"),
    ("columns_removed", "varchar"),
    ("columns_retyped", "varchar"),
)
_VERDICT_COLUMNS = (
    ("clause_id", "varchar"),
    ("act", "varchar"),
    ("subject_id", "varchar"),
    ("subject_name", "varchar"),
    ("object_key", "varchar"),
    ("period_year", "integer"),
    ("verdict_before", "varchar"),
    ("verdict_after", "varchar"),
)


def declare_change_tables(candidate: duckdb.DuckDBPyConnection) -> None:
    """Create `meta.release_change` and `meta.verdict_change`; publishing fills them, when the release before is known."""
    for table, columns in (("release_change", _CHANGE_COLUMNS), ("verdict_change", _VERDICT_COLUMNS)):
        candidate.execute(f"create table meta.{table} ({', '.join(f'{name} {kind}' for name, kind in columns)})")


def write_changes(candidate: duckdb.DuckDBPyConnection, difference: ReleaseDiff | None) -> None:
    """Fill the two tables; nothing where there was no release before."""
    if difference is None:
        return
    for table, columns, rows in (
        ("release_change", _CHANGE_COLUMNS, [asdict(change) for change in difference.tables]),
        ("verdict_change", _VERDICT_COLUMNS, [asdict(change) for change in difference.verdicts]),
    ):
        if rows:
            values = [[_flat(row[name]) for name, _ in columns] for row in rows]
            candidate.executemany(f"insert into meta.{table} values ({', '.join('?' * len(columns))})", values)
        candidate.execute("update meta.table_dictionary set row_count = ? where schema_name = 'meta' and table_name = ?", [len(rows), table])


def write_notes(folder: Path, difference: ReleaseDiff | None, release: Mapping[str, object], labels: Mapping[str, Mapping[str, str]]) -> None:
    """Write `diff.json`, `notes.zh.md` and `notes.en.md` into a release folder.

    `release` holds release_id, version and previous_release_id; `labels` maps a language to labels by `schema.table`.
    """
    content = {**release, **(asdict(difference) if difference else {"tables": [], "verdicts": []}), "step": difference.step if difference else None}
    (folder / "diff.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # needed here only

    environment = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    for language in LANGUAGES:
        text = environment.get_template(f"notes.{language}.md.j2").render(release=release, diff=difference, label=labels[language])
        (folder / f"notes.{language}.md").write_text(text, encoding="utf-8")


def table_labels(candidate: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Labels of the published tables by language, from the release's own dictionary."""
    rows = candidate.execute("select schema_name || '.' || table_name, label_zh, label_en from meta.table_dictionary").fetchall()
    return {"zh": {name: zh for name, zh, _ in rows}, "en": {name: en for name, _, en in rows}}


def _flat(value: object) -> object:
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else value

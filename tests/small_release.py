"""A release small enough to publish fifty times a second: real folders, real pointer, one row that says which release it is."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.files import file_hash
from warehouse.release import pointer
from warehouse.release.publish import publish
from warehouse.settings import DATABASE_NAME, Home

ROWS = 2_000
"""Every row of the small table carries the release id, so that a mixed answer would show two."""


def publish_small(home: Home, number: int) -> str:
    """Publish release `number`; its id sorts by number."""
    release_id = f"20240101T{number:06d}Z-small"
    stage = home.builds / f"stage-{number}"
    stage.mkdir(parents=True)
    home.releases.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(stage / DATABASE_NAME)) as connection:
        connection.execute("create schema meta; create schema marts")
        connection.execute("create table meta.release as select ? as release_id, '1.0.0' as version", [release_id])
        connection.execute("create table marts.fact_awards as select ? as release_id, range as award_count from range(?)", [release_id, ROWS])
    previous = pointer.current_manifest(home)
    told = {
        "release_id": release_id,
        "previous_release_id": previous["release_id"] if previous else None,
        "built_at": "2024-01-01T00:00:00+00:00",
        "content_sha256": "0" * 64,
        "database_sha256": file_hash(stage / DATABASE_NAME),
        "audit_warnings": 0,
    }
    publish(home, stage, told)
    return release_id


def read_current(home: Home) -> tuple[str, list[str], int]:
    """As a reader does: pointer, file, one query. Returns the id by the pointer, the ids by the rows, and how many rows there are."""
    database = pointer.database(home)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("select release_id, count(*) from marts.fact_awards group by 1").fetchall()
    return database.parent.name, [str(row[0]) for row in rows], sum(int(row[1]) for row in rows)


def sound(home: Home, path: Path) -> bool:
    """Whether a release folder holds the bytes that were published."""
    return path.parent == home.releases and file_hash(path / DATABASE_NAME) in (path / "manifest.json").read_text(encoding="utf-8")

"""Is everything in a home what it claims to be? Finds damage, and mends what can be mended without losing anything."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from warehouse.errors import InputError, NoReleaseError
from warehouse.files import file_hash
from warehouse.release import pointer
from warehouse.settings import DATABASE_NAME, Home
from warehouse.source.columnar import columnar_batches
from warehouse.source.schema import MODELS


@dataclass(frozen=True)
class Damage:
    """One finding. `mended` says what was done about it; empty if it is left to a person, whom `remedy` tells what to do."""

    place: str
    what: str
    remedy: str
    mended: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.mended or self.remedy}"


def fsck(home: Home, engine: Engine | None, repair: bool = False) -> list[Damage]:
    """Check pointer, releases and source store. With `repair`, leftovers go, incomplete or damaged releases are set aside
    under `builds/`, and a pointer that names no sound release is moved to the newest sound one.

    The caller holds the build lock when it repairs.
    """
    found = [*_leftovers(home, repair)]
    sound, damaged = _releases(home)
    found += [_set_aside(home, damage, repair) for damage in damaged]
    found += _pointer(home, sound, repair)
    if engine is not None:
        found += _store(engine)
        found += _columnar(engine, home.columnar)
    return found


def _leftovers(home: Home, repair: bool) -> Iterator[Damage]:
    """Pointer files of a process that died between writing and renaming."""
    for path in sorted(home.releases.glob("current.json.*")) if home.releases.exists() else []:
        if repair:
            path.unlink()
        yield Damage(str(path), "left behind by a process that died", "run `warehouse fsck --repair`", "removed" if repair else "")


def _releases(home: Home) -> tuple[list[str], list[Damage]]:
    """Ids of sound releases, newest first, and what is wrong with the others."""
    sound: list[str] = []
    damaged: list[Damage] = []
    for folder in sorted(home.releases.glob("*/"), reverse=True) if home.releases.exists() else []:
        what = release_damage(folder)
        if what:
            damaged.append(Damage(str(folder), what, "run `warehouse fsck --repair` to set it aside"))
        else:
            sound.append(folder.name)
    return sound, damaged


def release_damage(folder: Path) -> str:
    """What is wrong with a release folder, in words; empty if it is complete and its bytes are those that were published."""
    database = folder / DATABASE_NAME
    if not database.exists():
        return f"has no {DATABASE_NAME}"
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        promised = (told["release_id"], told["database_sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return "has no readable manifest.json"
    if promised[0] != folder.name:
        return f"its manifest names {promised[0]}"
    if file_hash(database) != promised[1]:
        return "its database is not the one that was published: bytes differ"
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            row = connection.execute("select release_id from meta.release").fetchone()
    except duckdb.Error:
        return "its database cannot be opened"
    return "" if row == (folder.name,) else "its database names another release"


def _set_aside(home: Home, damage: Damage, repair: bool) -> Damage:
    if not repair:
        return damage
    folder = Path(damage.place)
    target = home.builds / f"damaged-{folder.name}-{datetime.now(UTC).strftime('%Y%m%dT%H%M%S%f')}"
    home.builds.mkdir(parents=True, exist_ok=True)
    shutil.move(folder, target)
    return Damage(damage.place, damage.what, damage.remedy, f"set aside as {target}")


def _pointer(home: Home, sound: list[str], repair: bool) -> Iterator[Damage]:
    try:
        now = pointer.current(home).release_id
        if now in sound:
            return
        what = f"names {now}, which is no sound release"
    except NoReleaseError:
        if not sound:
            return
        what = "is missing"
    except InputError:
        what = "is damaged"
    if not sound:
        yield Damage(str(home.pointer), what, "no sound release is left; run `warehouse build`")
        return
    if repair:
        pointer.swap(home, sound[0], datetime.now(UTC).isoformat(timespec="seconds"))
    yield Damage(str(home.pointer), what, f"run `warehouse fsck --repair` or `warehouse rollback {sound[0]}`", f"now {sound[0]}" if repair else "")


def _store(engine: Engine) -> Iterator[Damage]:
    """The source store: the database's own check, and every batch has the rows it says it has."""
    place = engine.url.render_as_string(hide_password=True)
    remedy = "restore the last backup with `warehouse restore`"
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                for (line,) in connection.execute(text("pragma integrity_check")):
                    if line != "ok":
                        yield Damage(place, str(line), remedy)
                for row in connection.execute(text("pragma foreign_key_check")):
                    yield Damage(place, f"row {row[1]} of {row[0]} points to no row of {row[2]}", remedy)
            for batch_id, table, kind, promised in connection.execute(
                text("select batch_id, target_table, batch_kind, row_count from batch where batch_storage = 'rows'")
            ).all():
                if kind == "reference" or table not in MODELS:
                    continue  # reference rows move to the newest batch that names them
                stored = connection.execute(text(f"select count(*) from {table} where batch_id = :id"), {"id": batch_id}).scalar()
                if stored != promised:
                    yield Damage(place, f"batch {batch_id} says {promised} rows of {table}, {stored} are there", remedy)
    except SQLAlchemyError as error:
        yield Damage(place, f"cannot be read ({str(error).splitlines()[0]})", remedy)


def _columnar(engine: Engine, folder: Path) -> Iterator[Damage]:
    """Files of columnar batches: each is there, with the bytes that were taken in."""
    try:
        batches = columnar_batches(engine)
    except SQLAlchemyError:
        return  # said of the store already
    for batch in batches:
        what = batch.damage(folder)
        if what:
            remedy = "restore the last backup with `warehouse restore --force`, or load the file again"
            yield Damage(str(batch.file(folder)), f"the file of batch {batch.batch_id} {what}", remedy)

"""Check a host: what the warehouse needs to run here, what is missing, how to mend it."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from warehouse.access.grants import FILE as ACCESS_FILE
from warehouse.access.grants import read_grants
from warehouse.access.mode import mode
from warehouse.errors import NoReleaseError, WarehouseError
from warehouse.operations.supply import pins
from warehouse.settings import PROJECT_ROOT, Home

State = Literal["ok", "warning", "fault"]

LEAST_FREE_BYTES = 2 * 10**9
LEAST_MEMORY_BYTES = 2 * 10**9
"""A build of the bundled data peaks at 0.6 GB over all processes (benchmarks/README.md); the rest is room for the app and queries."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `remedy` is empty where all is well."""

    name: str
    state: State
    found: str
    remedy: str = ""


def examine(home: Home) -> list[Check]:
    """Look at Python, packages, home, disk, memory, locks, source store, release, sign-in and the programs that some verbs call."""
    checks: tuple[Callable[[Home], Check], ...] = (
        _python, _packages, _writable, _locking, _disk, _memory, _store, _release, _access, _postgres_client,
    )  # fmt: skip
    return [check(home) for check in checks]


def _python(_: Home) -> Check:
    return Check("python", "ok", sys.version.split()[0])  # an older one does not get as far as this line


def _packages(_: Home) -> Check:
    """Installed packages against the lock."""
    wrong = []
    for pin in pins():
        if pin.marker:  # for another platform or Python
            continue
        try:
            installed = version(pin.package)
        except PackageNotFoundError:
            installed = "not installed"
        if installed != pin.version:
            wrong.append(f"{pin.package} {installed} (locked {pin.version})")
    if wrong:
        return Check(
            "packages", "fault", ", ".join(wrong[:5]) + (" …" if len(wrong) > 5 else ""), "run `make build`, which installs from requirements.lock"
        )
    return Check("packages", "ok", "as locked")


def _access(home: Home) -> Check:
    """How people come in, and whether the files that decide it can be taken."""
    try:
        how, grants = mode(home), read_grants(home)
    except WarehouseError as error:
        return Check("access", "fault", str(error), "mend the file that is named; docs/operations.md shows how it reads")
    if how == "local":
        return Check("access", "ok", "local mode: for this machine only")
    if not grants:
        return Check("access", "warning", "sign-in is on, but nobody holds a role", f"write {home.root / ACCESS_FILE}")
    return Check("access", "ok", f"sign-in by OpenID Connect, {len(grants)} lines of roles")


def _writable(home: Home) -> Check:
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        probe = home.root / f".doctor.{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        return Check(
            "home", "fault", f"{home.root}: {error.strerror}", "give this user the right to write there, or set WAREHOUSE_HOME to another folder"
        )
    return Check("home", "ok", str(home.root))


def _locking(home: Home) -> Check:
    """The build lock needs a file system that honours flock: some network file systems do not."""
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        path = home.root / f".doctor-lock.{os.getpid()}"
        with path.open("w", encoding="utf-8") as first, path.open("w", encoding="utf-8") as second:
            path.unlink()
            fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return Check("locks", "ok", "held by one process at a time")
    except OSError as error:
        return Check("locks", "fault", str(error.strerror), "put WAREHOUSE_HOME on a local disk")
    return Check("locks", "fault", "two holders at once", "put WAREHOUSE_HOME on a local disk; this file system ignores locks")


def _disk(home: Home) -> Check:
    place: Path = home.root
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    told = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE_BYTES:
        return Check("disk", "fault", told, f"free at least {LEAST_FREE_BYTES / 1e9:.0f} GB: a build stands beside the releases that are kept")
    return Check("disk", "ok", told)


def _memory(_: Home) -> Check:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told = f"{size / 1e9:.1f} GB"
    if size < LEAST_MEMORY_BYTES:
        return Check("memory", "warning", told, f"give the host {LEAST_MEMORY_BYTES / 1e9:.0f} GB or more")
    return Check("memory", "ok", told)


def _store(home: Home) -> Check:
    """Reachable, and at the newest migration. Nothing is created or migrated."""
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy.exc import SQLAlchemyError

    from warehouse.source.store import open_store

    place = home.source_url
    if place.startswith("sqlite") and not Path(place.removeprefix("sqlite:///")).exists():
        return Check("source store", "warning", "not created yet", "run `make build`")
    config = Config()
    config.set_main_option("script_location", str(PROJECT_ROOT / "migrations"))
    head = ScriptDirectory.from_config(config).get_current_head()
    try:
        engine = open_store(place)
        told = engine.url.render_as_string(hide_password=True)
        with engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
        engine.dispose()
    except (WarehouseError, SQLAlchemyError) as error:
        return Check("source store", "fault", str(error).splitlines()[0], "check WAREHOUSE_SOURCE_URL, the server and this user's rights")
    if revision != head:
        return Check("source store", "warning", f"{told} at migration {revision or 'none'}, newest is {head}", "run `warehouse load`, which migrates")
    return Check("source store", "ok", f"{told} at migration {revision}")


def _release(home: Home) -> Check:
    from warehouse.query.connection import open_release
    from warehouse.release import pointer

    try:
        now = pointer.current(home).release_id
        with open_release(pointer.database(home)) as connection:
            connection.execute("select count(*) from meta.release").fetchone()
    except NoReleaseError:
        return Check("release", "warning", "nothing published yet", "run `make build`")
    except WarehouseError as error:
        return Check("release", "fault", str(error), "run `warehouse fsck --repair`")
    return Check("release", "ok", now)


def _postgres_client(home: Home) -> Check:
    """Only a store on PostgreSQL needs its client programs, for backup and restore."""
    if not home.source_url.startswith("postgresql"):
        return Check("pg_dump", "ok", "not needed: the source store is SQLite")
    missing = [name for name in ("pg_dump", "pg_restore") if shutil.which(name) is None]
    if missing:
        return Check("pg_dump", "warning", f"{', '.join(missing)} not found", "install the PostgreSQL client programs to back up and restore")
    return Check("pg_dump", "ok", str(shutil.which("pg_dump")))

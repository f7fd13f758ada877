"""Backup and restore of the source store, the only thing that cannot be built again. Releases are derived and need none."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from warehouse.errors import InputError
from warehouse.files import file_hash
from warehouse.source.columnar import ColumnarBatch, columnar_batches, columnar_file

DESCRIPTION = "backup.json"
COLUMNAR = "columnar"
"""Folder of a backup with the files of columnar batches."""


@dataclass(frozen=True)
class Backup:
    """What `backup.json` says: which store, when, at which migration, with how many rows a table and which bytes.

    `columnar` are the batches whose file is in the backup, with the SHA-256 of each; backups of older releases have none.
    """

    dialect: str
    taken_at: str
    revision: str
    rows: dict[str, int]
    file_name: str
    sha256: str
    columnar: dict[str, str] = field(default_factory=dict)


def backup(engine: Engine, folder: Path, columnar: Path | None = None) -> Backup:
    """Copy the source store into a new folder while it is in use: SQLite by its online backup, PostgreSQL by pg_dump; then the files of
    its columnar batches, which lie in `columnar`.

    The folder appears whole or not at all. Raises InputError if it exists, if pg_dump is missing or fails, or if a file is gone or damaged.
    """
    if folder.exists():
        raise InputError(f"{folder}: exists already; name a new folder")
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    fresh.mkdir(parents=True)
    try:
        name = "source.sqlite" if engine.dialect.name == "sqlite" else "source.dump"
        target = fresh / name
        if engine.dialect.name == "sqlite":
            with closing(sqlite3.connect(str(engine.url.database))) as live, closing(sqlite3.connect(target)) as copy:
                live.backup(copy)
            revision, rows = _counted_sqlite(target)
            batches = _batches_in_sqlite(target)
        else:
            # Counted before the dump: rows that come in between are in the dump as well, so a restore never holds fewer.
            revision, rows = _counted(engine)
            _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"], engine)
            # Asked after the dump: no batch is ever removed, so none of the dump lacks its file.
            batches = columnar_batches(engine) if _has_columnar(engine) else []
        files = _copy_columnar(batches, columnar, fresh / COLUMNAR)
        told = Backup(engine.dialect.name, datetime.now(UTC).isoformat(timespec="seconds"), revision, rows, name, file_hash(target), files)
        (fresh / DESCRIPTION).write_text(json.dumps(asdict(told), indent=1) + "\n", encoding="utf-8")
        for path in (target, fresh / DESCRIPTION, *(columnar_file(fresh / COLUMNAR, batch_id) for batch_id in files)):
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return told


def read_backup(folder: Path) -> Backup:
    """The description of a backup whose bytes are those that were written. Raises InputError if they are not."""
    try:
        told = Backup(**json.loads((folder / DESCRIPTION).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{folder}: is no backup (no readable {DESCRIPTION}); name a folder that `warehouse backup` wrote") from error
    if not (folder / told.file_name).exists() or file_hash(folder / told.file_name) != told.sha256:
        raise InputError(f"{folder}: {told.file_name} is not what was backed up: bytes differ; take another backup")
    for batch_id, sha256 in told.columnar.items():
        path = columnar_file(folder / COLUMNAR, batch_id)
        if not path.exists() or file_hash(path) != sha256:
            raise InputError(f"{folder}: {path.relative_to(folder)} is not what was backed up: bytes differ; take another backup")
    return told


def restore(engine: Engine, folder: Path, force: bool = False, columnar: Path | None = None) -> Backup:
    """Put a backup in the place of the source store. A store that holds batches is replaced with `force` only; on SQLite it is kept
    beside as `source.sqlite.before-restore-<time>`. Files of columnar batches go into `columnar`; those that are there already stay.

    The caller holds the build lock. Raises InputError if the backup is damaged, of the other kind of database, or refused.
    """
    told = read_backup(folder)
    if told.dialect != engine.dialect.name:
        raise InputError(f"{folder}: is a backup of {told.dialect}, the source store is {engine.dialect.name}; set WAREHOUSE_SOURCE_URL to match")
    if not force and _batches(engine):
        raise InputError("source store: holds batches already; add --force to replace them by the backup")
    _restore_columnar(told, folder / COLUMNAR, columnar)
    if engine.dialect.name == "sqlite":
        _restore_sqlite(engine, folder / told.file_name)
        found = _counted_sqlite(Path(str(engine.url.database)))
    else:
        arguments = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", f"--dbname={_libpq(engine)}"]
        _run([*arguments, str(folder / told.file_name)], engine)
        found = _counted(engine)
    short = {table: rows for table, rows in told.rows.items() if found[1].get(table, 0) < rows}
    if found[0] != told.revision or short:
        raise InputError(f"{folder}: restored, but tables hold fewer rows than were backed up: {short}; restore another backup")
    return told


def _copy_columnar(batches: list[ColumnarBatch], source: Path | None, target: Path) -> dict[str, str]:
    """Copy the files of columnar batches. Returns batch to SHA-256."""
    for batch in batches:
        what = batch.damage(source) if source else "is gone"
        if what:
            path = batch.file(source or Path())
            raise InputError(f"batch {batch.batch_id}: its file {path} {what}; restore an earlier backup or load the file again")
        target.mkdir(exist_ok=True)
        shutil.copyfile(batch.file(source or Path()), batch.file(target))
        if batch.damage(target):
            raise InputError(f"{batch.file(target)}: was not copied whole; check the disk and take another backup")
    return {batch.batch_id: batch.content_sha256 for batch in batches}


def _has_columnar(engine: Engine) -> bool:
    """Whether the store was migrated to columnar batches; a store of an older release may be backed up before that."""
    return "batch_storage" in {column["name"] for column in inspect(engine).get_columns("batch")}


def _batches_in_sqlite(path: Path) -> list[ColumnarBatch]:
    """The columnar batches of a copied store, read without the write lock that a session of the store takes."""
    with closing(sqlite3.connect(path)) as connection:
        if "batch_storage" not in {row[1] for row in connection.execute("pragma table_info(batch)")}:
            return []
        return [
            ColumnarBatch(*row)
            for row in connection.execute(
                "select batch_id, target_table, batch_status, content_sha256, row_count from batch where batch_storage = 'columnar' order by batch_id"
            )
        ]


def _restore_columnar(told: Backup, source: Path, target: Path | None) -> None:
    """Put the files back before the store that names them: a kill in between leaves files that nobody reads."""
    for batch_id, sha256 in told.columnar.items():
        if target is None:
            raise InputError(f"{source}: holds files of columnar batches; say where they go")
        target.mkdir(parents=True, exist_ok=True)
        path = columnar_file(target, batch_id)
        if path.exists() and file_hash(path) == sha256:
            continue
        fresh = path.with_suffix(f".{os.getpid()}")
        shutil.copyfile(columnar_file(source, batch_id), fresh)
        with fresh.open("rb") as handle:
            os.fsync(handle.fileno())
        fresh.chmod(0o444)
        fresh.replace(path)


def _restore_sqlite(engine: Engine, source: Path) -> None:
    store = Path(str(engine.url.database))
    store.parent.mkdir(parents=True, exist_ok=True)
    fresh = store.with_name(f".{store.name}.{os.getpid()}")
    shutil.copyfile(source, fresh)
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())
    engine.dispose()
    if store.exists():
        with closing(sqlite3.connect(store)) as live:
            live.execute("pragma wal_checkpoint(truncate)")
        kept = store.with_name(f"{store.name}.before-restore-{datetime.now(UTC).strftime('%Y%m%dT%H%M%S')}")
        os.link(store, kept)
    # The write-ahead log belongs to the old file: left behind it would be read into the restored one.
    for suffix in ("-wal", "-shm"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)
    fresh.replace(store)


def _batches(engine: Engine) -> int:
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("select count(*) from batch")).scalar() or 0)
    except SQLAlchemyError:
        return 0


def _counted(engine: Engine) -> tuple[str, dict[str, int]]:
    with engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        rows = {name: int(connection.execute(text(f'select count(*) from "{name}"')).scalar() or 0) for name in names}
        revision = connection.execute(text("select version_num from alembic_version")).scalar()
    return str(revision), rows


def _counted_sqlite(path: Path) -> tuple[str, dict[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        verdict = connection.execute("pragma integrity_check").fetchone()
        if verdict != ("ok",):
            raise InputError(f"{path}: is damaged ({verdict[0]}); restore an earlier backup")
        names = sorted(row[0] for row in connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"))
        rows = {name: int(connection.execute(f'select count(*) from "{name}"').fetchone()[0]) for name in names}
        revision = connection.execute("select version_num from alembic_version").fetchone()
    return str(revision[0] if revision else ""), rows


def _libpq(engine: Engine) -> str:
    """The address without its password, which travels in the environment so that no process list shows it."""
    return engine.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(command: list[str], engine: Engine) -> None:
    if command[0] == "pg_dump":
        command = [*command, f"--dbname={_libpq(engine)}"]
    secret = {"PGPASSWORD": str(engine.url.password)} if engine.url.password else {}
    try:
        done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise InputError(f"{command[0]}: is not installed; install the PostgreSQL client programs of the server's version") from error
    if done.returncode != 0:
        told = (done.stderr.strip().splitlines() or ["no message"])[0]
        raise InputError(f"{command[0]}: failed ({told}); check WAREHOUSE_SOURCE_URL and its rights")

"""A backup taken while the store is written to, restored, holds every committed row; a damaged one is refused."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest
from conftest import run_cli
from sqlalchemy import Engine, text
from worlds import csv_of, new_world

from warehouse.errors import InputError
from warehouse.intake.batch import load_file
from warehouse.operations.backup import backup, read_backup, restore
from warehouse.source.schema import LOAD_ORDER
from warehouse.source.store import migrate, open_store

pytest_plugins = ["postgres"]


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    tables = ["batch", *(str(model.__tablename__) for model in LOAD_ORDER)]
    with engine.connect() as connection:
        return {t: sorted((tuple(row) for row in connection.execute(text(f"select * from {t}"))), key=repr) for t in tables}


def test_what_was_backed_up_comes_back(release_home: Path, tmp_path: Path) -> None:
    assert run_cli(release_home, "backup", str(tmp_path / "copy")).returncode == 0
    home = tmp_path / "other"
    done = run_cli(home, "restore", str(tmp_path / "copy"))
    assert done.returncode == 0, done.stderr
    restored, original = open_store(f"sqlite:///{home / 'source.sqlite'}"), open_store(f"sqlite:///{release_home / 'source.sqlite'}")
    assert content(restored) == content(original)
    restored.dispose()
    original.dispose()
    assert run_cli(home, "fsck").returncode == 0


def test_a_backup_taken_during_writing_is_one_moment(tmp_path: Path) -> None:
    """Files come in while five backups are taken; each holds whole batches only."""
    world = new_world(tmp_path / "live")
    stop = threading.Event()

    def keep_filing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            load_file(world.engine, world.write(f"f{number}.enrolment.csv", csv_of("enrolment", {"students": str(number)})), "filing")

    filing = threading.Thread(target=keep_filing)
    filing.start()
    try:
        taken = [backup(world.engine, tmp_path / f"copy{number}") for number in range(5)]
    finally:
        stop.set()
        filing.join()
    for number, told in enumerate(taken):
        copy = open_store(f"sqlite:///{tmp_path / f'copy{number}' / 'source.sqlite'}")
        with copy.connect() as connection:
            torn = connection.execute(
                text(
                    "select count(*) from batch b where target_table = 'enrolment' "
                    "and row_count <> (select count(*) from enrolment e where e.batch_id = b.batch_id)"
                )
            ).scalar()
            assert torn == 0
            assert connection.execute(text("select count(*) from batch")).scalar() == told.rows["batch"]
        copy.dispose()
    world.engine.dispose()


def test_a_store_with_batches_is_replaced_with_force_only_and_kept_beside(tmp_path: Path) -> None:
    world = new_world(tmp_path / "live")
    backup(world.engine, tmp_path / "copy")
    world.load("x.enrolment.csv", csv_of("enrolment"))
    with pytest.raises(InputError, match="holds batches already; add --force"):
        restore(world.engine, tmp_path / "copy")
    assert len(world.rows("select * from enrolment")) == 1
    restore(world.engine, tmp_path / "copy", force=True)
    assert world.rows("select * from enrolment") == []
    (kept,) = (tmp_path / "live").glob("source.sqlite.before-restore-*")
    old = open_store(f"sqlite:///{kept}")
    with old.connect() as connection:
        assert connection.execute(text("select count(*) from enrolment")).scalar() == 1
    old.dispose()
    world.engine.dispose()


@pytest.mark.parametrize("damage", ["flipped", "cut", "no description"])
def test_a_damaged_backup_is_refused_and_the_store_stays(tmp_path: Path, damage: str) -> None:
    world = new_world(tmp_path / "live")
    backup(world.engine, tmp_path / "copy")
    file = tmp_path / "copy" / "source.sqlite"
    if damage == "flipped":
        raw = bytearray(file.read_bytes())
        raw[len(raw) // 2] ^= 1
        file.write_bytes(raw)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-4096])
    else:
        (tmp_path / "copy" / "backup.json").unlink()
    before = world.content()
    with pytest.raises(InputError, match="bytes differ|is no backup"):
        restore(world.engine, tmp_path / "copy", force=True)
    assert world.content() == before
    world.engine.dispose()


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    world = new_world(tmp_path / "live")
    (tmp_path / "copy").mkdir()
    with pytest.raises(InputError, match="exists already; name a new folder"):
        backup(world.engine, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []
    world.engine.dispose()


def test_a_backup_of_sqlite_does_not_go_into_postgresql(tmp_path: Path) -> None:
    world = new_world(tmp_path / "live")
    backup(world.engine, tmp_path / "copy")
    told = json.loads((tmp_path / "copy" / "backup.json").read_text(encoding="utf-8"))
    (tmp_path / "copy" / "backup.json").write_text(json.dumps({**told, "dialect": "postgresql"}), encoding="utf-8")
    with pytest.raises(InputError, match="is a backup of postgresql, the source store is sqlite"):
        restore(world.engine, tmp_path / "copy", force=True)
    world.engine.dispose()


def test_postgresql_is_backed_up_and_restored_by_its_own_programs(new_store, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed: backup of PostgreSQL not run")
    world = new_world(tmp_path / "small")
    with new_store("postgresql") as engine:
        migrate(engine)
        for table in ("document", "school", "school_alias"):
            load_file(engine, tmp_path / "small" / f"{table}.csv", "reference", f"seeds/reference/{table}.csv")
        before = content(engine)
        told = backup(engine, tmp_path / "copy")
        assert (told.dialect, told.rows["school"]) == ("postgresql", 5)
        assert "p@ss" not in (tmp_path / "copy" / "backup.json").read_text(encoding="utf-8")
        with engine.begin() as connection:
            connection.execute(text("delete from school_alias"))
        restore(engine, tmp_path / "copy", force=True)
        assert content(engine) == before
        assert read_backup(tmp_path / "copy") == told
    world.engine.dispose()

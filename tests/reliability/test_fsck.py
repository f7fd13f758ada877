"""Damage in a home is found, and mended where nothing can be lost: flipped bytes, orphans, a pointer to nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import run_cli
from sqlalchemy import text

from warehouse.release import pointer
from warehouse.release.fsck import fsck
from warehouse.settings import Home
from warehouse.source.store import open_home_store


@pytest.fixture
def own_home(release_home: Path, tmp_path: Path) -> Home:
    root = tmp_path / "home"
    shutil.copytree(release_home, root)
    return Home(root)


def only_release(home: Home) -> Path:
    (folder,) = home.releases.glob("*/")
    return folder


def flip_a_byte(path: Path, position: int) -> None:
    path.chmod(0o644)
    with path.open("r+b") as handle:
        handle.seek(position)
        byte = handle.read(1)
        handle.seek(position)
        handle.write(bytes([byte[0] ^ 0x01]))


def test_a_sound_home_has_no_findings(own_home: Home) -> None:
    done = run_cli(own_home.root, "fsck")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("share", [0.001, 0.25, 0.5, 0.75, 0.999])
def test_one_flipped_bit_in_a_release_is_found_wherever_it_is(own_home: Home, share: float) -> None:
    database = only_release(own_home) / "warehouse.duckdb"
    flip_a_byte(database, int(database.stat().st_size * share))
    found = [str(damage) for damage in fsck(own_home, None)]
    assert "its database is not the one that was published: bytes differ" in found[0]
    assert "names" in found[1] and "which is no sound release" in found[1]


def test_repair_sets_a_damaged_release_aside_and_moves_the_pointer_to_a_sound_one(own_home: Home) -> None:
    newest = only_release(own_home)
    older = own_home.releases / "20200101T000000Z-old"
    shutil.copytree(newest, older)
    told = json.loads((older / "manifest.json").read_text(encoding="utf-8"))
    (older / "manifest.json").write_text(json.dumps({**told, "release_id": older.name}), encoding="utf-8")
    # The copy still names the first release inside: it must not be taken for a sound one.
    assert [d.what for d in fsck(own_home, None) if str(older) in d.place] == ["its database names another release"]
    shutil.rmtree(older)
    (own_home.releases / "20990101T000000Z-half").mkdir()
    (own_home.releases / "current.json.4711").write_text("{", encoding="utf-8")
    pointer.swap(own_home, "20990101T000000Z-half", "2099-01-01T00:00:00+00:00")
    done = run_cli(own_home.root, "fsck", "--repair")
    assert done.returncode == 0, done.stdout
    assert "left behind by a process that died; removed" in done.stdout
    assert "20990101T000000Z-half: has no warehouse.duckdb; set aside as" in done.stdout
    assert pointer.current(own_home).release_id == newest.name
    assert len(list(own_home.builds.glob("damaged-20990101T000000Z-half-*"))) == 1
    again = run_cli(own_home.root, "fsck")
    assert (again.returncode, again.stdout) == (0, "")


def test_without_repair_nothing_is_touched(own_home: Home) -> None:
    own_home.pointer.write_text("{", encoding="utf-8")
    done = run_cli(own_home.root, "fsck")
    assert done.returncode == 1
    assert "current.json: is damaged; run `warehouse fsck --repair` or `warehouse rollback" in done.stdout
    assert own_home.pointer.read_text(encoding="utf-8") == "{"


def test_a_batch_that_lost_a_row_is_found(own_home: Home) -> None:
    engine = open_home_store(own_home)
    with engine.begin() as connection:
        batch = connection.execute(text("select batch_id from funding limit 1")).scalar()
        promised = connection.execute(text("select row_count from batch where batch_id = :b"), {"b": batch}).scalar()
        connection.execute(
            text("delete from funding where batch_id = :b and funding_id = (select min(funding_id) from funding where batch_id = :b)"), {"b": batch}
        )
    (damage,) = fsck(own_home, engine)
    engine.dispose()
    assert f"batch {batch} says {promised} rows of funding, {int(promised) - 1} are there" in str(damage)


def test_a_home_without_release_and_store_has_nothing_to_find(tmp_path: Path) -> None:
    done = run_cli(tmp_path / "empty", "fsck")
    assert (done.returncode, done.stdout) == (0, "")

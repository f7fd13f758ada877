"""A candidate whose bytes change under the build, as on a failing disk, never becomes a release."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from warehouse.errors import BuildError, GateError
from warehouse.release import pointer
from warehouse.release.build import _assert_as_audited, build
from warehouse.release.fsck import fsck
from warehouse.release.manifest import table_hashes
from warehouse.settings import DATABASE_NAME, Home
from warehouse.source.store import open_home_store


def spoil(database: Path) -> None:
    """One byte in each of two hundred places; the headers at the start stay."""
    size = database.stat().st_size
    with database.open("r+b") as handle:
        for number in range(1, 201):
            handle.seek(16_384 + number * (size - 20_000) // 202)
            byte = handle.read(1)
            handle.seek(-1, 1)
            handle.write(bytes([byte[0] ^ 0x10]))


@pytest.mark.parametrize("step", ["audit", "publish"])
def test_a_candidate_that_is_damaged_during_a_step_is_not_published(release_home: Path, tmp_path: Path, step: str) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(release_home, home.root)
    before = pointer.current(home).release_id

    def damage(at: str) -> None:
        if at == step:
            (candidate,) = home.builds.glob(f"*/release/{DATABASE_NAME}")
            spoil(candidate)

    with pytest.raises((BuildError, GateError)) as told:  # the library may also catch a fault and call the check failed
        build(home, open_home_store(home), damage, fresh=True)
    assert "old release stays live" in str(told.value) and "Traceback" not in str(told.value)
    assert pointer.current(home).release_id == before and [one.name for one in home.releases.glob("*/")] == [before]
    assert [str(one) for one in fsck(home, None)] == []


def test_rows_that_change_after_the_audit_are_named(release_home: Path, tmp_path: Path) -> None:
    candidate = tmp_path / DATABASE_NAME
    shutil.copy(pointer.database(Home(release_home)), candidate)
    candidate.chmod(0o644)
    with duckdb.connect(str(candidate)) as connection:
        tables = table_hashes(connection)
    _assert_as_audited(candidate, tables)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("update marts.dim_school set school_name = school_name || ' ' where school_id = 'S0025'")
    with pytest.raises(BuildError, match=r"changed after its audit: marts\.dim_school;"):
        _assert_as_audited(candidate, tables)

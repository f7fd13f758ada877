"""A disk that fills, a home that cannot be written, a lock file left by the dead: one line, and the old release stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, run_cli

from warehouse.release import pointer
from warehouse.settings import Home


@pytest.fixture
def small_disk(tmp_path: Path, release_home: Path) -> Iterator[Path]:
    """A file system of its own, with room for the built home and little more."""
    place = tmp_path / "disk"
    place.mkdir()
    size = sum(p.stat().st_size for p in release_home.rglob("*") if p.is_file())
    command = ["mount", "-t", "tmpfs", "-o", f"size={size + 12_000_000}", "tmpfs", str(place)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_build_on_a_full_disk_is_a_clear_error_and_the_old_release_answers(small_disk: Path, release_home: Path) -> None:
    home = small_disk / "home"
    shutil.copytree(release_home, home)
    before = pointer.current(Home(home)).release_id
    done = run_cli(home, "build", "--fresh")
    assert done.returncode in (2, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "disk is full" in done.stderr or "No space left on device" in done.stderr
    assert pointer.current(Home(home)).release_id == before
    assert run_cli(home, "sql", "select count(*) from marts.dim_major").returncode == 0
    assert run_cli(home, "fsck").returncode == 0


def test_a_backup_on_a_full_disk_leaves_no_half_backup(small_disk: Path, release_home: Path) -> None:
    (small_disk / "filler").write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 1_000_000))
    done = run_cli(release_home, "backup", str(small_disk / "copy"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [p.name for p in small_disk.iterdir()] == ["filler"]


def test_a_home_that_cannot_be_written_still_answers(release_home: Path, tmp_path: Path) -> None:
    """Readers need no right to write; builders are told."""
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    bound = subprocess.run(["mount", "--bind", "-o", "ro", str(home), str(home)], capture_output=True, text=True, check=False)
    if bound.returncode != 0:
        pytest.skip(f"no read-only mount can be made here: {bound.stderr.strip()}")
    try:
        assert run_cli(home, "where").returncode == 0
        assert run_cli(home, "check", "--verdict", "WARN").returncode == 0
        for verb in (["build"], ["load"], ["rollback"]):
            done = run_cli(home, *verb)
            assert done.returncode == 2, (verb, done.stderr)
            assert len(done.stderr.strip().splitlines()) == 1, done.stderr
            assert "read-only file system" in done.stderr.lower()
    finally:
        subprocess.run(["umount", "-l", str(home)], check=False)


def test_a_lock_file_of_a_dead_process_stops_nobody(tmp_path: Path) -> None:
    dying = (
        "import os, sys; from pathlib import Path; from warehouse.settings import Home; from warehouse.release.lock import build_lock\n"
        "with build_lock(Home(Path(sys.argv[1]))):\n os.kill(os.getpid(), 9)"
    )
    holder = subprocess.Popen([sys.executable, "-c", dying, str(tmp_path)], cwd=ROOT)
    holder.wait()
    assert (tmp_path / "build.lock").read_text(encoding="utf-8") == f"process {holder.pid}"
    from warehouse.release.lock import build_lock

    with build_lock(Home(tmp_path)):
        assert (tmp_path / "build.lock").read_text(encoding="utf-8") == f"process {os.getpid()}"

"""Kill -9 at random moments of every verb that writes: what is current stays complete, what was approved stays, the next run works.

The moments are drawn from a seed, so that a failure can be tried again. The short form is part of `make test`; the long one kills 200 times.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, run_cli
from sqlalchemy import text

from warehouse.operations.backup import read_backup
from warehouse.release import pointer
from warehouse.release.fsck import fsck
from warehouse.settings import Home
from warehouse.source.store import open_store

SEED = 20241231


@dataclass(frozen=True)
class Verb:
    """A command and how often it is killed in the short and the long form."""

    name: str
    arguments: tuple[str, ...]
    short: int
    long: int


VERBS = (
    Verb("load", ("load",), 3, 60),
    Verb("build", ("build", "--fresh"), 1, 20),
    Verb("rollback", ("rollback", "{other}"), 3, 45),
    Verb("backup", ("backup", "{copy}"), 3, 40),
    Verb("restore", ("restore", "{sound}", "--force"), 3, 40),
)


def kill_after(home: Path, arguments: list[str], delay: float) -> bool:
    """Start a verb in a process group of its own and kill it after `delay` seconds. Whether it was still running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", *arguments],
        env={**os.environ, "WAREHOUSE_HOME": str(home)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + delay
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    was_running = process.poll() is None
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def approved(home: Home) -> set[tuple[str, str, int]]:
    """Every approved batch, by id, table and rows."""
    engine = open_store(home.source_url)
    with engine.connect() as connection:
        rows = connection.execute(text("select batch_id, target_table, row_count from batch where batch_status = 'approved'")).all()
    engine.dispose()
    return {(str(b), str(t), int(n)) for b, t, n in rows}


def assert_sound(home: Home, promised: set[tuple[str, str, int]]) -> None:
    """Nothing that was approved is lost, the current release is the one that was published, and whatever is half done is known."""
    assert approved(home) >= promised
    engine = open_store(home.source_url)
    left = [str(damage) for damage in fsck(home, engine) if "left behind by a process that died" not in damage.what]
    engine.dispose()
    assert left == []


def whole(home: Home, arguments: list[str]) -> float:
    """Seconds of one run that nobody kills."""
    started = time.monotonic()
    done = run_cli(home.root, *arguments, timeout=600)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def kill_at_random(release_home: Path, tmp_path: Path, rounds: dict[str, int]) -> Counter[str]:
    """Kill each verb in its course as often as `rounds` says; returns how many kills met a running process."""
    home = Home(tmp_path / "home")
    shutil.copytree(release_home, home.root)
    sound = tmp_path / "sound"
    # A second release, so that there is one to roll back to, and a backup to restore; both say how long their verb takes here.
    seconds = {"build": whole(home, ["build", "--fresh"]), "backup": whole(home, ["backup", str(sound)])}
    promised, drawn, survived = approved(home), random.Random(SEED), Counter[str]()
    for verb in VERBS:
        # A verb may take less than when it was timed, beside other work: a kill that comes too late is tried again.
        for number in range(1 + 4 * rounds[verb.name]):
            if survived[verb.name] == rounds[verb.name]:
                break
            copy = tmp_path / f"{verb.name}-{number}"
            current = pointer.current(home).release_id
            other = next(str(one["release_id"]) for one in pointer.manifests(home) if one["release_id"] != current)
            arguments = [part.format(copy=copy, sound=sound, other=other) for part in verb.arguments]
            if verb.name in seconds:
                survived[verb.name] += kill_after(home.root, arguments, drawn.uniform(0.0, seconds[verb.name]))
            else:
                seconds[verb.name] = whole(home, arguments)
            assert_sound(home, promised)
            if copy.exists():
                read_backup(copy)  # a backup that is there is whole
    assert run_cli(home.root, "fsck", "--repair").returncode == 0
    assert run_cli(home.root, "load").returncode == 0
    before = pointer.current(home).release_id
    built = run_cli(home.root, "build", "--fresh")
    assert built.returncode == 0, built.stderr
    assert pointer.current(home).release_id != before
    assert_sound(home, promised)
    return survived


@pytest.mark.short
def test_kills_at_a_few_random_moments_lose_nothing(release_home: Path, tmp_path: Path) -> None:
    survived = kill_at_random(release_home, tmp_path, {verb.name: verb.short for verb in VERBS})
    assert sum(survived.values()) >= 10, survived


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_kills_at_two_hundred_random_moments_lose_nothing(release_home: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    survived = kill_at_random(release_home, tmp_path, {verb.name: verb.long for verb in VERBS})
    record_property("kills survived", survived.total())
    record_property("by verb", dict(survived))
    record_property("approved batches lost", 0)
    assert sum(survived.values()) >= 200, survived

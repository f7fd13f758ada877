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
    """A command, how long it takes about, and how often it is killed in the short and the long form."""

    name: str
    arguments: tuple[str, ...]
    seconds: float
    short: int
    long: int


VERBS = (
    Verb("load", ("load",), 4.0, 3, 60),
    Verb("build", ("build", "--fresh"), 30.0, 1, 30),
    Verb("rollback", ("rollback",), 1.5, 3, 50),
    Verb("backup", ("backup", "{copy}"), 2.0, 3, 40),
    Verb("restore", ("restore", "{sound}", "--force"), 2.0, 3, 40),
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


def kill_at_random(release_home: Path, tmp_path: Path, rounds: dict[str, int]) -> Counter[str]:
    """Kill each verb as often as `rounds` says; returns how many kills met a running process."""
    home = Home(tmp_path / "home")
    shutil.copytree(release_home, home.root)
    assert run_cli(home.root, "build", "--fresh").returncode == 0  # a second release, so that there is one to roll back to
    sound = tmp_path / "sound"
    assert run_cli(home.root, "backup", str(sound)).returncode == 0
    promised, drawn, survived = approved(home), random.Random(SEED), Counter[str]()
    for verb in VERBS:
        for number in range(rounds[verb.name]):
            copy = tmp_path / f"{verb.name}-{number}"
            arguments = [part.format(copy=copy, sound=sound) for part in verb.arguments]
            if verb.name == "rollback" and number % 2:  # back to the newest, so that the next one has somewhere to go
                arguments.append(str(pointer.manifests(home)[0]["release_id"]))
            survived[verb.name] += kill_after(home.root, arguments, drawn.uniform(0.0, verb.seconds))
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


def test_kills_at_a_few_random_moments_lose_nothing(release_home: Path, tmp_path: Path) -> None:
    survived = kill_at_random(release_home, tmp_path, {verb.name: verb.short for verb in VERBS})
    assert sum(survived.values()) >= 5, survived


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_kills_at_two_hundred_random_moments_lose_nothing(release_home: Path, tmp_path: Path) -> None:
    survived = kill_at_random(release_home, tmp_path, {verb.name: verb.long for verb in VERBS})
    print(f"kills survived: {sum(survived.values())} ({dict(survived)}); approved batches lost: 0")
    assert sum(survived.values()) >= 150, survived

"""One process at a time loads, builds or publishes in a home, and no dead process ever keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from warehouse.errors import BusyError
from warehouse.release.lock import build_lock
from warehouse.settings import PROJECT_ROOT, Home

HOLD = """
import sys, time
from pathlib import Path
from warehouse.release.lock import build_lock
from warehouse.settings import Home
with build_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_builder(home: Home) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that holds the home."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(home.root)], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_the_lock_makes_the_home_and_names_its_holder(home: Home) -> None:
    with build_lock(home):
        assert (home.root / "build.lock").read_text(encoding="utf-8") == f"process {os.getpid()}"


def test_a_second_builder_is_told_in_one_line_who_builds(home: Home) -> None:
    with another_builder(home) as holder, pytest.raises(BusyError) as refused, build_lock(home):
        pytest.fail("two builders hold one home")
    assert str(refused.value) == f"{home.root}: process {holder.pid} is building here; wait until it ends, then run the command again"
    assert refused.value.exit_code == 2


def test_a_second_builder_in_the_same_process_waits_its_turn_too(home: Home) -> None:
    with build_lock(home), pytest.raises(BusyError, match=f"process {os.getpid()} is building here"), build_lock(home):
        pytest.fail("two builders hold one home")


def test_the_lock_goes_with_a_killed_process(home: Home) -> None:
    with another_builder(home) as holder:
        holder.kill()
        holder.wait()
        with build_lock(home):
            assert home.lock.read_text(encoding="utf-8") == f"process {os.getpid()}"


def test_the_lock_goes_when_the_work_fails(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), build_lock(home):
        raise ZeroDivisionError
    with build_lock(home):
        pass


def test_two_homes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with build_lock(Home(tmp_path / "putuo")), build_lock(Home(tmp_path / "city")):
        pass


def test_a_lock_file_left_behind_does_not_block(home: Home) -> None:
    home.root.mkdir()
    home.lock.write_text("process 4194304, dead for years", encoding="utf-8")
    with build_lock(home):
        assert home.lock.read_text(encoding="utf-8") == f"process {os.getpid()}"

"""Fixtures shared by all tests: a home of its own, and one real release built once for all who only read it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from warehouse.query.limits import Limits
from warehouse.query.sandbox import Sandbox
from warehouse.release import pointer
from warehouse.settings import Home

ROOT = Path(__file__).resolve().parent.parent
SHARED_DOCUMENTS = ROOT.parent / "shared" / "documents"

Cli = Callable[..., subprocess.CompletedProcess[str]]


def run_cli(home: Path, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run `warehouse …` as a process of its own in a home."""
    environment = {k: v for k, v in os.environ.items() if k != "WAREHOUSE_SOURCE_URL"} | {"WAREHOUSE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "warehouse.cli", *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
    )


@pytest.fixture(scope="session")
def release_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release built from the bundled data by the real command. Read it, do not change it."""
    home = tmp_path_factory.mktemp("release_home")
    done = run_cli(home, "up", "--no-serve")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="session")
def target(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of a copy of the release in a home of its own, where a hole in the sandbox would show."""
    home = tmp_path_factory.mktemp("target_home")
    shutil.copytree(release_home / "releases", home / "releases")
    return pointer.database(Home(home))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Two seconds and 512 MiB for a statement: enough for questions, short enough for tests of limits."""
    box = Sandbox(Limits(seconds=2, memory=1_536, query_memory=512, waiting=1_000, waiting_each=100, wait=600))
    yield box
    box.close()


@pytest.fixture(scope="session")
def hasty() -> Iterator[Sandbox]:
    """The same with one second, for statements that must run into it."""
    box = Sandbox(Limits(seconds=1, memory=1_536, query_memory=512))
    yield box
    box.close()


@pytest.fixture
def documents() -> Path:
    """The folder of the printed documents; tests that compare with print skip where it is absent."""
    if not SHARED_DOCUMENTS.is_dir():
        pytest.skip(f"the printed documents are not at {SHARED_DOCUMENTS}: comparison with print not run")
    return SHARED_DOCUMENTS

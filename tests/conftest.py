"""Fixtures shared by all tests: a home of its own, and one real release built once for all who only read it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from warehouse.query.limits import Limits
from warehouse.query.sandbox import Sandbox
from warehouse.release import pointer
from warehouse.settings import DATABASE_NAME, Home

ROOT = Path(__file__).resolve().parent.parent
SHARED_DOCUMENTS = ROOT.parent / "shared" / "documents"

# The same examples in every run of `make test`, so that it fails for a change and not for luck; `make test-long` looks for new ones.
settings.register_profile("steady", derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

Cli = Callable[..., subprocess.CompletedProcess[str]]


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a process that works in a home and with its own source store."""
    return {k: v for k, v in os.environ.items() if k != "WAREHOUSE_SOURCE_URL"} | {"WAREHOUSE_HOME": str(home)}


def with_own_store(release_home: Path, folder: Path) -> Path:
    """A folder made a home whose store is its own; its releases are those of the shared one."""
    shutil.copy(release_home / "source.sqlite", folder / "source.sqlite")
    (folder / "releases").symlink_to(release_home / "releases")
    return folder


def run_cli(home: Path, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run `warehouse …` as a process of its own in a home."""
    command = [sys.executable, "-m", "warehouse.cli", *arguments]
    return subprocess.run(command, env=environment_of(home), cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def built_once(factory: pytest.TempPathFactory, worker_id: str, name: str, *command: str, timeout: float = 900) -> Path:
    """A home made by `warehouse …`, one for all workers of a parallel run: the first makes it, the others wait for it."""
    folder = factory.getbasetemp() if worker_id == "master" else factory.getbasetemp().parent
    home, made = folder / name, folder / f"{name}.made"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            done = run_cli(home, *command, timeout=timeout)
            assert done.returncode == 0, done.stderr
            made.touch()
    return home


@pytest.fixture(scope="session")
def release_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with one release built from the bundled data by the real command. Read it, do not change it.

    WAREHOUSE_TEST_HOME names one that is built already: for a quick second run of one test while models and seeds stay as they are.
    """
    if built := os.environ.get("WAREHOUSE_TEST_HOME"):
        return Path(built)
    return built_once(tmp_path_factory, worker_id, "release_home", "up", "--no-serve")


@pytest.fixture(scope="session")
def database(release_home: Path) -> Path:
    """The database file of the bundled release. Open it read-only."""
    return pointer.database(Home(release_home))


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


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with a release of the synthetic Shanghai panel. Read it, do not change it. WAREHOUSE_TEST_DEMO_HOME names one, as above."""
    if built := os.environ.get("WAREHOUSE_TEST_DEMO_HOME"):
        return Path(built)
    return built_once(tmp_path_factory, worker_id, "demo_home", "demo", "--scale", "shanghai", "--seed", "1")


@pytest.fixture(scope="session")
def national_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with a release of the national panel, 11,000 schools at its coarsest grain: minutes. WAREHOUSE_TEST_NATIONAL_HOME names one."""
    if built := os.environ.get("WAREHOUSE_TEST_NATIONAL_HOME"):
        return Path(built)
    return built_once(tmp_path_factory, worker_id, "national_home", "demo", "--scale", "national", "--seed", "1", "--rows", "250000")


@pytest.fixture(scope="session")
def ten_million_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with a release of the national panel at ten million enrolment rows, for long tests. WAREHOUSE_TEST_TEN_MILLION_HOME names one."""
    if built := os.environ.get("WAREHOUSE_TEST_TEN_MILLION_HOME"):
        return Path(built)
    return built_once(tmp_path_factory, worker_id, "ten_million_home", "demo", "--scale", "national", "--rows", "10000000", timeout=3000)


@pytest.fixture
def documents() -> Path:
    """The folder of the printed documents; tests that compare with print skip where it is absent."""
    if not SHARED_DOCUMENTS.is_dir():
        pytest.skip(f"the printed documents are not at {SHARED_DOCUMENTS}: comparison with print not run")
    return SHARED_DOCUMENTS


@pytest.fixture(scope="session")
def synthetic_home(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled release in a home of its own, its stamp changed to synthetic."""
    home = Home(tmp_path_factory.mktemp("synthetic_home"))
    release_id = pointer.current(Home(release_home)).release_id
    folder = home.releases / release_id
    shutil.copytree(Home(release_home).releases / release_id, folder)
    (folder / DATABASE_NAME).chmod(0o644)
    with duckdb.connect(str(folder / DATABASE_NAME)) as changed:
        changed.execute("update meta.release set is_synthetic = true")
    pointer.swap(home, release_id, "2026-01-01T00:00:00+00:00")
    return home.root


@pytest.fixture
def connection(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The bundled release, read-only."""
    with duckdb.connect(str(database), read_only=True) as opened:
        yield opened


CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """At the end of a run: the figures that tests measured and handed to `record_property`, one line each."""
    passed = [one for one in terminalreporter.getreports("passed") if getattr(one, "when", "") == "call" and one.user_properties]
    if passed:
        terminalreporter.section("figures")
    for one in passed:
        told = "; ".join(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}" for name, value in one.user_properties)
        terminalreporter.write_line(f"{one.nodeid.partition('::')[2]}: {told}")


@contextmanager
def serving(home: Path, port: int, log: Path | None = None, **environment: str) -> Iterator[str]:
    """The app as `warehouse serve` serves it on a home; its address. What it writes goes to a log."""
    output = log.open("wb") if log else None
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", "serve", "--port", str(port)],
        env={**environment_of(home), **environment},
        cwd=ROOT,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.STDOUT if output else subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("the app did not start within a minute")
        yield address
    finally:
        process.kill()
        process.wait()
        if output:
            output.close()


@contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[None]:
    """A program until somebody is listening on the port, and its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        for _ in range(240):
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.25)
        else:
            pytest.fail(f"nobody listens on the port of {command[:4]}")
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def server(release_home: Path) -> Iterator[str]:
    """The app in local mode on the bundled release; its address."""
    with serving(release_home, free_port()) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; tests that need it skip with a reason where it is absent."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed (Debian package chromium): browser journeys not run")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()

"""A throw-away PostgreSQL server from Debian's package, and empty stores on both databases to try things on.

A test module asks for these fixtures with `pytest_plugins = ["postgres"]`; then one server serves the whole test run.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, Engine

from warehouse.source.store import open_store

INSTALLATIONS = Path("/usr/lib/postgresql")
PASSWORD = "p@ss: w/rd%+?#&="
"""Holds every character that has a meaning in a URL, so that each driver must be handed it quoted."""
START_SECONDS = 30
_numbers = count(1)

NewStore = Callable[[str], AbstractContextManager[Engine]]


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and where it writes its log."""

    port: int
    folder: Path

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the superuser over the unix socket."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="warehouse", password=PASSWORD, dbname="postgres", autocommit=True, connect_timeout=5
        )

    def create_database(self) -> str:
        """The URL, over loopback, of a new empty database."""
        name = f"store_{next(_numbers)}"
        with self.connect() as connection:
            connection.execute(f"create database {name} template template0")  # type: ignore[arg-type]  # not a literal
        url = URL.create("postgresql", "warehouse", PASSWORD, "127.0.0.1", self.port, name)
        return url.render_as_string(hide_password=False)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server in a folder of its own, gone with its data at the end. Skips the test where it is not installed."""
    programs, account = _programs(), _account()
    # Not in pytest's folder: that is closed to other accounts, and too deep for the 107 bytes of a socket path.
    folder = Path(tempfile.mkdtemp(prefix="warehouse-postgres-", dir="/tmp"))
    try:
        if account:
            shutil.chown(folder, account, account)
        _initialise(programs, folder, account)
        process, server = _start(programs, folder, account)
        try:
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = [p.parent for p in INSTALLATIONS.glob("*/bin/initdb") if (p.parent / "postgres").exists()]
    if not found:
        pytest.skip(f"no PostgreSQL server in {INSTALLATIONS}: install Debian's package `postgresql` (sh tests/system_packages.sh)")
    return max(found, key=lambda p: float(p.parent.name))


def _account() -> str | None:
    """The account that runs the server; None is our own. The server refuses root, the package brings `postgres`."""
    return "postgres" if os.geteuid() == 0 else None


def _process_settings(folder: Path, account: str | None) -> dict[str, Any]:
    # PGDATA, PGPORT and their like of the machine must not steer this server.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))} | {"LC_ALL": "C"}
    switched = {"user": account, "group": account, "extra_groups": []} if account else {}
    return {"cwd": folder, "env": environment, "stdin": subprocess.DEVNULL, **switched}


def _initialise(programs: Path, folder: Path, account: str | None) -> None:
    password_file = folder / "password"
    password_file.write_text(PASSWORD + "\n", encoding="utf-8")
    if account:
        shutil.chown(password_file, account, account)
    options = ["--username=warehouse", f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(
        [programs / "initdb", f"--pgdata={folder / 'data'}", *options],
        **_process_settings(folder, account),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"initdb failed: {done.stderr}"


def _start(programs: Path, folder: Path, account: str | None) -> tuple[subprocess.Popen[bytes], Server]:
    """Start on a free port; another process may take that port in between, so try again on another one."""
    log = folder / "log"
    for _ in range(5):
        server = Server(_free_port(), folder)
        settings = {"port": server.port, "unix_socket_directories": folder, "listen_addresses": "127.0.0.1", "fsync": "off", "max_wal_senders": 0}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *options],
                **_process_settings(folder, account),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        if _answers(server, process):
            return process, server
        _stop(process)
    raise AssertionError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: Server, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: the server drops its clients and leaves."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The one server of the test run."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewStore:
    """`with new_store("sqlite") as store`, or "postgresql": a store with nothing in it, not even a schema."""

    @contextmanager
    def opened(database: str) -> Iterator[Engine]:
        if database == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'source.sqlite'}"
        else:
            url = request.getfixturevalue("postgres_server").create_database()
        store = open_store(url)
        try:
            yield store
        finally:
            store.dispose()

    return opened


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store(request: pytest.FixtureRequest, new_store: NewStore) -> Iterator[Engine]:
    """A new store; the test runs once on SQLite and once on PostgreSQL."""
    with new_store(request.param) as store:
        yield store

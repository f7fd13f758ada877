"""PostgreSQL restarted in mid-submit, for real: nothing lost, nothing doubled, a clear line, and the same filing again is recognised."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest
from filings import filled
from postgres import Server, _account, _process_settings, _programs, running_server
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.orm import Session
from worlds import REFERENCE, World

from warehouse.errors import StoreGoneError
from warehouse.intake import audit_log, filing
from warehouse.intake.review import Actor, approve, review
from warehouse.source.filing import AuditLog, Filing
from warehouse.source.provenance import Batch
from warehouse.source.schema import MODELS
from warehouse.source.store import migrate, open_store

SCHOOL = "S0025"
COLLECTOR = Actor("王采集")


def control(server: Server, *verb: str) -> None:
    """`pg_ctl` on the server: it starts again with the same port and settings."""
    command = [_programs() / "pg_ctl", "-D", server.folder / "data", "-m", "immediate", "-w", "-l", server.folder / "log_of_restarts", *verb]
    done = subprocess.run(command, **_process_settings(server.folder, _account()), stdout=subprocess.DEVNULL, check=False, timeout=60)
    assert done.returncode == 0, verb


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running
        control(running, "stop")


@pytest.fixture(scope="module")
def store(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_store(server.create_database())
    migrate(engine)
    world = World(tmp_path_factory.mktemp("restarted"), engine)
    for table, content in REFERENCE.items():
        world.load_reference(table, content)
    yield engine
    engine.dispose()


def once(engine: Engine, moment: str, act: Callable[[], None]) -> list[bool]:
    """Act the next time the engine comes to a moment of a transaction that has written a filing; the list fills when it is done."""
    done: list[bool] = []

    def happen(connection: Connection, *_: object) -> None:
        if not done and connection.info.get("wrote"):
            done.append(True)
            act()

    def wrote(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        connection.info["wrote"] = connection.info.get("wrote") or statement.startswith("INSERT INTO audit_log")
        if moment == "statement":
            happen(connection)

    event.listen(engine, "before_cursor_execute", wrote)
    if moment == "commit":
        event.listen(engine, "commit", happen)
    return done


def stored(engine: Engine, year: int) -> tuple[int, int, int, int]:
    """Filings, batches, rows and log entries of a year."""
    with Session(engine) as session:
        filings = session.scalars(select(Filing).where(Filing.period_year == year)).all()
        batches = session.scalars(select(Batch).where(Batch.source_name.like(f"filings/{SCHOOL}/{year}/%"))).all()
        tables = [(MODELS[one.target_table], one.batch_id) for one in batches]
        rows = sum(session.scalar(select(func.count()).select_from(of).where(of.batch_id == batch_id)) or 0 for of, batch_id in tables)
        entries = session.scalar(select(func.count()).select_from(AuditLog).where(AuditLog.filing_id.in_([f.filing_id for f in filings])))
        return len(filings), len(batches), rows, entries or 0


@pytest.mark.parametrize(("moment", "year"), [("idle", 2021), ("statement", 2022), ("commit", 2023)])
def test_a_submit_outlives_a_restart_and_is_stored_once(server: Server, store: Engine, moment: str, year: int) -> None:
    files = [("a.xlsx", filled(store, SCHOOL, year).content())]
    (report,) = filing.check(store, files)
    own = open_store(store.url.render_as_string(hide_password=False))
    with own.connect():
        pass  # a connection waits in the pool
    restarted = [True]
    if moment == "idle":
        control(server, "restart")
    else:
        restarted = once(own, moment, lambda: control(server, "restart"))
    (done,) = filing.submit(own, files, COLLECTOR, acknowledge=True)
    assert restarted and done.outcome in ("submitted", "unchanged") and done.filing_id is not None
    assert stored(own, year) == (1, len(report.records), sum(report.rows.values()), 1)
    (again,) = filing.submit(own, files, COLLECTOR, acknowledge=True)
    assert again.outcome == "unchanged" and again.filing_id == done.filing_id
    assert stored(own, year)[0] == 1 and audit_log.verify(own).problems == []
    own.dispose()


def test_a_server_that_stays_away_is_told_in_one_line_and_nothing_is_stored(server: Server, store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [("a.xlsx", filled(store, SCHOOL, 2024).content())]
    (report,) = filing.check(store, files)
    monkeypatch.setattr(filing, "RETRY_AFTER", (0.05, 0.05))
    own = open_store(store.url.render_as_string(hide_password=False))
    once(own, "statement", lambda: control(server, "stop"))
    try:
        with pytest.raises(StoreGoneError, match="went away .*; the step is stored whole or not at all: wait") as caught:
            for one in [report]:
                filing._store_again(own, one, COLLECTOR, True, None)
        assert "\n" not in str(caught.value) and "p@ss" not in str(caught.value)
    finally:
        control(server, "restart")  # unlike start, it remembers port and settings
    assert stored(own, 2024) == (0, 0, 0, 0)
    own.dispose()


def test_a_review_step_that_a_restart_cut_short_can_be_taken_again(server: Server, store: Engine) -> None:
    (done,) = filing.submit(store, [("a.xlsx", filled(store, SCHOOL, 2025).content())], COLLECTOR, acknowledge=True)
    assert done.filing_id is not None
    own = open_store(store.url.render_as_string(hide_password=False))
    once(own, "commit", lambda: control(server, "restart"))
    with pytest.raises(StoreGoneError):
        review(own, done.filing_id, Actor("李审核"), version=done.version)
    assert review(own, done.filing_id, Actor("李审核"), version=done.version).filing_status == "reviewed"
    assert approve(own, done.filing_id, Actor("赵校长"), "负责").filing_status == "approved"
    assert stored(own, 2025)[3] == 3 and audit_log.verify(own).problems == []
    own.dispose()

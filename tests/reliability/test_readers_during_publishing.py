"""Fifty publishes and rollbacks under thirty readers: no query fails, none sees two releases at once."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path

import pytest
from small_release import ROWS, publish_small, read_current

from warehouse.errors import BusyError, InputError
from warehouse.release import pointer
from warehouse.release.publish import forget, rollback
from warehouse.settings import Home

READERS = 30


def read_until(root: str, stop: Event, ready: Barrier, answers: Queue) -> None:  # type: ignore[type-arg]
    """Reads in a process of its own; reports how often it read, and everything that was not as it should be."""
    home, count, wrong = Home(Path(root)), 0, []
    read_current(home)
    ready.wait(timeout=300)
    while not stop.is_set():
        try:
            by_pointer, by_rows, rows = read_current(home)
            if by_rows != [by_pointer] or rows != ROWS:
                wrong.append(f"{by_pointer}: {by_rows} with {rows} rows")
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        count += 1
    answers.put((count, wrong))


def test_no_reader_fails_or_sees_a_mixture(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    home = Home(tmp_path / "home")
    publish_small(home, 0)
    context = multiprocessing.get_context("forkserver")
    stop, ready, answers = context.Event(), context.Barrier(READERS + 1), context.Queue()
    readers = [context.Process(target=read_until, args=(str(home.root), stop, ready, answers)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        ready.wait(timeout=300)  # thirty processes take longer to start than fifty small releases to be published
        published = [publish_small(home, 1)]
        for number in range(2, 51):
            published.append(publish_small(home, number))
            if number % 5 == 0:
                assert rollback(home).release_id == published[-2]
                assert rollback(home, published[-1]).release_id == published[-1]
    finally:
        stop.set()
    found = [answers.get(timeout=120) for _ in readers]
    for reader in readers:
        reader.join()
    assert [wrong for _, wrong in found if wrong] == []
    assert all(count > 0 for count, _ in found)
    record_property("readers", READERS)
    record_property("queries during 50 publishes and 20 rollbacks", sum(count for count, _ in found))
    record_property("failed or mixed", 0)


def test_a_reader_of_a_release_that_is_removed_finishes_on_it(tmp_path: Path) -> None:
    """Retention removes the folder; whoever has it open reads on."""
    import shutil

    import duckdb

    home = Home(tmp_path / "home")
    first = publish_small(home, 1)
    with duckdb.connect(str(pointer.database(home)), read_only=True) as connection:
        publish_small(home, 2)
        shutil.rmtree(home.releases / first)
        assert connection.execute("select count(*) from marts.fact_awards").fetchone() == (ROWS,)


def test_a_clock_that_was_set_back_still_points_to_what_was_published_last(tmp_path: Path) -> None:
    """Release 5 was published before release 3: the new one is current, and rollback goes back in order of publishing, not of names."""
    home = Home(tmp_path / "home")
    later = publish_small(home, 5)
    earlier = publish_small(home, 3)
    assert pointer.current(home).release_id == earlier
    assert rollback(home).release_id == later
    with pytest.raises(InputError, match="no release before"):
        publish_small(Home(tmp_path / "other"), 1)
        rollback(Home(tmp_path / "other"))


def test_after_a_clock_was_set_back_retention_keeps_what_was_published_last_and_before(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for number in (11, 12, 13, 14):
        publish_small(home, number)
    for number, left in ((1, {1, 14, 13}), (2, {2, 1, 14}), (3, {3, 2, 14})):
        before = pointer.current(home).release_id
        published = publish_small(home, number)
        forget(home.releases, 3, published, before)
        assert {int(one.name[9:15]) for one in home.releases.glob("*/")} == left
        assert rollback(home).release_id == before and rollback(home, published).release_id == published


def test_two_builders_never_hold_a_home_at_once(tmp_path: Path) -> None:
    from warehouse.release.lock import build_lock

    home, held, most, busy = Home(tmp_path / "home"), 0, 0, 0
    guard = threading.Lock()

    def build() -> None:
        nonlocal held, most, busy
        for _ in range(50):
            try:
                with build_lock(home):
                    with guard:
                        held += 1
                        most = max(most, held)
                    os.sched_yield()
                    with guard:
                        held -= 1
            except BusyError as error:
                busy += 1
                assert f"process {os.getpid()} is building here" in str(error) or "another process is building here" in str(error)

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1

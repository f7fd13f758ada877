"""Each layer of the sandbox by itself: rights, settings, gate, deadline, cancel, caps, queue, log."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from pathlib import Path

import pytest
from sandbox_statements import REFUSED

from warehouse.errors import InputError, SqlError
from warehouse.query.limits import Limits
from warehouse.query.queue import FairQueue
from warehouse.query.sandbox import Sandbox
from warehouse.query.wire import receive, send, unpacked


def problem(sandbox: Sandbox, target: Path, statement: str) -> str:
    with pytest.raises(SqlError) as refused:
        sandbox.run(target, statement, user="analyst")
    return str(refused.value)


def test_the_layers_that_are_on_are_told_by_the_worker(sandbox: Sandbox, target: Path) -> None:
    layers = sandbox.layers(target)
    assert {"own process and session", "limits of the system", "settings locked and read back", "no new privileges"} <= set(layers)
    if os.getuid() == 0:
        assert {"no network", "empty file system", "unprivileged user"} <= set(layers)


def test_a_worker_holds_no_secret_and_no_right(sandbox: Sandbox, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_SOURCE_URL", "postgresql://u:hunter2@db/x")
    with Path(target.parent / "manifest.json").open() as held_open:
        box = Sandbox(Limits())
        try:
            worker = box.pool.take(target)
            status = dict(line.split(":\t", 1) for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines() if ":\t" in line)
            assert os.getsid(worker.pid) == os.getpgid(worker.pid) == worker.pid
            assert status["NoNewPrivs"] == "1"
            if os.getuid() == 0:
                assert b"hunter2" not in Path(f"/proc/{worker.pid}/environ").read_bytes()
                assert status["Uid"].split() == status["Gid"].split() == ["65534"] * 4
                assert int(status["CapEff"], 16) == 0
                files = {str(one.readlink()) for one in Path(f"/proc/{worker.pid}/fd").iterdir()}
                assert {name for name in files if name.startswith("/") and not name.startswith("/dev/")} == {str(target)}
                assert held_open.name not in files
                assert list(Path(f"/proc/{worker.pid}/root/").iterdir()) == []
                limits = Path(f"/proc/{worker.pid}/limits").read_text()
                assert "Max file size             0                    0" in limits
                assert "Max core file size        0                    0" in limits
            assert box.pool.kill(worker).group_empty
            assert not Path(f"/proc/{worker.pid}").exists()
        finally:
            box.close()


CLOSED = [text for kind in ("files read", "files written", "network", "configuration") for text in REFUSED[kind]]


@pytest.fixture(scope="module")
def without_the_gate(target: Path) -> dict[str, str]:
    """What the closed connection alone says to each statement: the error, or 'ran'. In a forked worker, with no gate before it."""
    mine, its = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _say_without_the_gate(its, target)
            code = 0
        finally:
            os._exit(code)
    its.close()
    said, _ = receive(mine, 10_000_000)
    os.waitpid(pid, 0)
    assert said is not None
    return said


def _say_without_the_gate(channel: socket.socket, target: Path) -> None:
    import duckdb

    from warehouse.query.worker import _confine, prepare

    prepare()
    os.chdir("/")
    _, connection = _confine(channel, target, Limits())
    said = {}
    for text in CLOSED:
        try:
            rows = connection.execute(text.format(db=target, folder=target.parent, home=target.parents[2])).fetchmany(3)
            said[text] = f"ran {rows!r}"
        except (duckdb.Error, ValueError) as error:
            said[text] = type(error).__name__
        if "enable_logging" in text:  # on DuckDB 1.5.6 it is accepted under lock; at close the process would abort
            connection.execute("call disable_logging()")
    send(channel, said)


def test_settings_alone_close_files_and_network(target: Path, without_the_gate: dict[str, str]) -> None:
    for kind in ("files read", "files written", "network"):
        for text in REFUSED[kind]:
            said = without_the_gate[text]
            assert not said.startswith("ran") or text.startswith("EXPLAIN"), (text, said)


def test_settings_alone_keep_limits_and_access(without_the_gate: dict[str, str]) -> None:
    for text in ("SET memory_limit='100GB'", "SET threads=64", "SET enable_external_access=true", "SET lock_configuration=false"):
        assert without_the_gate[text] == "InvalidInputException", text


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("select count(*) from marts.dim_major", 1419),
        ("with a as (select 7 as x) select x from a", 7),
        ("explain select 1", "physical_plan"),
        ("describe marts.dim_major", "major_key"),
        ("summarize marts.dim_major", "major_key"),
        ("pivot marts.dim_major on education_level in ('secondary') using count(*) group by is_controlled_category order by 1", False),
        ("from marts.dim_major select count(*)", 1419),
        ("values (3)", 3),
        ("table marts.dim_major order by major_key limit 1", None),
        ("select $n + 1", 6),
    ],
)
def test_each_kind_of_query_is_answered(sandbox: Sandbox, target: Path, statement: str, first: object) -> None:
    answer = sandbox.run(target, statement, user="analyst", parameters={"n": 5} if "$n" in statement else None)
    assert answer.is_complete
    assert first is None or answer.rows[0][0] == first


def test_a_slip_is_told_with_its_place_and_the_near_name(sandbox: Sandbox, target: Path) -> None:
    assert problem(sandbox, target, "select 学校, 1\n  , school_nam from marts.dim_school") == ("sql: line 1, column 8: there is no column 学校")
    told = problem(sandbox, target, "select 1\n  , school_nam from marts.dim_school")
    assert told.startswith("sql: line 2, column 5: there is no column school_nam; did you mean school_name")
    told = problem(sandbox, target, "select *\nfrom marts.dim_shcool")
    assert told.startswith("sql: line 2, column 6: there is no published table marts.dim_shcool; did you mean marts.dim_school")
    told = problem(sandbox, target, "select * from dim_school")
    assert "there is no published table dim_school; did you mean marts.dim_school" in told
    assert problem(sandbox, target, "select '中文' frm x").startswith("sql: line 1, column 17: syntax error")
    assert "there is no function" in problem(sandbox, target, "select summ(1)") or "summ is not offered; did you mean sum" in problem(
        sandbox, target, "select summ(1)"
    )
    assert "name its values" in problem(sandbox, target, "pivot marts.dim_school on district using count(*)")


def test_an_answer_always_says_how_much_it_is(target: Path) -> None:
    box = Sandbox(Limits(seconds=2, answer=200_000, cell=1_000, columns=20))
    try:
        assert box.run(target, "from range(5)", user="a").extent == "complete"
        assert box.run(target, "from range(5)", user="a", rows=5).extent == "complete"
        cut = box.run(target, "from range(6)", user="a", rows=5)
        assert (cut.extent, len(cut.rows)) == ("cut at 5 rows", 5)
        large = box.run(target, "select repeat('x', 900) from range(10000)", user="a")
        assert large.extent == "cut at 200,000 bytes" and 0 < len(large.rows) < 10_000
        long = box.run(target, "select repeat('\u4e0a', 5000) as x", user="a")
        assert long.extent == "complete, 1 long cells cut" and long.rows[0][0] == "\u4e0a" * 999 + "…"
        assert "21 columns, the limit is 20" in problem(box, target, "select " + ", ".join(map(str, range(21))))
        with pytest.raises(SqlError, match="characters, the limit is"):
            box.run(target, "select 1 --" + "x" * 50_000, user="a")
    finally:
        box.close()


def test_rows_before_the_deadline_are_given_and_the_rest_is_said_to_be_cut(hasty: Sandbox, target: Path) -> None:
    slow = "levenshtein(repeat('a', 300000 + i::int), 'b' || repeat('c', 300000))"
    statement = f"select i, case when i > 40000 then {slow} else 0 end from range(100000) t(i)"
    run = hasty.start(target, statement, user="a", rows=100_000)
    answer = run.answer()
    assert answer.extent == "cut at 1 seconds"
    gone = run.gone()
    assert gone is not None and gone.group_empty


def test_cancel_ends_the_process_and_proves_it(target: Path) -> None:
    box = Sandbox(Limits(seconds=60))
    try:
        run = box.start(target, "select levenshtein(repeat('a', 500000), repeat('b', 500000))", user="a")
        told: list[str] = []

        def ask() -> None:
            try:
                run.answer()
            except SqlError as error:
                told.append(error.problem.code)

        thread = threading.Thread(target=ask)
        thread.start()
        while run.worker is None or not run.worker.pid:
            time.sleep(0.01)
        time.sleep(0.3)
        run.cancel()
        thread.join(10)
        gone = run.gone()
        assert told == ["cancelled"]
        assert gone is not None and gone.group_empty and os.WTERMSIG(gone.status) == 9
        assert not Path(f"/proc/{run.worker.pid}").exists()
    finally:
        box.close()


def test_workers_end_with_their_caller(target: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, time\nfrom pathlib import Path\nfrom warehouse.query.sandbox import shared\n"
        "worker = shared().pool.take(Path(sys.argv[1]))\nprint(worker.pid, flush=True)\ntime.sleep(60)\n"
    )
    caller = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True)
    assert caller.stdout is not None
    pid = int(caller.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    caller.kill()
    caller.wait()
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its caller")


def test_nothing_is_left_from_one_run_to_the_next(sandbox: Sandbox, target: Path) -> None:
    first = sandbox.start(target, "select 1", user="a")
    second = sandbox.start(target, "select 1", user="a")
    first.answer()
    second.answer()
    assert first.worker is not None and second.worker is not None
    assert first.worker.pid != second.worker.pid


def test_a_new_nursery_is_started_when_the_old_one_dies(target: Path) -> None:
    box = Sandbox(Limits())
    try:
        assert box.run(target, "select 1", user="a").rows == [(1,)]
        assert box.pool._process is not None
        box.pool._process.kill()
        box.pool._process.wait()
        time.sleep(0.2)
        assert box.run(target, "select 2", user="a").rows == [(2,)]
    finally:
        box.close()


def test_the_query_log_is_only_added_to(sandbox: Sandbox, target: Path) -> None:
    sandbox.run(target, "select 'logged 上海'", user="analyst-7")
    with pytest.raises(SqlError):
        sandbox.run(target, "drop table marts.dim_school", user="analyst-7")
    (log,) = (target.parents[2] / "logs").glob("queries-*.jsonl")
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    mine = [entry for entry in entries if entry["user"] == "analyst-7"]
    assert [(entry["text"], entry["rows"], entry["outcome"]) for entry in mine[-2:]] == [
        ("select 'logged 上海'", 1, "complete"),
        ("drop table marts.dim_school", 0, "refused"),
    ]
    assert mine[-1].keys() == {"at", "user", "sha256", "text", "release", "rows", "ms", "outcome"}
    assert mine[-1]["release"] == target.parent.name
    assert log.stat().st_mode & 0o777 == 0o600


def test_limits_come_from_one_place_and_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_SQL_SECONDS", "60")
    assert Limits.from_environment().seconds == 60
    for wrong in ("0", "100000", "x", "-1", ""):
        monkeypatch.setenv("WAREHOUSE_SQL_SECONDS", wrong)
        with pytest.raises(InputError, match=r"WAREHOUSE_SQL_SECONDS: '.*' is no whole number from 1 to 600"):
            Limits.from_environment()


def test_the_queue_serves_readers_in_turn() -> None:
    queue = FairQueue(Limits(running=1, waiting_each=3))
    running = queue.enter("hasty")
    waiting = [queue.enter("hasty") for _ in range(3)]
    patient = queue.enter("patient")
    with pytest.raises(SqlError, match="you already have a statement running and 3 waiting"):
        queue.enter("hasty")
    queue.leave(running)
    assert patient.granted and not any(ticket.granted for ticket in waiting)
    queue.leave(patient)
    assert waiting[0].granted and not waiting[1].granted


def test_one_reader_runs_one_statement_at_a_time_and_a_full_queue_says_so() -> None:
    queue = FairQueue(Limits(running=2, waiting=1, wait=1))
    assert queue.enter("a").granted
    second = queue.enter("a")
    assert not second.granted
    with pytest.raises(SqlError, match="no place became free within 1 seconds"):
        queue.wait(second, 0.05)
    assert queue.enter("b").granted
    queue.enter("c")
    with pytest.raises(SqlError, match="1 statements are waiting already"):
        queue.enter("d")


def test_every_view_that_duckdb_finds_without_a_schema_is_reserved() -> None:
    import duckdb

    from warehouse.query.gate import _RESERVED

    with duckdb.connect() as connection:
        views = connection.execute("select view_name from duckdb_views() where internal and schema_name in ('main', 'pg_catalog')").fetchall()
    assert len(views) > 30
    assert [name for (name,) in views if not _RESERVED.match(name)] == []


def test_packed_values_hold_no_code() -> None:
    for forged in ({"a": 1, "b": 2}, {"unknown": 1}, {"decimal": "1", "date": "x"}):
        with pytest.raises((ValueError, KeyError)):
            unpacked(forged)


def test_the_plan_is_told_without_running(sandbox: Sandbox, target: Path) -> None:
    plan = sandbox.plan(target, "select count(*) from marts.dim_school join marts.fact_recognition using (school_key)", user="a")
    assert plan.tables == ["marts.dim_school", "marts.fact_recognition"]
    assert plan.operators


def test_the_docs_show_the_limits_that_hold() -> None:
    from conftest import ROOT

    from warehouse.query.limits import PREFIX, limit_rows

    page = (ROOT / "docs" / "how-to" / "sandbox.md").read_text(encoding="utf-8")
    for one in limit_rows(Limits()):
        row = f"| {one.name} | {one.value:,} | {one.unit} | `{PREFIX}{one.name.upper()}` | {one.lowest:,} | {one.highest:,} | {one.meaning} |"
        assert row in page

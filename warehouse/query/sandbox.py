"""The sandbox: the one path of every statement that a reader wrote, from the command line, the app, Python and HTTP.

A statement waits its turn, runs in a fresh confined process, is held to its limits from outside, and is written to the query log.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

from warehouse.access.identity import Identity, of_account
from warehouse.errors import SqlError
from warehouse.query import querylog
from warehouse.query.answer import Answer
from warehouse.query.limits import Limits, limits
from warehouse.query.problem import FORBIDDEN, Problem
from warehouse.query.queue import FairQueue, Ticket
from warehouse.query.wire import FrameTooLong, Silent, packed, receive, send, unpacked
from warehouse.query.worker_pool import Gone, Worker, WorkerFailed, WorkerPool

Parameters = Mapping[str, Any]
_SLACK = 65_536
"""Bytes a worker's frames may have over the limit of an answer: frames of columns and end."""


@dataclass(frozen=True)
class Plan:
    """What DuckDB would do with a statement: its operator tree, and the published tables it reads."""

    operators: list[dict[str, Any]]
    tables: list[str]


@dataclass
class _Reply:
    """What a worker has said so far."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    plan: list[dict[str, Any]] = field(default_factory=list)
    end: dict[str, Any] = field(default_factory=dict)


class Run:
    """One statement: `answer` runs it and waits, `cancel` stops it from another thread."""

    def __init__(self, sandbox: Sandbox, database: Path, text: str, user: Identity, parameters: Parameters, rows: int) -> None:
        self._sandbox = sandbox
        self.database, self.text, self.user, self.roles = database, text, user.name, user.roles
        self.parameters, self.rows = parameters, rows
        self.ticket: Ticket | None = None
        self.worker: Worker | None = None
        self.cancelled = False

    def answer(self) -> Answer:
        """Wait for a place, run, wait for the end. Raises SqlError for what is refused, fails, meets a limit, or is cancelled."""
        return self._sandbox.carry_out(self)

    def cancel(self) -> None:
        """Stop the statement wherever it is. Its worker's process group is killed before `answer` returns."""
        self.cancelled = True
        if self.ticket is not None and not self.ticket.granted:
            self._sandbox.queue.leave(self.ticket)
        if self.worker is not None:
            with contextlib.suppress(OSError):
                self.worker.channel.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads from it

    def gone(self, seconds: float = 10.0) -> Gone | None:
        """How the worker ended: the proof that its process group is gone, and the memory it used. None if no worker was needed."""
        if self.worker is None:
            return None
        self.worker.ended.wait(seconds)
        return self.worker.gone


class Sandbox:
    """Runs statements of readers on releases. One in a process is enough: see `shared`."""

    def __init__(self, of: Limits | None = None) -> None:
        self.limits = of or limits()
        self.queue = FairQueue(self.limits)
        self.pool = WorkerPool(self.limits)

    def close(self) -> None:
        """End all workers."""
        self.pool.close()

    def run(self, database: Path, text: str, *, user: str | Identity, parameters: Parameters | None = None, rows: int | None = None) -> Answer:
        """Answer a statement on a release. Raises SqlError for what is refused, fails, meets a limit before its first row, or is cancelled."""
        return self.start(database, text, user=user, parameters=parameters, rows=rows).answer()

    def start(self, database: Path, text: str, *, user: str | Identity, parameters: Parameters | None = None, rows: int | None = None) -> Run:
        """A statement that is not yet on its way: call `answer` on it, and `cancel` from another thread.

        A bare name is the account of this process, or the project's own statement for somebody; whoever comes over the network is an
        Identity, whose roles the worker asks again. Raises SqlError for arguments that cannot be, and for a person who may not ask.
        """
        who = user if isinstance(user, Identity) else of_account(user)
        if not who.may("sql.ask"):
            raise SqlError(FORBIDDEN)
        wanted = self.limits.rows if rows is None else rows
        if not 1 <= wanted <= self.limits.rows_most:
            raise SqlError(Problem("rows", f"{wanted:,} rows cannot be asked for; ask for 1 to {self.limits.rows_most:,}"))
        if len(text) > self.limits.text:
            raise SqlError(Problem("long", f"the statement has {len(text):,} characters, the limit is {self.limits.text:,}; shorten it"))
        return Run(self, database, text, who, dict(parameters or {}), wanted)

    def plan(self, database: Path, text: str, *, user: str | Identity, parameters: Parameters | None = None) -> Plan:
        """What DuckDB would do with a statement; nothing is run. Raises SqlError as `run` does."""
        reply, _ = self._conduct(self.start(database, text, user=user, parameters=parameters), "plan")
        return Plan(reply.plan, reply.tables)

    def layers(self, database: Path) -> list[str]:
        """Which layers of confinement are on for workers of this process, as a worker itself found them."""
        worker = self.pool.take(database)
        self.pool.kill(worker)
        return worker.layers

    def carry_out(self, run: Run) -> Answer:
        """Take a started statement through queue, worker and log."""
        started, outcome, answer = monotonic(), "failed", None
        try:
            reply, cut = self._conduct(run, "run")
            answer = self._answer(run, reply, cut)
            outcome = "complete" if answer.is_complete else f"cut: {answer.cut_by}"
            return answer
        except SqlError as error:
            outcome = error.problem.code
            raise
        finally:
            spent = answer.milliseconds if answer else round((monotonic() - started) * 1_000, 1)
            entry = querylog.Entry(run.user, run.text, run.database.parent.name, len(answer.rows) if answer else 0, spent, outcome)
            querylog.append(logs_of(run.database), entry)

    def _answer(self, run: Run, reply: _Reply, cut: str) -> Answer:
        at = {"rows": run.rows, "bytes": self.limits.answer, "seconds": self.limits.seconds, "": 0}[cut]
        return Answer(
            columns=[name for name, _ in reply.columns],
            rows=reply.rows,
            is_complete=not cut,
            types=[kind for _, kind in reply.columns],
            cut_by=cut,
            cut_at=at,
            cells_cut=int(reply.end.get("cells_cut", 0)),
            release_id=run.database.parent.name,
            milliseconds=float(reply.end.get("ms", 1_000 * self.limits.seconds)),
            tables=reply.tables,
        )

    def _conduct(self, run: Run, do: str) -> tuple[_Reply, str]:
        """Queue, worker, conversation. What the worker has said, and by which limit the answer was cut ('' if it is whole)."""
        run.ticket = ticket = self.queue.enter(run.user)
        try:
            self.queue.wait(ticket, self.limits.wait)
            if run.cancelled:
                raise SqlError(CANCELLED)
            try:
                run.worker = worker = self.pool.take(run.database)
            except WorkerFailed:
                raise SqlError(Problem("worker", "no safe worker could be started; see `warehouse where`, then try again")) from None
        except BaseException:
            self.queue.leave(ticket)
            raise
        return self._talk(run, worker, ticket, do)

    def _talk(self, run: Run, worker: Worker, ticket: Ticket, do: str) -> tuple[_Reply, str]:
        reply, ended = _Reply(), False
        try:
            if run.cancelled:
                raise SqlError(CANCELLED)
            self._converse(run, worker, do, reply)
            ended = True
            return reply, str(reply.end.get("cut") or "")
        except Silent:
            if reply.columns:
                return reply, "seconds"
            raise SqlError(Problem("seconds", f"stopped after {self.limits.seconds} seconds, the limit; ask for less at once")) from None
        finally:
            if ended:
                self.pool.dismiss(worker, lambda: self.queue.leave(ticket))
            else:
                gone = self.pool.kill(worker)
                self.queue.leave(ticket)
                if not gone.group_empty:
                    raise SqlError(Problem("worker", "the statement's process could not be proved to be gone; tell the operator"))

    def _converse(self, run: Run, worker: Worker, do: str, reply: _Reply) -> None:
        """Send the statement and read frames until the end. The deadline counts from here, whatever the worker does."""
        until = monotonic() + self.limits.seconds
        left = self.limits.answer + self.limits.columns * self.limits.cell + _SLACK
        parameters = [[name, packed(value)] for name, value in run.parameters.items()]
        request = {"do": do, "text": run.text, "rows": run.rows, "parameters": parameters, "roles": sorted(run.roles)}
        with contextlib.suppress(OSError):  # the worker has ended; reading says how
            send(worker.channel, request)
        while True:
            try:
                said, size = receive(worker.channel, left, until)
                left -= size
            except (FrameTooLong, ValueError, RecursionError):
                raise SqlError(NO_ANSWER) from None
            if run.cancelled:
                raise SqlError(CANCELLED)
            if said is None:
                raise SqlError(self._why_it_died(worker))
            try:
                if self._take_in(said, reply):
                    return
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError, ArithmeticError):
                raise SqlError(NO_ANSWER) from None

    def _take_in(self, said: dict[str, Any], reply: _Reply) -> bool:
        """Take one frame in; whether it was the last."""
        if "error" in said:
            told = said["error"]
            raise SqlError(Problem(**{**told, "hints": tuple(told["hints"])}))
        if "plan" in said:
            reply.plan, reply.tables = said["plan"], said["tables"]
            return True
        if "columns" in said:
            reply.columns = [(str(name), str(kind)) for name, kind in said["columns"]]
            reply.tables = said["tables"]
        elif "rows" in said:
            reply.rows.extend(tuple(unpacked(cell) for cell in row) for row in said["rows"])
        else:
            reply.end = said["end"]
            return True
        return False

    def _why_it_died(self, worker: Worker) -> Problem:
        gone = self.pool.kill(worker)
        if os.WIFSIGNALED(gone.status) and os.WTERMSIG(gone.status) == signal.SIGXCPU:
            return Problem("seconds", f"stopped after {self.limits.seconds * self.limits.threads} seconds of computing, the limit; ask for less")
        return Problem("memory", f"the statement ended its worker: it needs more than {self.limits.memory:,} MiB of memory, or cannot be computed")


NO_ANSWER = Problem("worker", "the worker said something that is no answer; it was ended")
CANCELLED = Problem("cancelled", "the statement was cancelled")


def logs_of(database: Path) -> Path:
    """The folder of logs in the home of a release file `<home>/releases/<id>/warehouse.duckdb`."""
    return database.parent.parent.parent / "logs"


@cache
def shared() -> Sandbox:
    """The sandbox of this process."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox

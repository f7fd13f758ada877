"""The caller's side of the nursery: fork, keep spares warm, kill and know that it is gone."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic

from warehouse.query.limits import Limits
from warehouse.query.wire import FrameTooLong, Silent, receive
from warehouse.settings import PROJECT_ROOT

START_SECONDS = 30.0
"""How long a worker may take to be ready; generous, since a loaded machine is not a fault."""
KILL_SECONDS = 5.0
KEPT_DATABASES = 2
SPARE_SECONDS = 600.0
"""A spare older than this is replaced, so that it does not hold a removed release open for ever."""


class WorkerFailed(Exception):
    """No worker could be made safe and ready."""


@dataclass(frozen=True)
class Gone:
    """How a worker ended: status as `os.wait` tells it, highest memory in MiB, and whether its whole process group is gone."""

    status: int
    peak_mib: float
    group_empty: bool


@dataclass
class Worker:
    """One process for one statement."""

    number: int
    channel: socket.socket
    born: float
    pid: int = 0
    layers: list[str] = field(default_factory=list)
    gone: Gone | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    then: Callable[[], None] | None = None

    def wait_ready(self) -> None:
        """Wait for the worker's word that it is confined. Raises WorkerFailed."""
        if self.pid:
            return
        try:
            said, _ = receive(self.channel, 1_000_000, monotonic() + START_SECONDS)
        except (Silent, FrameTooLong, ValueError) as error:
            raise WorkerFailed from error
        if said is None or "ready" not in said:
            raise WorkerFailed
        self.pid, self.layers = int(said["ready"]["pid"]), [str(one) for one in said["ready"]["layers"]]


class WorkerPool:
    """Workers of this process: a nursery, started when first needed, and a few spares for the releases read last."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = os.getpid()
        self._number = 0
        self._living: dict[int, Worker] = {}
        self._spares: OrderedDict[Path, list[Worker]] = OrderedDict()

    def take(self, database: Path) -> Worker:
        """A worker for one statement on this release, confined and ready; its place among the spares is filled again."""
        with self._lock:
            self._ensure_nursery()
            is_first = database not in self._spares
            spares = self._spares.setdefault(database, [])
            self._spares.move_to_end(database)
            worker = self._fresh_spare(spares) or self._fork(database)
            while len(self._spares) > KEPT_DATABASES:
                for old in self._spares.popitem(last=False)[1]:
                    self._ask({"do": "kill", "id": old.number})
        try:
            worker.wait_ready()
        except WorkerFailed:
            self.kill(worker)
            raise
        if not is_first:  # who asks once, as the command line does, needs no spare
            self._fill(database)
        return worker

    def _fill(self, database: Path) -> list[Worker]:
        with self._lock:
            self._ensure_nursery()
            spares = self._spares.setdefault(database, [])
            while len(spares) < self._limits.spares:
                spares.append(self._fork(database))
            return list(spares)

    def warm(self, database: Path) -> None:
        """Fill the spares for this release and wait until they are ready. Nobody has to call it; a server may, before its first reader comes."""
        for spare in self._fill(database):
            spare.wait_ready()

    def dismiss(self, worker: Worker, then: Callable[[], None]) -> None:
        """End a worker that has said its last word, without waiting; `then` is called once it is gone."""
        with self._lock:
            worker.then = then
            with contextlib.suppress(OSError):
                self._ask({"do": "kill", "id": worker.number})
        worker.channel.close()
        if worker.ended.is_set():
            then()

    def kill(self, worker: Worker) -> Gone:
        """Kill a worker's process group and wait until it is gone. If even the nursery does not answer, it is killed with all workers."""
        with self._lock, contextlib.suppress(OSError):
            self._ask({"do": "kill", "id": worker.number})
        worker.channel.close()
        if not worker.ended.wait(KILL_SECONDS):
            self.close()
            worker.ended.wait(KILL_SECONDS)
        return worker.gone or Gone(status=9, peak_mib=0.0, group_empty=False)

    def close(self) -> None:
        """End the nursery; its workers end with it."""
        with self._lock:
            process, self._process = self._process, None
            if self._control is not None:
                with contextlib.suppress(OSError):
                    self._control.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the thread that listens
                self._control.close()
                self._control = None
            self._spares.clear()
        if process is not None and self._owner == os.getpid():
            try:
                process.wait(KILL_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _fresh_spare(self, spares: list[Worker]) -> Worker | None:
        while spares:
            worker = spares.pop(0)
            if not worker.ended.is_set() and monotonic() - worker.born < SPARE_SECONDS:
                return worker
            self._ask({"do": "kill", "id": worker.number})
        return None

    def _fork(self, database: Path) -> Worker:
        assert self._control is not None
        mine, its = socket.socketpair()
        with its:
            self._number += 1
            worker = Worker(self._number, mine, monotonic())
            request = {"do": "fork", "id": worker.number, "database": str(database), "limits": asdict(self._limits)}
            socket.send_fds(self._control, [json.dumps(request).encode()], [its.fileno()])
        self._living[worker.number] = worker
        return worker

    def _ask(self, request: dict[str, object]) -> None:
        if self._control is not None:
            self._control.sendall(json.dumps(request).encode())

    def _ensure_nursery(self) -> None:
        """Start the nursery, or a new one after a fork of this process or the nursery's death. It gets no environment and no open file."""
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return
        self._spares.clear()
        self._owner = os.getpid()
        self._control, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        places = [place for place in sys.path if Path(place).is_absolute()]
        start = f"import sys; sys.path[:] = {[str(PROJECT_ROOT), *places]!r}; from warehouse.query.nursery import main; main({its.fileno()})"
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", start],
                env={"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
                pass_fds=(its.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        threading.Thread(target=self._listen, args=(self._control, self._living), daemon=True, name="sandbox-nursery").start()

    def _listen(self, control: socket.socket, living: dict[int, Worker]) -> None:
        """Hear which workers have ended, until the nursery itself ends; then none is left."""
        while True:
            try:
                content = control.recv(65_536)
            except OSError:
                content = b""
            if not content:
                break
            said = json.loads(content)
            if "gone" in said:
                self._end(living.pop(said["gone"], None), Gone(said["status"], round(said["peak_kib"] / 1_024, 1), said["group_empty"]))
        for number in list(living):
            self._end(living.pop(number, None), Gone(status=9, peak_mib=0.0, group_empty=True))

    @staticmethod
    def _end(worker: Worker | None, gone: Gone) -> None:
        if worker is not None:
            worker.gone = gone
            worker.ended.set()
            if worker.then is not None:
                worker.then()

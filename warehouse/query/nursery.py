"""The nursery: a small process that has loaded DuckDB and never opened anything. It forks a fresh worker for each statement.

It reads no user text. It is the parent of all workers, so that it can kill a worker's whole process group and prove that it is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
from pathlib import Path
from time import sleep

from warehouse.query.limits import Limits
from warehouse.query.worker import prepare, work

MOST_BYTES = 65_536


def main(descriptor: int) -> None:
    """Serve fork and kill requests until the caller has gone; then no worker is left."""
    control = socket.socket(fileno=descriptor)
    # Workers get this folder as their whole file system: it is empty, and nothing can be made in a removed folder.
    empty = tempfile.mkdtemp()
    os.chdir(empty)
    os.rmdir(empty)  # noqa: PTH106
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's to handle
    prepare()
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    control.sendall(json.dumps({"awake": os.getpid()}).encode())
    workers: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control, woken], [], [])
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 4_096)
        if control in ready and not _serve(control, workers):
            break
        _bury(control, workers)
    for pid in workers:
        _kill_group(pid)


def _serve(control: socket.socket, workers: dict[int, int]) -> bool:
    """One request of the caller; false when it has gone. `workers` maps process ids to the caller's numbers."""
    content, descriptors, _, _ = socket.recv_fds(control, MOST_BYTES, 1)
    if not content:
        return False
    request = json.loads(content)
    if request["do"] == "kill":
        for pid, number in workers.items():
            if number == request["id"]:
                _kill_group(pid)
        return True
    pid = os.fork()
    if pid == 0:
        _be_a_worker(control, descriptors[0], Path(request["database"]), Limits(**request["limits"]))
    os.close(descriptors[0])
    workers[pid] = request["id"]
    return True


def _be_a_worker(control: socket.socket, descriptor: int, database: Path, limits: Limits) -> None:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        work(socket.socket(fileno=descriptor), database, limits)
        status = 0
    finally:
        os._exit(status)


def _bury(control: socket.socket, workers: dict[int, int]) -> None:
    """Report workers that have ended. The group is killed before the leader is reaped: its number cannot have been given away yet."""
    for pid, number in list(workers.items()):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            continue
        _kill_group(pid)
        _, status, used = os.wait4(pid, 0)
        del workers[pid]
        gone = {"gone": number, "status": status, "peak_kib": used.ru_maxrss, "group_empty": _is_empty(pid)}
        with contextlib.suppress(OSError):
            control.sendall(json.dumps(gone).encode())


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)  # a worker so young that it has no group of its own yet


def _is_empty(group: int) -> bool:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return True  # the number belongs to somebody else by now
        sleep(0.01)
    return False


if __name__ == "__main__":
    main(int(sys.argv[1]))

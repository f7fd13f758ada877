"""One builder at a time. The lock belongs to the process: it goes when the process goes, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.errors import BusyError
from warehouse.settings import Home


@contextmanager
def build_lock(home: Home) -> Iterator[None]:
    """Hold the home for loading, building or publishing. Raises BusyError naming the process that holds it."""
    home.root.mkdir(parents=True, exist_ok=True)
    with home.lock.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise BusyError(f"{home.root}: {holder} is building here; wait until it ends, then run the command again") from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"process {os.getpid()}")
        handle.flush()
        yield

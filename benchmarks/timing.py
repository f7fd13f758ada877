"""How short work is timed in every benchmark. Standard library only: other tools time theirs with it in environments of their own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_ms(work: Callable[[], object], runs: int = 5, before: Callable[[], object] = lambda: None) -> float:
    """Median milliseconds of several runs after one that is not counted; `before` prepares each run and is not timed."""
    before()
    work()
    times = []
    for _ in range(runs):
        before()
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)

"""The query log: one line for each statement, only ever added to, under `logs/` of the home."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """Who asked what of which release, and what came of it. `outcome` is a word such as complete, cut, refused, cancelled."""

    user: str
    text: str
    release_id: str
    rows: int
    milliseconds: float
    outcome: str


def append(logs: Path, entry: Entry) -> bool:
    """Add one line to the log of this month; false if the home cannot be written (a reader of somebody else's home)."""
    now = datetime.now(UTC)
    line = json.dumps(
        {
            "at": now.isoformat(timespec="milliseconds"),
            "user": entry.user,
            "sha256": hashlib.sha256(entry.text.encode("utf-8", "surrogatepass")).hexdigest(),
            "text": entry.text,
            "release": entry.release_id,
            "rows": entry.rows,
            "ms": entry.milliseconds,
            "outcome": entry.outcome,
        },
        ensure_ascii=True,
    )
    try:
        logs.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(logs / f"queries-{now:%Y-%m}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        return False
    try:
        os.write(descriptor, line.encode() + b"\n")  # one write: lines of several processes do not mix
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True

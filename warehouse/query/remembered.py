"""Answers of a published release, remembered: its file never changes, so the same question has the same answer, kept until others need the room.

Only what is asked of a read-only release goes in here, and a release holds only what every reader may see: filings, drafts and names of
users come from the source store and are asked anew each time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import duckdb
import pandas as pd

MOST_CELLS = 2_000_000
"""Cells of all answers that are kept together, those used longest ago given up first; some hundred MiB of text at worst."""
TEXT_OF_A_CELL = 50
"""Characters of a text that count as one cell more."""

P = ParamSpec("P")
T = TypeVar("T")

_lock = threading.Lock()
_answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
_releases: WeakKeyDictionary[duckdb.DuckDBPyConnection, Hashable] = WeakKeyDictionary()
_cells = 0


def remembered(question: Callable[Concatenate[duckdb.DuckDBPyConnection, P], T]) -> Callable[Concatenate[duckdb.DuckDBPyConnection, P], T]:
    """A question on a release that is asked once a release and set of arguments.

    Each caller gets a copy, so that what one page writes into its frame reaches no other. A connection that can write is always asked.
    """

    @wraps(question)
    def answer(connection: duckdb.DuckDBPyConnection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        release = _release_of(connection)
        if release is None:
            return question(connection, *args, **kwargs)
        key = (release, question.__module__, question.__qualname__, _fixed(args), _fixed(kwargs))
        with _lock:
            if key in _answers:
                _answers.move_to_end(key)
                found: T = _answers[key][0]
                return _copied(found)
        found = question(connection, *args, **kwargs)
        _keep(key, found)
        return _copied(found)

    return answer


def _release_of(connection: duckdb.DuckDBPyConnection) -> Hashable:
    """The file of the release behind a connection (its folder is named after the release id) and its time; None if it can be written to."""
    with _lock:
        if connection in _releases:
            return _releases[connection]
    row = connection.execute("select path from duckdb_databases() where database_name = current_database() and readonly").fetchone()
    try:
        release = (row[0], Path(row[0]).stat().st_mtime_ns) if row else None
    except FileNotFoundError:  # removed by retention while it is open: whoever holds it may go on reading
        release = None
    with _lock:
        _releases[connection] = release
    return release


def _keep(key: Hashable, found: object) -> None:
    global _cells
    cells = _cells_of(found) + _cells_of(key)  # readers write some of a question, which may be longer than its answer
    with _lock:
        if key in _answers:  # another session asked at the same time
            return
        _answers[key] = (found, cells)
        _cells += cells
        while _cells > MOST_CELLS:
            _, (_, gone) = _answers.popitem(last=False)
            _cells -= gone


def _copied(found: T) -> T:
    copied: Any = found
    if isinstance(found, pd.DataFrame):
        copied = found.copy(deep=False)  # pandas copies what is written to
    elif isinstance(found, dict):
        copied = {name: _copied(one) for name, one in found.items()}
    elif isinstance(found, list):
        copied = [_copied(one) for one in found]
    elif type(found) is tuple:
        copied = tuple(_copied(one) for one in found)
    return copied  # type: ignore[no-any-return]


def _cells_of(found: object) -> int:
    if isinstance(found, str):
        return 1 + len(found) // TEXT_OF_A_CELL
    if isinstance(found, pd.DataFrame):
        return 1 + int(found.size)
    if isinstance(found, dict):
        return 1 + sum(map(_cells_of, found.values()))
    return 1 + sum(map(_cells_of, found)) if isinstance(found, list | tuple) else 1


def _fixed(value: object) -> Hashable:
    """Arguments as something that can be looked up."""
    if isinstance(value, dict):
        return tuple((name, _fixed(one)) for name, one in value.items())  # in its order: it may be that of columns
    if isinstance(value, list | tuple):
        return tuple(map(_fixed, value))
    assert isinstance(value, Hashable)
    return value

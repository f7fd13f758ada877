"""The releases of a home as the HTTP interface reads them, for the questions that the project itself wrote."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import duckdb

from warehouse.query.connection import open_release
from warehouse.release import pointer
from warehouse.settings import Home

KEPT = 3


class Releases:
    """Open connections to the releases asked last. May be used from any thread."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._open: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()

    def database(self, release_id: str | None) -> Path:
        """The file of a release, the current one if none is named. Raises NoReleaseError or InputError."""
        return pointer.database(self.home, release_id)

    def rows(self, database: Path, query: str, values: object = None) -> list[tuple[Any, ...]]:
        """Rows of a statement that the project wrote."""
        with self._lock:
            if database not in self._open:
                self._open[database] = open_release(database)
            self._open.move_to_end(database)
            cursor = self._open[database].cursor()
            while len(self._open) > KEPT:
                self._open.popitem(last=False)  # closed when its last cursor is gone
        with cursor:
            return cursor.execute(query, values).fetchall()

    def close(self) -> None:
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()

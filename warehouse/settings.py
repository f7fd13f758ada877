"""Where things are: the project's files (read only) and the home (everything that is written)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.errors import InputError

if TYPE_CHECKING:
    import duckdb

PROJECT_ROOT = Path(__file__).resolve().parent.parent
REFERENCE_SEEDS = PROJECT_ROOT / "seeds" / "reference"
PUBLISHED_SEEDS = PROJECT_ROOT / "seeds" / "published"
EXPECTATIONS = PROJECT_ROOT / "expectations"
DATABASE_NAME = "warehouse.duckdb"
"""Every candidate and release file has this name: compiled SQL names the catalog after the file stem (DESIGN section 6)."""


@dataclass(frozen=True)
class Home:
    """The folder that holds everything written: source store, builds, releases and the pointer."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        root = Path(os.environ.get("WAREHOUSE_HOME", "var")).resolve()
        if set(str(root)) & set("?#%"):
            raise InputError(f"WAREHOUSE_HOME: '{root}' holds one of ? # %, which database addresses cannot; choose another folder")
        return cls(root)

    @property
    def source_url(self) -> str:
        """SQLAlchemy URL of the source store: `WAREHOUSE_SOURCE_URL` (PostgreSQL) or SQLite in the home."""
        return os.environ.get("WAREHOUSE_SOURCE_URL") or f"sqlite:///{self.root / 'source.sqlite'}"

    @property
    def columnar(self) -> Path:
        """Parquet files of columnar batches. Never changed and never deleted: batches of the store name them."""
        return self.root / "columnar"

    @property
    def scratch(self) -> Path:
        """Where builds spill what does not fit into memory."""
        return self.root / "scratch"

    @property
    def builds(self) -> Path:
        return self.root / "builds"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def pointer(self) -> Path:
        return self.releases / "current.json"

    @property
    def lock(self) -> Path:
        return self.root / "build.lock"

    @property
    def logs(self) -> Path:
        return self.root / "logs"


@dataclass(frozen=True)
class Resources:
    """How much of the machine a build may take: `WAREHOUSE_MEMORY_LIMIT` (default 4GB) and `WAREHOUSE_THREADS` (default all cores).

    The limit is DuckDB's own for each connection; what does not fit is spilled to `scratch/` of the home.
    """

    memory_limit: str
    threads: int

    @classmethod
    def from_environment(cls) -> Resources:
        limit = os.environ.get("WAREHOUSE_MEMORY_LIMIT", "4GB")
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?\s*(MB|GB|MiB|GiB)", limit):
            raise InputError(f"WAREHOUSE_MEMORY_LIMIT: '{limit}' is not an amount of memory; write for example 4GB")
        threads = os.environ.get("WAREHOUSE_THREADS", str(os.cpu_count() or 1))
        if not re.fullmatch(r"[1-9][0-9]{0,2}", threads):
            raise InputError(f"WAREHOUSE_THREADS: '{threads}' is not a number of threads; write for example 2")
        return cls(limit, int(threads))


def configure(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Bound a working connection to the resources and let it spill into the home."""
    home.scratch.mkdir(parents=True, exist_ok=True)
    bound(connection, home.scratch)


def bound(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Bound a connection to the resources and let it spill into a folder that is there."""
    resources = Resources.from_environment()
    connection.execute("set memory_limit = $limit", {"limit": resources.memory_limit})
    connection.execute(f"set threads = {resources.threads}")
    connection.execute("set temp_directory = $folder", {"folder": str(scratch)})

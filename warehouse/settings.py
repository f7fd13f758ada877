"""Where things are: the project's files (read only) and the home (everything that is written)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import InputError

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

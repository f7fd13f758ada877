"""The last step: an audited candidate becomes a release, and readers are pointed to it, or back to an earlier one."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import InputError
from warehouse.release import pointer
from warehouse.release.lock import build_lock
from warehouse.settings import DATABASE_NAME, Home


def publish(home: Home, stage: Path, told: dict[str, object]) -> Path:
    """Put the audited candidate beside the releases and point readers to it. Returns its database."""
    candidate, release_id = stage / DATABASE_NAME, str(told["release_id"])
    (stage / "manifest.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    candidate.chmod(0o444)
    for path in (candidate, stage / "manifest.json"):
        with path.open("rb") as handle:
            os.fsync(handle.fileno())
    target = home.releases / release_id
    stage.rename(target)
    pointer.sync_folder(home.releases)
    pointer.swap(home, release_id, datetime.now(UTC).isoformat(timespec="seconds"))
    return target / DATABASE_NAME


def rollback(home: Home, release_id: str | None = None) -> pointer.Pointer:
    """Point readers to another release: the named one, or the one before the current.

    Raises InputError if there is none.
    """
    with build_lock(home):
        complete = [str(m["release_id"]) for m in pointer.manifests(home)]
        if release_id is None:
            release_id = pointer.pair(home, None, None)[0]
        if release_id not in complete:
            raise InputError(f"{release_id}: no such release; `warehouse releases` lists what is kept")
        return pointer.swap(home, release_id, datetime.now(UTC).isoformat(timespec="seconds"))


def forget(parent: Path, keep_newest: int, *keep: str) -> None:
    """Remove the oldest folders, by name, beyond the number kept; never `keep`: after a clock was set back the newest are not the last by name."""
    folders = sorted((f for f in parent.iterdir() if f.is_dir()), key=lambda f: (f.name in keep, f.name), reverse=True)
    for folder in folders[max(keep_newest, len(keep)) :]:
        shutil.rmtree(folder, ignore_errors=True)

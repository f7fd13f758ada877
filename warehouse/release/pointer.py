"""The pointer to the current release and the list of releases. Readers use this module too; it imports nothing heavy."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.errors import InputError, NoReleaseError
from warehouse.settings import DATABASE_NAME, Home

_RELEASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_NEEDED = {"release_id", "built_at", "content_sha256", "audit_warnings"}


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pointer:
    """`releases/current.json`: which release readers open."""

    release_id: str
    database: str
    published_at: str


def current(home: Home) -> Pointer:
    """The current release. Raises NoReleaseError if nothing has been published in this home."""
    try:
        pointer = Pointer(**json.loads(home.pointer.read_text(encoding="utf-8")))
        if not _RELEASE_ID.fullmatch(pointer.release_id):
            raise ValueError(f"'{pointer.release_id}' is no release id")
    except (FileNotFoundError, NotADirectoryError):
        raise NoReleaseError(f"{home.root}: no release yet; run `make build` (or `warehouse up --no-serve`) first") from None
    except (ValueError, TypeError, OSError) as error:
        raise InputError(
            f"{home.pointer}: is damaged ({error}); `warehouse releases` lists what is kept, `warehouse rollback <release>` names one"
        ) from error
    return pointer


def database(home: Home, release_id: str | None = None) -> Path:
    """The path of a release's database file: the current one, or the one named. Raises InputError if it is not kept."""
    if release_id is None:
        return home.releases / current(home).release_id / DATABASE_NAME
    path = home.releases / release_id / DATABASE_NAME
    if not _RELEASE_ID.fullmatch(release_id) or not path.is_file():
        raise InputError(f"{release_id[:80]}: no such release; `warehouse releases` lists what is kept")
    return path


def swap(home: Home, release_id: str, published_at: str) -> Pointer:
    """Point readers to a release, atomically: they see the old pointer or the new one, never anything else."""
    pointer = Pointer(release_id, f"{release_id}/{DATABASE_NAME}", published_at)
    fresh = home.pointer.with_suffix(f".json.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as handle:
        json.dump(asdict(pointer), handle, indent=2)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(home.pointer)
    sync_folder(home.releases)
    log.info("release", extra={"release_id": release_id})
    return pointer


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power loss."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def manifests(home: Home) -> list[dict[str, object]]:
    """The manifests of all complete releases, newest first."""
    found = []
    for folder in home.releases.glob("*/") if home.releases.exists() else []:
        manifest = folder / "manifest.json"
        if manifest.exists() and (folder / DATABASE_NAME).exists():
            with contextlib.suppress(ValueError, OSError):  # a damaged manifest is no complete release
                content = json.loads(manifest.read_text(encoding="utf-8"))
                if isinstance(content, dict) and content.keys() >= _NEEDED and content["release_id"] == folder.name:
                    found.append(content)
    return sorted(found, key=lambda m: str(m["release_id"]), reverse=True)


def current_manifest(home: Home) -> dict[str, object] | None:
    """The manifest of the release that readers see now; None where there is none, or a damaged pointer names none."""
    try:
        now = current(home).release_id
    except InputError:
        return None
    return next((m for m in manifests(home) if m["release_id"] == now), None)


def pair(home: Home, before: str | None, after: str | None) -> tuple[str, str]:
    """Two releases to compare: the later defaults to the current one, the earlier to the one that readers saw before it.

    Raises InputError if a named release is not kept, or there is none before.
    """
    kept = {str(m["release_id"]): m for m in manifests(home)}
    later = after or current(home).release_id
    earlier = before or str(kept.get(later, {}).get("previous_release_id") or "")
    if not before and earlier not in kept:  # it is not kept any more, or the clock was set back: the newest of the older ones
        earlier = next((release for release in kept if release < later), "")
    if not earlier:
        raise InputError(f"{later}: no release before it is kept; `warehouse releases` lists what is kept")
    for release in (earlier, later):
        if release not in kept:
            raise InputError(f"{release}: no such release; `warehouse releases` lists what is kept")
    return earlier, later

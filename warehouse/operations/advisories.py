"""Known vulnerabilities of the locked packages, from a file of advisories in OSV format that an operator brings: nothing is fetched.

`make audit-dependencies ADVISORIES=all.zip`; the file is the PyPI export of osv.dev, or any JSON advisories, a folder or zip of them.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from warehouse.errors import InputError, WarehouseError
from warehouse.operations.supply import LOCK, Pin, pins


@dataclass(frozen=True)
class Hit:
    """One advisory that a locked package falls under. `fixed` names the versions that mend it, if the advisory tells any."""

    package: str
    version: str
    advisory: str
    summary: str
    fixed: tuple[str, ...]


def read_advisories(place: Path) -> list[dict[str, Any]]:
    """All advisories on PyPI packages that were not withdrawn. Raises InputError where there are none: that would pass everything."""
    try:
        found = [one for content in _contents(place) for one in _advisories(json.loads(content))]
        kept = [one for one in found if not one.get("withdrawn") and any(_of_pypi(part) for part in one.get("affected") or [])]
    except (OSError, ValueError, AttributeError, TypeError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"{place}: is not readable as advisories in OSV format ({type(error).__name__})") from error
    if not kept:
        raise InputError(f"{place}: holds no advisory on a PyPI package; take the export of that ecosystem")
    return kept


def _contents(place: Path) -> Iterator[bytes]:
    if place.is_dir():
        yield from (file.read_bytes() for file in sorted(place.rglob("*.json")))
    elif zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            yield from (archive.read(name) for name in sorted(archive.namelist()) if name.endswith(".json"))
    else:
        yield place.read_bytes()


def _advisories(told: Any) -> list[dict[str, Any]]:
    """One advisory, a list of them, or the answer of the service, which wraps a list."""
    several = told.get("vulns", [told]) if isinstance(told, dict) else told
    return [one for one in several if one["id"]]


def _of_pypi(part: dict[str, Any]) -> bool:
    return str((part.get("package") or {}).get("ecosystem", "")).partition(":")[0] == "PyPI"


def is_affected(version: str, part: dict[str, Any]) -> bool:
    """Whether a version is listed or lies in a range of one `affected` entry; a range that cannot be compared counts as hit."""
    listed = part.get("versions") or []
    if any(_is_same(version, one) for one in listed):
        return True
    ranges = _ranges(part)
    return any(_in_range(Version(version), one["events"]) for one in ranges) if ranges else not listed


def _ranges(part: dict[str, Any]) -> list[dict[str, Any]]:
    """The ranges of released versions: those of commits say nothing about a pin."""
    return [one for one in part.get("ranges") or [] if one.get("type") == "ECOSYSTEM"]


def _is_same(version: str, other: str) -> bool:
    try:
        return Version(version) == Version(other)
    except InvalidVersion:
        return version == other


def _in_range(version: Version, events: list[dict[str, str]]) -> bool:
    try:
        steps = sorted((Version(at), kind) for event in events for kind, at in event.items())
    except InvalidVersion:
        return True
    inside = False
    for at, kind in steps:
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind in ("fixed", "limit") and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def hits(locked: list[Pin], advisories: list[dict[str, Any]]) -> list[Hit]:
    """Each locked package with each advisory that it falls under."""
    parts: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for advisory in advisories:
        for part in filter(_of_pypi, advisory["affected"]):
            parts.setdefault(canonicalize_name(part["package"]["name"]), []).append((advisory, part))
    found = []
    for pin in dict.fromkeys((one.package, one.version) for one in locked):
        for advisory, part in parts.get(canonicalize_name(pin[0]), []):
            if is_affected(pin[1], part):
                steps = [step for one in _ranges(part) for step in one["events"]]
                fixed = tuple(step["fixed"] for step in steps if "fixed" in step)
                told = str(advisory.get("summary") or advisory.get("details") or "").strip().partition("\n")[0]
                found.append(Hit(*pin, " ".join([advisory["id"], *(advisory.get("aliases") or [])]), told, fixed))
    return sorted(set(found), key=lambda one: (one.package, one.advisory))


def main(arguments: list[str] | None = None) -> int:
    """Print what was found. Exit code 1 for a hit, 2 for a file that cannot be taken."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.operations.advisories", description=__doc__)
    parser.add_argument("advisories", type=Path, help="JSON file, zip or folder in OSV format")
    parser.add_argument("locks", type=Path, nargs="*", default=[LOCK], help="locks to check")
    asked = parser.parse_args(arguments)
    try:
        advisories = read_advisories(asked.advisories)
    except WarehouseError as error:
        print(f"error: {error}")
        return error.exit_code
    locked = [pin for lock in asked.locks for pin in pins(lock)]
    found = hits(locked, advisories)
    for hit in found:
        mended = f"; mended in {', '.join(hit.fixed)}" if hit.fixed else "; no mended version is named"
        print(f"{hit.package} {hit.version}: {hit.advisory}: {hit.summary}{mended}")
    newest = max(str(one.get("modified", "")) for one in advisories)[:10] or "undated"
    print(f"{len({one.package for one in locked})} packages against {len(advisories):,} advisories, the newest of {newest}: {len(found)} hits")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""What the project is made of: packages and licences by the lock, and a look for secrets in what is committed."""

from __future__ import annotations

import csv
import importlib.metadata
import io
import re
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from warehouse.errors import InputError
from warehouse.settings import PROJECT_ROOT

LOCK = PROJECT_ROOT / "requirements.lock"
LICENCES = PROJECT_ROOT / "docs" / "licences.csv"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
_SHORT = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "Artistic License": "Artistic",
    "GNU General Public License (GPL)": "GPL",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
}
"""Wordings of package metadata to the identifier of the same licence."""


@dataclass(frozen=True)
class Pin:
    """One package of the lock. `marker` says on which systems it is installed; empty for all."""

    package: str
    version: str
    marker: str


@dataclass(frozen=True)
class Licence:
    """One package with its licence as its own metadata tells it; several with ' or ' where it names several. Its version stands in the lock."""

    package: str
    licence: str


def pins(lock: Path = LOCK) -> list[Pin]:
    """The packages of a lock, in its order; one that differs by system stands there once for each."""
    return [Pin(name, version, marker.strip()) for name, version, marker in _PIN.findall(lock.read_text(encoding="utf-8"))]


def licences(lock: Path = LOCK) -> list[Licence]:
    """The licences of the packages of the lock that this system installs. Raises InputError for one that is missing, differs or tells none."""
    from packaging.markers import Marker

    found = []
    for pin in pins(lock):
        if pin.marker and not Marker(pin.marker).evaluate():
            continue
        try:
            told = importlib.metadata.metadata(pin.package)
        except importlib.metadata.PackageNotFoundError:
            raise InputError(f"{pin.package}: is in the lock but not installed; run `make build`") from None
        if told["Version"] != pin.version:
            raise InputError(f"{pin.package}: {told['Version']} is installed, the lock says {pin.version}; run `make build`")
        found.append(Licence(pin.package, licence_of(told)))
    return found


def licence_of(told: importlib.metadata.PackageMetadata) -> str:
    """The licence expression; else the classifiers; else the first line of the free text. Raises InputError if there is none of them."""
    # By get_all: once some library has imported the importlib_metadata package, a missing key is an error here instead of None.
    expression = told.get_all("License-Expression")
    if expression:
        return str(expression[0])
    named = [str(one).rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if str(one).startswith("License :: ")]
    named = named or str((told.get_all("License") or [""])[0]).strip().splitlines()[:1]
    if not named:
        raise InputError(f"{told['Name']}: its metadata names no licence; look it up and leave the package out if there is none")
    return " or ".join(sorted({_SHORT.get(one, one) for one in named}))


def as_csv(found: list[Licence]) -> str:
    """The list as it is committed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Licence)])
    writer.writerows(astuple(one) for one in found)
    return out.getvalue()


def main() -> None:
    """Write the list: `python -m warehouse.operations.supply`."""
    LICENCES.write_text(as_csv(licences()), encoding="utf-8")


if __name__ == "__main__":
    main()

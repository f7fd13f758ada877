"""What the project is made of and what it must not hold: licences, indexes, secrets, telemetry."""

from __future__ import annotations

import csv
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from warehouse.errors import InputError
from warehouse.operations.supply import LICENCES, as_csv, licences, pins

LOCKS = ("requirements.lock", "requirements-test.lock")
TAKEN = re.compile(
    r"MIT|MIT-0|MIT-CMU|Apache-2\.0|BSD|BSD-2-Clause|BSD-3-Clause|0BSD|ISC|PSF-2\.0|Zlib|CC0-1\.0|MPL-2\.0|LGPL-3\.0-only|Artistic|GPL|GPL-2\.0-or-later"
)
"""Licences that were looked at. GPL stands there for text-unidecode, which offers the Artistic licence too."""

SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "token of this warehouse": re.compile(r"vet_[0-9a-f]{12}_[A-Za-z0-9_-]{43}"),
    "key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}\b|\bLTAI[A-Za-z0-9]{16,}\b"),
    "token of a code host": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b|\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    "password in an address": re.compile(r"\b[a-z]+://[A-Za-z0-9._-]+:([^\s@/'\"{}<>]{6,})@(?!127\.|localhost|host\b)[a-z0-9.-]+"),
    "secret in a setting": re.compile(
        r"(?i)\b[a-z_]*(?:secret|password|api_?key|token)\b['\"]?\s*[:=]\s*['\"](?=[^'\"]*[0-9])(?=[^'\"]*[a-z])[A-Za-z0-9+/=_-]{16,}['\"]"
    ),
}  # fmt: skip
FAKES = {"client-secret-3f9a1c77e0b2", "cookie-secret-5b1de0c94a6f8872", "u:hunter2@"}
"""Secrets that tests are tried with; they open nothing."""


def found_in(content: str) -> list[str]:
    """The kinds of secrets in a text."""
    for fake in FAKES:
        content = content.replace(fake, "")
    return [kind for kind, pattern in SECRETS.items() if pattern.search(content)]


def tracked() -> list[Path]:
    """The files of the project: what git tracks, or everything outside built folders where there is no git."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 0 and told.stdout:
        return [ROOT / name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()]
    skipped = {".venv", "var", "target", "logs", "node_modules", "__pycache__"}
    return [file for file in ROOT.rglob("*") if file.is_file() and not skipped & set(file.relative_to(ROOT).parts)]


def test_no_tracked_file_holds_a_secret() -> None:
    files = tracked()
    assert len(files) > 300
    found = {}
    for file in files:
        kinds = found_in(file.read_bytes().decode("utf-8", "replace"))
        if kinds:
            found[str(file.relative_to(ROOT))] = kinds
    assert found == {}


@pytest.mark.parametrize(
    ("kind", "planted"),
    [  # put together here, so that this file holds none
        ("private key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
        ("token of this warehouse", "vet_" + "0" * 12 + "_" + "Ab3-" * 10 + "abc"),
        ("key of a cloud", "AKIA" + "ABCDEFGH23456789"),
        ("token of a code host", "ghp_" + "a1B2" * 9),
        ("signed token", "eyJ" + "hbGciOiJSUzI1" + ".eyJ" + "zdWIiOiIxMjM0" + "." + "c2lnbmF0dXJl"),
        ("password in an address", "postgresql://warehouse:" + "correct-horse" + "@db.edu.sh.cn/store"),
        ("secret in a setting", "client_secret = " + '"q8Zr1tY7uP0sLm4Nx2"'),
    ],
)
def test_a_planted_secret_is_found(kind: str, planted: str) -> None:
    assert found_in(f"x = 1\n{planted}\n") == [kind]
    assert found_in("password: the one of the database\nPASSWORD = 'p@ss: w/rd'\npostgresql://user:secret@host/database") == []


def test_the_committed_licence_list_is_that_of_the_locked_packages() -> None:
    """After a change of the lock: `python -m warehouse.operations.supply`."""
    with LICENCES.open(encoding="utf-8", newline="") as file:
        listed = [(row["package"], row["licence"]) for row in csv.DictReader(file)]
    installed = licences()
    assert set(listed) >= {(one.package, one.licence) for one in installed}
    assert {name for name, _ in listed} <= {pin.package for pin in pins()} and len(installed) > 100
    assert as_csv(installed).splitlines()[0] == "package,licence"


def test_every_licence_was_looked_at() -> None:
    with LICENCES.open(encoding="utf-8", newline="") as file:
        told = {row["package"]: re.split(r" (?:and|or) ", row["licence"], flags=re.IGNORECASE) for row in csv.DictReader(file)}
    assert {name: parts for name, parts in told.items() if not all(TAKEN.fullmatch(part) for part in parts)} == {}
    assert [name for name, parts in told.items() if "GPL" in parts] == ["text-unidecode"]


def test_a_package_that_differs_from_the_lock_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text("duckdb==0.0.1 \\\n    --hash=sha256:00\n")
    with pytest.raises(InputError, match=r"duckdb: .* is installed, the lock says 0\.0\.1"):
        licences(lock)
    lock.write_text("no-such-package==1 \\\n    --hash=sha256:00\n")
    with pytest.raises(InputError, match="not installed"):
        licences(lock)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_pins_every_package_by_hash(name: str) -> None:
    content = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in content and not re.search(r"^\s*(?:-i|--(?:extra-)?index-url|--find-links|-f|--trusted-host)\b", content, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", content.strip())
    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_telemetry_is_off_everywhere() -> None:
    streamlit = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert streamlit["browser"]["gatherUsageStats"] is False
    dbt = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert dbt["flags"]["send_anonymous_usage_stats"] is False
    from warehouse.release.dbt import QUIET

    assert QUIET["DO_NOT_TRACK"] == "1" and QUIET["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
    assert 'os.environ["GX_ANALYTICS_ENABLED"] = "false"' in (ROOT / "warehouse" / "release" / "audit.py").read_text(encoding="utf-8")

"""The look for known vulnerabilities among locked packages, on a few made-up advisories."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from warehouse.operations.advisories import hits, is_affected, main, read_advisories
from warehouse.operations.supply import pins

LOCK = """Duck.Table==1.5.0 \\
    --hash=sha256:00
other==2.0rc1 ; sys_platform == "win32" \\
    --hash=sha256:00
"""


def advisory(name: str, package: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """One advisory with one range."""
    part = {"package": {"ecosystem": "PyPI", "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}
    return {"id": name, "modified": "2026-11-01T00:00:00Z", "summary": "bad", "affected": [part], **more}


def found(tmp_path: Path, *advisories: dict[str, Any]) -> list[str]:
    (tmp_path / "x.lock").write_text(LOCK)
    (tmp_path / "x.json").write_text(json.dumps(list(advisories)))
    return [f"{hit.package} {hit.advisory}" for hit in hits(pins(tmp_path / "x.lock"), read_advisories(tmp_path / "x.json"))]


@pytest.mark.parametrize(
    ("events", "is_hit"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.5.0"}], False),
        ([{"introduced": "0"}, {"fixed": "1.5.1"}], True),
        ([{"introduced": "1.5.0"}, {"last_affected": "1.5.0"}], True),
        ([{"introduced": "1"}, {"last_affected": "1.4.9"}], False),
        ([{"introduced": "1.10"}], False),  # compared as versions: as text it would come before 1.5
        ([{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "1.4"}, {"fixed": "1.6"}], True),
        ([{"fixed": "1.6"}, {"introduced": "1.4"}], True),  # events may come in any order
        ([{"introduced": "0"}, {"fixed": "not a version"}], True),  # cannot be compared: never a pass
    ],
)
def test_a_package_is_hit_where_its_version_lies_in_a_range(tmp_path: Path, events: list[dict[str, str]], is_hit: bool) -> None:
    assert found(tmp_path, advisory("A-1", "duck_table", *events)) == (["Duck.Table A-1"] if is_hit else [])


def test_a_listed_version_and_a_package_of_another_system_are_hit(tmp_path: Path) -> None:
    listed = advisory("A-2", "duck-table") | {"aliases": ["CVE-1"]}
    listed["affected"][0] |= {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}], "versions": ["1.4.9", "1.5.0"]}
    before_release = advisory("A-3", "other", {"introduced": "0"}, {"fixed": "2.0"})
    assert found(tmp_path, listed, before_release) == ["Duck.Table A-2 CVE-1", "other A-3"]


def test_withdrawn_advisories_unknown_packages_and_other_ecosystems_are_no_hit(tmp_path: Path) -> None:
    withdrawn = advisory("A-4", "duck-table", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z")
    elsewhere = advisory("A-5", "duck-table", {"introduced": "0"})
    elsewhere["affected"][0]["package"]["ecosystem"] = "npm"
    assert found(tmp_path, withdrawn, elsewhere, advisory("A-6", "not-in-the-lock", {"introduced": "0"})) == []


def test_what_cannot_be_compared_counts_as_a_hit() -> None:
    assert is_affected("1.0.0", {"versions": ["1.0"]}), "the same version, written otherwise"
    assert is_affected("1.0.0", {}) and is_affected("1.0.0", {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}, {"events": []}]})
    assert not is_affected("1.0.0", {"versions": ["2.0", "no version"], "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]})


def test_a_file_that_would_pass_everything_is_refused(tmp_path: Path) -> None:
    for name, content in (("none.json", "[]"), ("text.json", "hello"), ("shape.json", '[{"name": 1}]'), ("deep.json", '{"vulns": [3]}')):
        (tmp_path / name).write_text(content)
        assert main([str(tmp_path / name)]) == 2
    assert main([str(tmp_path / "absent.json")]) == 2


def test_the_lock_of_the_project_is_read_against_an_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    duckdb = next(pin for pin in pins() if pin.package == "duckdb")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("A-7.json", json.dumps(advisory("A-7", "DuckDB", {"introduced": "0"}, {"fixed": "999"})))
    assert main([str(tmp_path / "all.zip")]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"duckdb {duckdb.version}: A-7: bad; mended in 999"
    assert told[1].endswith("packages against 1 advisories, the newest of 2026-11-01: 1 hits")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "A-8.json").write_text(json.dumps(advisory("A-8", "duckdb", {"introduced": "999"})))
    assert main([str(tmp_path / "folder"), *(str(ROOT / name) for name in ("requirements.lock", "requirements-test.lock"))]) == 0
    assert len({pin.package for pin in pins()}) > 100

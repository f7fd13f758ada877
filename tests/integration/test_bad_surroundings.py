"""Homes, pointers and addresses that cannot be used: one clear line, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run_cli


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("verb", ["load", "build", "where", "releases"])
@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_a_home_that_cannot_be_written(verb: str, home: str) -> None:
    assert one_line(run_cli(Path(home), verb)).startswith("error: ")


def test_a_home_with_a_sign_that_addresses_cannot_hold() -> None:
    assert "holds one of ? # %" in one_line(run_cli(Path("/tmp/a?b"), "load"))


@pytest.mark.parametrize("url", ["garbage", "mysql://x/y"])
def test_a_source_address_that_cannot_be_used(tmp_path: Path, url: str) -> None:
    environment = {**os.environ, "WAREHOUSE_HOME": str(tmp_path), "WAREHOUSE_SOURCE_URL": url}
    done = subprocess.run([sys.executable, "-m", "warehouse.cli", "load"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert one_line(done).startswith("error: WAREHOUSE_SOURCE_URL:")


def test_an_empty_store_is_not_built(tmp_path: Path) -> None:
    done = run_cli(tmp_path, "build")
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].endswith("holds no approved batch; run `warehouse load` first")
    assert list((tmp_path / "builds").iterdir()) == []


def test_a_damaged_pointer_does_not_hide_the_releases_that_mend_it(release_home: Path, tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    for release in (release_home / "releases").glob("*/"):
        (tmp_path / "releases" / release.name).symlink_to(release)
        name = release.name
    (tmp_path / "releases" / "current.json").write_text('{"release_id": 5, "database": "x", "published_at": "y"}', encoding="utf-8")
    assert "is damaged" in one_line(run_cli(tmp_path, "where"))
    listed = run_cli(tmp_path, "releases", "--json")
    assert listed.returncode == 0
    assert name in listed.stdout
    assert run_cli(tmp_path, "rollback", name).returncode == 0
    assert run_cli(tmp_path, "where").returncode == 0


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"release_id": "other", "built_at": "x", "content_sha256": "x", "audit_warnings": 0}'])
def test_a_release_with_a_damaged_manifest_is_no_release(tmp_path: Path, manifest: str) -> None:
    folder = tmp_path / "releases" / "20260101T000000Z-x"
    folder.mkdir(parents=True)
    (folder / "warehouse.duckdb").write_bytes(b"")
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    assert "no such release" in one_line(run_cli(tmp_path, "rollback", "20260101T000000Z-x"))


def test_standard_input_that_is_not_utf_8(release_home: Path) -> None:
    environment = {**os.environ, "WAREHOUSE_HOME": str(release_home)}
    done = subprocess.run(
        [sys.executable, "-m", "warehouse.cli", "sql", "-"], env=environment, cwd=ROOT, input=b"\xff\xfe", capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode() == "error: sql: standard input is not UTF-8; save the question as UTF-8\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("上海城建职业学院,add,护理,2024-06-01,2024-05-01,,,", "is before the decision"),
        ("上海城建职业学院,add,护理,0001-01-01,2024-05-01,,,", "is not a date between 2000 and 2099"),
        ("上海城建职业学院,add,护理,20240601,2024-09-01,,,", "is not a date between 2000 and 2099"),
        ("上海城建职业学院,add,护理,2024-06-01,2024-09-01,foo,,", "column level: 'foo'"),
        ("上海城建职业学院,add,护理,2024-06-01,2024-09-01,,foo,", "column pathway: 'foo'"),
        ("上海城建职业学院,add,护理,2024-06-01,2024-09-01,,,²", "column planned_intake"),
        ("上海城建职业学院,add,护理,2024-06-01,2024-09-01,,,99999999999", "column planned_intake"),
        ("上海石化工业学校,add,护理,2024-06-01,2024-09-01,,,", "is no school of today"),
        ("上海城建职业学院,add,护理,2024-06-01,2024-09-01,,,,", "has more or fewer cells"),
    ],
)
def test_a_proposal_that_makes_no_sense(release_home: Path, tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "p.csv"
    file.write_text(f"school,action,major,decision_date,effective_date,level,pathway,planned_intake\n{line}\n", encoding="utf-8")
    assert told in one_line(run_cli(release_home, "whatif", str(file)))

"""`warehouse sql`: answers for people and scripts, one clear line for everything else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from conftest import run_cli

from warehouse.errors import InputError
from warehouse.query.adhoc import ask
from warehouse.release import pointer
from warehouse.settings import Home


def test_csv_and_json_answers(release_home: Path) -> None:
    question = "select major_code, major_name from marts.dim_major where major_code = '660501'"
    assert run_cli(release_home, "sql", "-f", "csv", question).stdout == "major_code,major_name\n660501,船体修造技术\n"
    assert json.loads(run_cli(release_home, "sql", "-f", "json", question).stdout)["rows"] == [{"major_code": "660501", "major_name": "船体修造技术"}]


def test_a_table_says_whether_it_is_complete(release_home: Path) -> None:
    done = run_cli(release_home, "sql", "--limit", "2", "select major_code from marts.dim_major")
    assert "2 rows, cut at 2 rows" in done.stderr
    assert "3 rows, complete" in run_cli(release_home, "sql", "select unnest([1, 2, 3]) as n").stderr


def test_a_misspelt_column_gets_one_line_and_a_hint(release_home: Path) -> None:
    done = run_cli(release_home, "sql", "select school_nam from marts.dim_school")
    assert done.returncode == 2
    assert done.stderr.startswith("error: sql: line 1, column 8: there is no column school_nam; did you mean school_name")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "drop table marts.dim_school",
        "select 1; select 2",
        "copy (select 1) to '{folder}/out.csv'",
        "copy (select 1) to '{database}' (use_tmp_file false)",
        "attach '{folder}/new.duckdb'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_blob('{database}')",
        "select * from read_text('/etc/hostname')",
        "from '/etc/passwd'",
        "select * from glob('/*')",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '100GB'",
        "set enable_external_access = true",
        "create table t as select 1",
        "create temp table t as select 1",
        "use marts",
        "pragma database_list",
        "export database '{folder}/x'",
        "call enable_logging()",
        "select * from {home}",
        "",
        ";",
        "explain analyze copy (select 1) to '{folder}/x.csv'",
    ],
)
def test_nothing_but_one_reading_statement_is_answered(release_home: Path, tmp_path: Path, statement: str) -> None:
    database = pointer.database(Home(release_home))
    before = hashlib.sha256(database.read_bytes()).hexdigest(), database.stat().st_mtime_ns
    with pytest.raises(InputError) as refused:
        ask(database, statement.format(folder=tmp_path, database=database, home="home_frame"))
    assert len(refused.value.lines) == 1
    assert "\n" not in str(refused.value)
    assert "could not be closed" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    assert (hashlib.sha256(database.read_bytes()).hexdigest(), database.stat().st_mtime_ns) == before


def test_a_reading_statement_is_answered_after_all_these_attempts(release_home: Path) -> None:
    assert ask(pointer.database(Home(release_home)), "select count(*) from marts.dim_major").rows == [(1419,)]


def test_before_the_first_release_the_command_is_named(tmp_path: Path) -> None:
    done = run_cli(tmp_path, "sql", "select 1")
    assert (done.returncode, done.stderr.strip()) == (2, f"error: {tmp_path}: no release yet; run `make build` (or `warehouse up --no-serve`) first")

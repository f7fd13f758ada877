"""A build takes over what did not change, and the release is the same as one made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import run_cli

from warehouse.demo.home import restate_one_school
from warehouse.release import pointer
from warehouse.release.audit import Finding
from warehouse.release.build import Built, build
from warehouse.release.checks import Check
from warehouse.release.dbt import run_dbt
from warehouse.settings import Home
from warehouse.source.store import open_home_store


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Home:
    """The demonstration home, copied so that it can be changed."""
    shutil.copytree(demo_home, tmp_path / "home")
    return Home(tmp_path / "home")


def without_keys(home: Home) -> None:
    """Leave the heavy fact as a build of very many rows leaves it (macros/contract.sql): its rows without its keys."""
    database = pointer.database(home)
    database.chmod(0o644)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table marts.bare as from marts.fact_enrolment")
        connection.execute("drop table marts.fact_enrolment")
        connection.execute("alter table marts.bare rename to fact_enrolment")


def test_a_build_of_unchanged_inputs_keeps_the_release_with_its_audit(home: Home, demo_home: Path) -> None:
    before = pointer.current(home).release_id
    done = run_cli(home.root, "build")
    assert done.returncode == 0, done.stderr
    assert f"nothing changed, {before} stays current" in done.stderr
    assert "SHWP2024-12-a: A higher vocational college in principle runs no more than 35 majors.: 3 unexpected of 28" in done.stderr
    assert "dbt" not in done.stderr
    assert pointer.current(home).release_id == before
    assert list(home.builds.iterdir()) == []


def rows(built: Built, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(built.database), read_only=True) as connection:
        return connection.execute(f"select * from {table} order by all").fetchall()


def test_a_restatement_gives_the_release_that_a_build_from_nothing_gives(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_keys(home)
    school, outcome = restate_one_school(home, tmp_path)
    assert outcome == "stored"
    read_anew = []

    def watched(arguments: list[str], candidate: Path, *others: Path) -> str:
        with duckdb.connect(str(candidate)) as connection:
            read_anew.append(connection.execute("select distinct batch_id from source.enrolment where document_id is null").fetchall())
            read_anew.append(connection.execute("select count(*) from duckdb_tables() where schema_name = 'marts'").fetchall())
        return run_dbt(arguments, candidate, *others)

    monkeypatch.setattr("warehouse.release.build.run_dbt", watched)
    # The audit reads the candidate and changes nothing of it; test_demo sees it run on the same panel.
    passed = Finding(Check("marts_structure", "marts.fact_enrolment", "expect_table_row_count_to_be_between", "critical", "", {}), True, "", "")
    monkeypatch.setattr("warehouse.release.build.run_audit", lambda *_: [passed])
    taken_over = build(home, open_home_store(home), heavy_rows=0)
    assert len(read_anew[0]) == 1, "only the restated file is read again"
    assert read_anew[1] == [(1,)], "the candidate starts with the heavy fact and nothing else"
    anew = build(home, open_home_store(home), fresh=True, heavy_rows=0)
    assert taken_over.is_new and anew.is_new and taken_over.release_id != anew.release_id
    with duckdb.connect(str(anew.database), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables where table_schema <> 'meta' order by 1"
        ).fetchall()
    assert len(tables) > 60
    for (table,) in tables:
        assert rows(taken_over, table) == rows(anew, table), table
    assert [r[5] for r in rows(taken_over, "meta.release")] == [r[5] for r in rows(anew, "meta.release")]
    changed = f"(select 1 from marts.fact_enrolment inner join marts.dim_school using (school_key) where school_id = '{school}')"
    assert len(rows(anew, changed)) > 0

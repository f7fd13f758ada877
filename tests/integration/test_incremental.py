"""A build takes over what did not change, and the release is the same as one made anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import run_cli

from warehouse.demo.home import restate_one_school
from warehouse.errors import BuildError
from warehouse.release import pointer, reuse
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


RESTATEMENTS = (
    ("enrolment", "students", "students + 1"),
    ("enrolment", "intake", "intake + 1000"),
    ("teacher_count", "headcount", "headcount + 1"),
    ("training", "person_times", "person_times + 1"),
    ("programme", "status", "'suspended'"),
)
"""Table, column and new value of what one college files again, one after the other."""
MEANWHILE = ("graduate_outcome", "placed", "placed - 1")
"""What it files while the last of them is being built."""


def test_restatements_give_the_release_that_a_build_from_nothing_gives(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_keys(home)
    with duckdb.connect(str(pointer.database(home)), read_only=True) as connection:
        (college,) = connection.execute(
            "select min(school_id) from marts.dim_school inner join marts.fact_enrolment using (school_key) "
            "where school_level = 'higher_vocational' and fact_enrolment.is_synthetic and intake is not null and document_id is null"
        ).fetchone() or ("",)
    started_with, kept = [], []

    def watched(arguments: list[str], candidate: Path, *others: Path) -> str:
        with duckdb.connect(str(candidate)) as connection:
            started_with.append(
                (
                    len(connection.execute("select distinct batch_id from source.enrolment where document_id is null").fetchall()),
                    {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()},
                )
            )
        told = run_dbt(arguments, candidate, *others)
        with duckdb.connect(str(candidate)) as connection:
            there = connection.execute("select table_name from information_schema.tables where table_name like '%kept_school' order by 1").fetchall()
            kept.append([len(connection.execute(f"from intermediate.{name}").fetchall()) for (name,) in there])
        return told

    monkeypatch.setattr("warehouse.release.build.run_dbt", watched)
    # The audit reads the candidate and changes nothing of it; test_demo sees it run on the same panel.
    passed = Finding(Check("marts_structure", "marts.fact_enrolment", "expect_table_row_count_to_be_between", "critical", "", {}), True, "", "")
    monkeypatch.setattr("warehouse.release.build.run_audit", lambda *_: [passed])
    taken_over = []
    start_from, filed_meanwhile = reuse.start_from, []

    def while_somebody_files(*given: Any) -> reuse.TakenOver:
        if table == RESTATEMENTS[-1][0] and not filed_meanwhile:
            filed_meanwhile.append(restate_one_school(home, tmp_path, *MEANWHILE, college))
        return start_from(*given)

    monkeypatch.setattr("warehouse.release.reuse.start_from", while_somebody_files)
    for table, column, value in RESTATEMENTS:
        assert restate_one_school(home, tmp_path, table, column, value, college) == (college, "stored")
        if table == "teacher_count":  # the store is made anew: the same file, another major for a name in it
            engine = open_home_store(home)
            with engine.begin() as store:
                store.exec_driver_sql("update enrolment set major_code = null where enrolment_id = (select min(enrolment_id) from enrolment)")
            engine.dispose()
        taken_over.append(build(home, open_home_store(home), heavy_rows=0))
    assert filed_meanwhile == [(college, "stored")]
    anew = build(home, open_home_store(home), fresh=True, heavy_rows=0)
    with duckdb.connect(str(anew.database), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables where table_schema <> 'meta' order by 1"
        ).fetchall()
    assert len(tables) > 60
    for (table,) in [*tables, ("meta.compiled_model",), ("meta.lineage",), ("meta.dictionary",), ("meta.metric",)]:
        assert rows(taken_over[-1], table) == rows(anew, table), table
    assert [r[5] for r in rows(taken_over[-1], "meta.release")] == [r[5] for r in rows(anew, "meta.release")]
    schools = len(rows(anew, "(select distinct subject_id from policy.fact_measure where subject_type = 'school')"))
    of_students, of_intake, of_teachers, of_training, of_programmes, from_nothing = started_with
    assert of_students[0] == of_intake[0] == 1, "only the restated file is read again"
    assert {"fact_enrolment", "fact_verdict", "fact_measure", "fact_criterion", "fact_programme", "fact_measure_item"} <= of_students[1]
    assert {"fact_school_year", "fact_programme_point", "rpt_public_enrolment"}.isdisjoint(of_students[1])
    assert "fact_programme_point" in of_teachers[1] and "fact_teachers" not in of_teachers[1]
    assert {"fact_programme", "fact_programme_point", "fact_criterion"} <= of_training[1] and "fact_training" not in of_training[1]
    assert {"fact_programme", "fact_graduate_outcome"}.isdisjoint(of_programmes[1]) and "fact_verdict" not in from_nothing[1]
    # More intake of one college gives all points another rank and the city another sum: then no college is as it was.
    print(kept, schools)
    assert kept[-1] == [0, 0] and kept[3] == [], "training is no matter of policy"
    manifests = [json.loads((home.releases / built.release_id / "manifest.json").read_text(encoding="utf-8")) for built in taken_over]
    verdicts = {told["tables"]["policy.fact_verdict"] for told in manifests}
    assert len(verdicts) > 2, "restatements change verdicts"


@pytest.mark.parametrize("table", ["marts.fact_enrolment", "policy.fact_verdict"])
def test_a_release_that_was_written_to_since_is_not_built_upon(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    without_keys(home)
    with duckdb.connect(str(pointer.database(home))) as connection:
        connection.execute(f"delete from {table} where rowid = (select max(rowid) from {table})")
    restate_one_school(home, tmp_path)
    monkeypatch.setattr("warehouse.release.build.run_dbt", lambda *_: pytest.fail("nothing is built upon it"))
    with pytest.raises(BuildError, match=f"the current release no longer holds what was published: {table}; `warehouse fsck`"):
        build(home, open_home_store(home), heavy_rows=0)

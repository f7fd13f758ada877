"""What Spark made, read by DuckDB. Needs no Spark: its tables are small files of Parquet made here."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from warehouse.spark_tables import Difference, compare, read_back

SCHOOLS = "values (1, 'putuo', '普陀区'), (2, 'jiading', '嘉定区')"
ENROLMENT = "values ('a', 1, 120), ('b', 2, 80), ('c', 2, 80)"


def spark_made(folder: Path, enrolment: str = ENROLMENT) -> Path:
    """A folder of work as a Spark run leaves it: two tables and dbt's manifest."""
    for name, columns, rows in (
        ("dim_school", "school_key, school_id, district", SCHOOLS),
        ("fact_enrolment", "id, school_key, students", enrolment),
    ):
        place = folder / "warehouse" / "marts.db" / name
        place.mkdir(parents=True)
        duckdb.execute(f"copy (select * from ({rows}) as t({columns})) to '{place / 'part-0.parquet'}' (format parquet)")
    not_null, key = [{"type": "not_null"}], [{"type": "primary_key", "columns": ["id"]}]
    models = [
        ("dim_school", {"school_key": ("bigint", not_null), "school_id": ("varchar", []), "district": ("varchar", [])}, []),
        ("fact_enrolment", {"id": ("varchar", []), "school_key": ("bigint", not_null), "students": ("integer", [])}, key),
    ]
    nodes = {
        name: {
            "resource_type": "model", "schema": "marts", "name": name, "description": f"It's {name}.", "constraints": constraints,
            "columns": {column: {"data_type": kind, "constraints": held} for column, (kind, held) in columns.items()},
        }
        for name, columns, constraints in models
    }  # fmt: skip
    (folder / "target").mkdir()
    (folder / "target" / "manifest.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    seed = folder / "inputs" / "reference" / "unit"
    seed.mkdir(parents=True)
    duckdb.execute(f"copy (select 'person' as unit) to '{seed / 'rows.parquet'}' (format parquet)")
    return folder


@pytest.fixture
def release(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "release.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.dim_school as select * from ({SCHOOLS}) as t(school_key, school_id, district)")
        connection.execute(f"create table marts.fact_enrolment as select * from ({ENROLMENT}) as t(id, school_key, students)")
    return tmp_path / "release.duckdb"


def test_equal_tables_have_no_difference_in_whatever_order(release: Path, tmp_path: Path) -> None:
    work = spark_made(tmp_path / "work", "values ('c', 2, 80), ('a', 1, 120), ('b', 2, 80)")
    assert compare(release, work / "warehouse") == (2, [])


def test_a_changed_and_a_repeated_row_are_counted_and_shown(release: Path, tmp_path: Path) -> None:
    work = spark_made(tmp_path / "work", "values ('a', 1, 121), ('b', 2, 80), ('b', 2, 80), ('c', 2, 80)")
    assert compare(release, work / "warehouse") == (
        2,
        [Difference("marts.fact_enrolment", 1, 2, "DuckDB [('a', 1, 120)] Spark [('a', 1, 121)]")],
    )


def test_only_the_named_tables_are_compared(release: Path, tmp_path: Path) -> None:
    work = spark_made(tmp_path / "work", "values ('a', 1, 121)")
    assert compare(release, work / "warehouse", ["marts.dim_school"]) == (1, [])


def test_a_table_that_spark_did_not_make_is_an_error(release: Path, tmp_path: Path) -> None:
    with pytest.raises(duckdb.IOException, match="No files found"):
        compare(release, tmp_path / "nothing")


def test_read_back_file_has_types_keys_and_descriptions_of_the_contract(tmp_path: Path) -> None:
    work = spark_made(tmp_path / "work")
    assert read_back(work, work / "inputs", tmp_path / "nation.duckdb") == 5
    with duckdb.connect(str(tmp_path / "nation.duckdb")) as connection:
        assert connection.execute("select column_type from (describe marts.dim_school)").fetchall() == [("BIGINT",), ("VARCHAR",), ("VARCHAR",)]
        assert connection.execute("select comment from duckdb_tables() where table_name = 'fact_enrolment'").fetchall() == [("It's fact_enrolment.",)]
        assert connection.execute("select unit from reference.unit").fetchall() == [("person",)]
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("insert into marts.fact_enrolment values ('a', 1, 1)")


def test_a_key_that_spark_wrote_twice_stops_reading_back(tmp_path: Path) -> None:
    work = spark_made(tmp_path / "work", "values ('a', 1, 120), ('a', 2, 80)")
    with pytest.raises(duckdb.ConstraintException, match="[Dd]uplicate key"):
        read_back(work, work / "inputs", tmp_path / "nation.duckdb")


def test_file_of_a_district_holds_the_rows_of_its_schools_and_whole_dimensions(tmp_path: Path) -> None:
    work = spark_made(tmp_path / "work")
    read_back(work, work / "inputs", tmp_path / "putuo.duckdb", "普陀区")
    with duckdb.connect(str(tmp_path / "putuo.duckdb")) as connection:
        assert connection.execute("select id from marts.fact_enrolment").fetchall() == [("a",)]
        assert connection.execute("select count(*) from marts.dim_school").fetchall() == [(2,)]

"""Columnar batches: registered whole or not at all, checked by the rules of the row-by-row path, read in place by the snapshot."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from worlds import World, new_world

from warehouse.errors import InputError
from warehouse.intake.columnar import filed_columns, load_columnar, rules_of
from warehouse.operations.backup import backup, restore
from warehouse.release.fsck import fsck
from warehouse.release.snapshot import end_reading_in_place, write_snapshot
from warehouse.settings import Home, Resources
from warehouse.source.programme import Enrolment
from warehouse.source.schema import LOAD_ORDER
from warehouse.source.school import School
from warehouse.source.store import migrate, open_store
from warehouse.source.types import duckdb_type

GOOD = {
    "enrolment_id": "'e1'", "pathway": "'plain'", "academic_year": "2024", "students": "120", "intake": "40",
    "school_as_printed": "'上海信息技术学校'", "school_id": "'S0001'", "major_as_printed": "'护理'",
    "education_level": "'secondary'", "major_code": "'720201'", "locator": "'filed'",
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> World:
    return new_world(tmp_path / "world")


def parquet(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    """A Parquet file of enrolment: each row is the good one with changes, written in the types of the table."""
    path = folder / name
    selects = []
    for number, change in enumerate(rows, start=1):
        row = GOOD | {"enrolment_id": f"'e{number}'", "academic_year": str(2000 + number)} | change
        selects.append("select " + ", ".join(f'cast({row.get(c.name, "null")} as {duckdb_type(c)}) as "{c.name}"' for c in filed_columns(Enrolment)))
    duckdb.sql(" union all ".join(selects)).write_parquet(str(path))
    return path


def take(world: World, *paths: Path) -> list[str]:
    return [str(one.outcome) for one in load_columnar(world.engine, Home(world.folder), [(p, p.name) for p in paths])]


def lines_refusing(world: World, path: Path) -> list[str]:
    before = world.content()
    with pytest.raises(InputError) as refused:
        take(world, path)
    assert world.content() == before
    return refused.value.lines


def test_a_file_is_registered_once_and_kept_under_its_batch(world: World) -> None:
    path = parquet(world.folder, "district.enrolment.parquet", {}, {})
    assert take(world, path) == ["stored"]
    assert take(world, path) == ["unchanged"]
    ((batch_id, status, storage, rows),) = world.rows(
        "select batch_id, batch_status, batch_storage, row_count from batch where batch_storage = 'columnar'"
    )
    assert (status, storage, rows) == ("submitted", "columnar", 2)
    assert Home(world.folder).columnar.joinpath(f"{batch_id}.parquet").read_bytes() == path.read_bytes()
    assert world.rows("select count(*) from enrolment") == [(0,)]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"pathway": "'through'"}, "f.enrolment.parquet: row 2, column pathway: 'through' is not a known code; use one of: plain, "),
        ({"school_id": "'S9999'"}, "f.enrolment.parquet: row 2, column school_id: 'S9999' is not known; correct it"),
        ({"academic_year": "1066"}, "f.enrolment.parquet: row 2, column academic_year: '1066' is not a year between 1900 and 2100"),
        ({"students": "-1"}, "f.enrolment.parquet: row 2: breaks rule students_not_negative of enrolment; correct the row"),
        ({"students": "null", "intake": "null"}, "f.enrolment.parquet: row 2: breaks rule something_counted of enrolment; correct the row"),
        ({"school_as_printed": "null"}, "f.enrolment.parquet: row 2, column school_as_printed: is empty but required; fill it in"),
        (
            {"enrolment_id": "'e1'"},
            'f.enrolment.parquet: 1 rows have an id that stands in another row ("enrolment_id"), first near row 1; remove them',
        ),
        ({"academic_year": "2001"}, "f.enrolment.parquet: 1 rows repeat the key of another row ("),
    ],
)
def test_a_broken_rule_is_one_line_that_says_where(world: World, change: dict[str, str], line: str) -> None:
    (told, *more) = lines_refusing(world, parquet(world.folder, "f.enrolment.parquet", {}, change, {}))
    assert told.startswith(line), told
    assert more == []


def test_a_column_of_another_type_is_refused(world: World) -> None:
    path = world.folder / "t.enrolment.parquet"
    duckdb.read_parquet(str(parquet(world.folder, "f.enrolment.parquet", {}))).project(
        "* replace (cast(students as bigint) as students)"
    ).write_parquet(str(path))
    assert lines_refusing(world, path) == ["t.enrolment.parquet: column students is BIGINT, it must be INTEGER; cast it"]


def test_a_file_that_is_no_parquet_and_a_name_without_table_are_refused(world: World) -> None:
    assert lines_refusing(world, world.write("x.enrolment.parquet", "not parquet"))[0].startswith("x.enrolment.parquet: cannot be read as Parquet (")
    assert lines_refusing(world, world.write("x.parquet", ""))[0].startswith(
        "x.parquet: the name must end in .<table>.parquet with one of these tables: "
    )


def test_reference_data_is_not_filed_as_a_file(world: World) -> None:
    assert lines_refusing(world, world.write("x.school.parquet", ""))[0].startswith("x.school.parquet: school is reference data and is not filed")


def test_a_school_registered_before_is_known_to_a_file_that_comes_later(world: World) -> None:
    """A district of the national panel restates its enrolment: its schools stand in a file of an earlier load."""
    given = {"school_id": "'N1'", "school_name": "'示例学校'", "school_level": "'secondary'", "school_kind": "'secondary'", "locator": "'synthetic'"}
    school = world.folder / "schools.school.parquet"
    columns = ", ".join(f'cast({given.get(c.name, "null")} as {duckdb_type(c)}) as "{c.name}"' for c in filed_columns(School))
    duckdb.sql(f"select {columns}").write_parquet(str(school))
    home = Home(world.folder)
    enrolment = parquet(world.folder, "d1.enrolment.parquet", {"school_id": "'N1'", "school_as_printed": "'示例学校'"})
    with pytest.raises(InputError, match="'N1' is not known"):
        load_columnar(world.engine, home, [(enrolment, enrolment.name)], "synthetic")
    load_columnar(world.engine, home, [(school, school.name)], "synthetic")
    (loaded,) = load_columnar(world.engine, home, [(enrolment, enrolment.name)], "synthetic")
    assert loaded.outcome == "stored"


def test_every_rule_of_every_table_runs_in_duckdb() -> None:
    """The rules are read from the tables; a CHECK that DuckDB cannot evaluate must not wait for the first file to be found."""
    with duckdb.connect() as connection:
        for model in LOAD_ORDER:
            columns = ", ".join(f'cast(null as {duckdb_type(c)}) as "{c.name}"' for c in filed_columns(model))
            for column in ("school_id", "major_code", "organisation_id", "document_id", "contest_id", "indicator_id", "consortium_id", "batch_id"):
                connection.execute(f'create table if not exists "known_{column}" (id varchar)')
            rules = rules_of(model)
            assert rules
            connection.execute(f"select {', '.join(f'count_if({rule.broken})' for rule in rules)} from (select {columns} where false)")


@pytest.mark.parametrize(("heavy_rows", "left"), [(3, (2, 240)), (2, (0, None))])
def test_approved_files_are_read_in_place_and_copied_in_at_the_end_unless_they_are_heavy(
    world: World, heavy_rows: int, left: tuple[int, int | None]
) -> None:
    take(world, parquet(world.folder, "a.enrolment.parquet", {}, {}), parquet(world.folder, "b.enrolment.parquet", {"students": "7"}))
    with world.engine.begin() as connection:
        connection.exec_driver_sql("update batch set batch_status = 'approved' where source_name = 'a.enrolment.parquet'")
    with duckdb.connect() as candidate:
        counts = write_snapshot(world.engine, candidate, Home(world.folder).columnar)
        assert counts["enrolment"] == 2
        assert candidate.execute("select count(*), count(distinct batch_id), sum(students) from source.enrolment").fetchone() == (2, 1, 240)
        end_reading_in_place(candidate, counts, heavy_rows)
        assert candidate.execute("select count(*), sum(students) from source.enrolment").fetchone() == left
        assert candidate.execute("select count(*) from duckdb_views() where schema_name = 'source' and not internal").fetchone() == (0,)
        assert candidate.execute("select row_count from source.batch where batch_storage = 'columnar'").fetchall() == [(2,)]


def test_a_file_that_is_gone_is_told_and_not_passed_over(world: World) -> None:
    take(world, parquet(world.folder, "a.enrolment.parquet", {}))
    with world.engine.begin() as connection:
        connection.exec_driver_sql("update batch set batch_status = 'approved' where source_name = 'a.enrolment.parquet'")
    for file in Home(world.folder).columnar.iterdir():
        file.unlink()
    with duckdb.connect() as candidate, pytest.raises(InputError, match=r"batch B-[0-9a-f]{12}: its file .* is gone; put it back from a backup"):
        write_snapshot(world.engine, candidate, Home(world.folder).columnar)


def test_a_store_with_rows_survives_the_rebuilding_of_its_batch_table(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'source.sqlite'}")
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into batch values ('B-1', 'a.csv', 'document', 'reference', 'approved', 'x', 1, '2024-01-01')")
        connection.exec_driver_sql(
            "insert into document (document_id, document_kind, title_zh, title_en, period_year, report_year, preference_rank, batch_id) "
            "values ('D', 'policy', '题', 't', 2024, 2024, 1, 'B-1')"
        )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select batch_id, batch_storage from batch").fetchall() == [("B-1", "rows")]
        assert connection.exec_driver_sql("select batch_id from document").fetchall() == [("B-1",)]
        assert connection.exec_driver_sql("pragma foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("pragma foreign_keys").fetchall() == [(1,)]


@pytest.mark.parametrize(("name", "value"), [("WAREHOUSE_MEMORY_LIMIT", "lots"), ("WAREHOUSE_THREADS", "0")])
def test_resources_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=f"{name}: '{value}' is not"):
        Resources.from_environment()


def test_a_lost_file_is_told_by_fsck_and_mended_by_loading_it_again(world: World) -> None:
    path = parquet(world.folder, "a.enrolment.parquet", {})
    take(world, path)
    home = Home(world.folder)
    (file,) = home.columnar.iterdir()
    assert list(fsck(home, world.engine)) == []
    file.unlink()
    assert [damage.what for damage in fsck(home, world.engine)] == [f"the file of batch {file.stem} is gone"]
    assert take(world, path) == ["unchanged"]
    assert list(fsck(home, world.engine)) == []
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert [damage.what for damage in fsck(home, world.engine)] == [f"the file of batch {file.stem} is not the one that was taken in: bytes differ"]


def test_what_is_written_into_a_filed_file_afterwards_does_not_reach_its_batch(world: World) -> None:
    path = parquet(world.folder, "a.enrolment.parquet", {})
    take(world, path)
    with path.open("r+b") as handle:
        handle.write(b"????")
    assert list(fsck(Home(world.folder), world.engine)) == []


def test_a_backup_holds_the_files_and_puts_them_back(world: World, tmp_path: Path) -> None:
    take(world, parquet(world.folder, "a.enrolment.parquet", {}), parquet(world.folder, "b.enrolment.parquet", {"students": "7"}))
    home = Home(world.folder)
    before = {file.name: file.read_bytes() for file in home.columnar.iterdir()}
    told = backup(world.engine, tmp_path / "copy", home.columnar)
    assert {f"{batch_id}.parquet" for batch_id in told.columnar} == set(before) and len(before) == 2
    other = Home(tmp_path / "other")
    restored = open_store(f"sqlite:///{other.root / 'source.sqlite'}")
    restore(restored, tmp_path / "copy", columnar=other.columnar)
    assert {file.name: file.read_bytes() for file in other.columnar.iterdir()} == before
    assert list(fsck(other, restored)) == []


def test_a_backup_is_not_taken_of_a_lost_file_and_not_restored_with_a_damaged_one(world: World, tmp_path: Path) -> None:
    take(world, parquet(world.folder, "a.enrolment.parquet", {}))
    home = Home(world.folder)
    backup(world.engine, tmp_path / "copy", home.columnar)
    (kept,) = (tmp_path / "copy" / "columnar").iterdir()
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    with pytest.raises(InputError, match=r"columnar/B-.*\.parquet is not what was backed up: bytes differ"):
        restore(world.engine, tmp_path / "copy", force=True, columnar=home.columnar)
    (file,) = home.columnar.iterdir()
    file.unlink()
    with pytest.raises(InputError, match=r"batch B-.*: its file .* is gone; restore an earlier backup"):
        backup(world.engine, tmp_path / "second", home.columnar)
    assert not (tmp_path / "second").exists()

"""A demonstration home: reference data and transcription as the project ships them, and the synthetic panel beside them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from warehouse.demo.panel import LEFT_OUT, Panel, answers_of, grain_for, open_generator, run_sql, write_answers, write_files, write_heavy
from warehouse.intake.batch import load_bundled, refuse_mixing
from warehouse.intake.columnar import load_columnar
from warehouse.release.lock import build_lock
from warehouse.settings import Home
from warehouse.source.columnar import columnar_file
from warehouse.source.provenance import Batch
from warehouse.source.store import open_home_store

Progress = Callable[[str], None]


class Scale(StrEnum):
    """How large a panel: the city's schools, or invented schools of the whole country."""

    shanghai = "shanghai"
    national = "national"


@dataclass(frozen=True)
class Made:
    """What a home holds after the panel was loaded."""

    files: int
    rows: int
    answers: Path


def demo_home() -> Home:
    """`WAREHOUSE_HOME` if it is set, else a folder of its own inside the default home."""
    return Home.from_environment() if os.environ.get("WAREHOUSE_HOME") else Home(Home.from_environment().root / "demo")


def fill(home: Home, scale: Scale, seed: int, enrolment_rows: int | None = None, progress: Progress = lambda _: None) -> Made:
    """Fill a home with the panel. Raises InputError if the home holds real data; then nothing is stored."""
    with build_lock(home):
        engine = open_home_store(home)
        with Session(engine) as session:
            refuse_mixing(session, "synthetic")
        progress("load reference data and transcription")
        load_bundled(engine, "synthetic", leave_out=lambda path: path in LEFT_OUT)
        work = home.scratch / f"demo.{os.getpid()}"
        work.mkdir(parents=True, exist_ok=True)
        try:
            progress(f"make the {scale} panel (seed {seed})")
            panel = _panel(engine, home, scale, seed, enrolment_rows or 1_000_000, work)
            progress(f"check and register {len(panel.files)} files")
            load_columnar(engine, home, panel.files, "synthetic")
        finally:
            shutil.rmtree(work, ignore_errors=True)
        with Session(engine) as session:
            rows = session.scalar(select(func.sum(Batch.row_count)).where(Batch.batch_storage == "columnar", Batch.batch_status == "approved"))
        return Made(len(panel.files), int(rows or 0), write_answers(home, scale, seed, panel.answers))


def _panel(engine: Engine, home: Home, scale: Scale, seed: int, enrolment_rows: int, work: Path) -> Panel:
    connection = open_generator(engine, home, seed, work)
    with connection:
        heavy: list[tuple[Path, str]] = []
        if scale is Scale.national:
            for name, value in grain_for(enrolment_rows).items():
                connection.execute(f"set variable {name} = ?", [value])
        run_sql(connection, scale)
        light = write_files(connection, scale, work)
        if scale is Scale.national:
            heavy = write_heavy(connection, work)
        # Schools come first: the files after them name them.
        return Panel(sorted(light, key=lambda file: not file[1].endswith("schools.school.parquet")) + heavy, answers_of(connection))


def restate_one_school(
    home: Home, work: Path, table: str = "enrolment", column: str = "students", value: str = "students + 1", school: str | None = None
) -> tuple[str, str]:
    """One file of the panel is filed again, with another `value` (SQL) in a column of all rows of a school. Returns the school and what became of it.

    For trying what an update costs and whether it gives the release of a build from nothing. `work` is a folder for the file; without `school` it is
    the first of the first file.
    """
    with _filing_again(home, table) as (engine, names), duckdb.connect() as connection:
        old, school = connection.execute(
            "select filename, school_id from read_parquet(?, filename = true) where school_id = coalesce(?, school_id) order by all limit 1",
            [list(names) if school else list(names)[:1], school],
        ).fetchone() or ("", "")
        path = work / f"again.{table}.parquet"
        restated = f"select * replace (case school_id when '{school}' then {value} else {column} end as {column}) from '{old}'"
        connection.execute(f"copy ({restated}) to '{path}' (format parquet)")
        (stored,) = load_columnar(engine, home, [(path, names[old])], "synthetic")
    return school, stored.outcome


def restate_one_district(home: Home, work: Path, districts: int = 16) -> int:
    """One in `districts` of the panel's enrolment files is filed again with a student more in each row. Returns how many files that were."""
    with _filing_again(home, "enrolment") as (engine, names), duckdb.connect() as connection:
        again = []
        for number, (old, name) in enumerate(list(names.items())[::districts]):
            path = work / f"again_{number}.enrolment.parquet"
            connection.execute(f"copy (select * replace (students + 1 as students) from '{old}') to '{path}' (format parquet)")
            again.append((path, name))
        return len(load_columnar(engine, home, again, "synthetic"))


@contextmanager
def _filing_again(home: Home, table: str) -> Iterator[tuple[Engine, dict[str, str]]]:
    """The source store, and the panel's files of a table in force: path to name."""
    engine = open_home_store(home)
    with engine.connect() as connection:
        filed = connection.exec_driver_sql(
            "select batch_id, source_name from batch where target_table = ? and batch_storage = 'columnar' and batch_status = 'approved' order by 2",
            (table,),
        ).all()
    try:
        yield engine, {str(columnar_file(home.columnar, batch_id)): name for batch_id, name in filed}
    finally:
        engine.dispose()  # a build in this process may take the write-ahead log from under it (warehouse/release/snapshot.py)

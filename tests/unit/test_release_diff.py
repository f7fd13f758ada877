"""What a diff calls added, removed and changed, and which version step that is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.errors import InputError
from warehouse.release import diff
from warehouse.release.diff import ReleaseDiff, changed_rows, compare, next_version

BEFORE = """
create schema marts; create schema policy; create schema reference; create schema meta;
create table marts.fact_awards (award_id varchar primary key, school_key bigint not null, award_count integer, batch_id varchar);
insert into marts.fact_awards values ('gold', 1, 2, 'B-1'), ('silver', 1, 1, 'B-1'), ('bronze', 2, null, 'B-1');
create table reference.unit (unit_as_printed varchar, factor integer);
insert into reference.unit values ('万元', 10000), ('元', 1), ('元', 1);
create table policy.fact_verdict (verdict_key bigint primary key, clause_id varchar, act varchar, subject_id varchar, subject_name varchar,
    object_key varchar, period_year integer, verdict varchar);
insert into policy.fact_verdict values (1, 'SHWP2024-12-a', 'state', 'S0083', '上海闵行职业技术学院', '', 2024, 'PASS'),
    (2, 'SHWP2024-12-a', 'state', 'S0084', '上海科创职业技术学院', '', 2024, 'NOT_EVALUABLE');
create table meta.release (release_id varchar);
insert into meta.release values ('first');
"""


def written(folder: Path, name: str, statements: str) -> Path:
    path = folder / name / "warehouse.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute(BEFORE + statements)
    return path


def test_equal_releases_differ_in_nothing_though_their_ids_do(tmp_path: Path) -> None:
    found = compare(written(tmp_path, "a", ""), written(tmp_path, "b", "update meta.release set release_id = 'second'"))
    assert (found.tables, found.verdicts, found.step) == ((), (), "none")


def test_a_row_is_followed_by_its_key_and_a_new_batch_alone_is_no_change(tmp_path: Path) -> None:
    """The corrected file gives all its rows a new batch id; only the corrected row counts as changed."""
    after = written(
        tmp_path,
        "b",
        "update marts.fact_awards set batch_id = 'B-2'; update marts.fact_awards set award_count = 5 where award_id = 'bronze';"
        "delete from marts.fact_awards where award_id = 'silver'; insert into marts.fact_awards values ('special', 1, 1, 'B-2')",
    )
    before = written(tmp_path, "a", "")
    (change,) = compare(before, after).tables
    assert (change.rows_before, change.rows_after, change.rows_added, change.rows_removed, change.rows_changed) == (3, 3, 1, 1, 1)
    assert change.step == "patch"
    assert changed_rows(before, after, "marts.fact_awards", 10) == [("added", "special"), ("changed", "bronze"), ("removed", "silver")]
    assert changed_rows(before, after, "marts.fact_awards", 1) == [("added", "special")]


def test_a_value_that_becomes_missing_is_a_change(tmp_path: Path) -> None:
    after = written(tmp_path, "b", "update marts.fact_awards set award_count = null where award_id = 'gold'")
    (change,) = compare(written(tmp_path, "a", ""), after).tables
    assert change.rows_changed == 1


def test_a_table_without_key_counts_whole_rows_and_their_copies(tmp_path: Path) -> None:
    after = written(tmp_path, "b", "update reference.unit set factor = 2 where unit_as_printed = '万元'; insert into reference.unit values ('元', 1)")
    (change,) = compare(written(tmp_path, "a", ""), after).tables
    assert (change.key, change.rows_added, change.rows_removed, change.rows_changed) == ((), 2, 1, 0)


@pytest.mark.parametrize(
    ("statements", "step", "version"),
    [
        ("alter table reference.unit drop column factor", "major", "2.0.0"),
        ("alter table reference.unit rename column factor to multiplier", "major", "2.0.0"),
        ("alter table reference.unit alter column factor type bigint", "major", "2.0.0"),
        ("drop table reference.unit", "major", "2.0.0"),
        ("alter table reference.unit add column unit_family varchar", "minor", "1.3.0"),
        ("create table marts.dim_day (day date primary key)", "minor", "1.3.0"),
        ("insert into reference.unit values ('亿元', 100000000)", "patch", "1.2.5"),
        ("", "none", "1.2.4"),
    ],
)
def test_the_version_step_follows_the_rule(tmp_path: Path, statements: str, step: str, version: str) -> None:
    found = compare(written(tmp_path, "a", ""), written(tmp_path, "b", statements))
    assert (found.step, next_version("1.2.4", found.step)) == (step, version)


def test_the_first_release_of_a_home_is_1_0_0() -> None:
    assert next_version(None, "none") == "1.0.0"


def test_a_verdict_that_flips_is_named_with_both_values(tmp_path: Path) -> None:
    after = written(
        tmp_path,
        "b",
        "update policy.fact_verdict set verdict = 'WARN' where verdict_key = 1; delete from policy.fact_verdict where verdict_key = 2;"
        "insert into policy.fact_verdict values (3, 'SHWP2024-12-c', 'state', 'S0083', '上海闵行职业技术学院', '', 2024, 'BLOCK')",
    )
    flips = compare(written(tmp_path, "a", ""), after).verdicts
    assert [(f.clause_id, f.subject_id, f.verdict_before, f.verdict_after) for f in flips] == [
        ("SHWP2024-12-a", "S0083", "PASS", "WARN"),
        ("SHWP2024-12-a", "S0084", "NOT_EVALUABLE", None),
        ("SHWP2024-12-c", "S0083", None, "BLOCK"),
    ]


def test_rows_of_a_table_that_is_new_are_all_added(tmp_path: Path) -> None:
    before, after = (
        written(tmp_path, "a", ""),
        written(tmp_path, "b", "create table marts.dim_day (day date); insert into marts.dim_day values ('2024-12-31')"),
    )
    assert changed_rows(before, after, "marts.dim_day", 5) == [("added", "2024-12-31")]
    assert changed_rows(after, before, "marts.dim_day", 5) == [("removed", "2024-12-31")]


def test_a_table_that_neither_release_has_is_one_clear_line(tmp_path: Path) -> None:
    before = written(tmp_path, "a", "")
    for name in ("marts.nothing", "nothing"):
        with pytest.raises(InputError, match=f"{name}: no such table in either release"):
            changed_rows(before, before, name, 5)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    broken = tmp_path / "c" / "warehouse.duckdb"
    broken.parent.mkdir()
    broken.write_bytes(b"not a database")
    with pytest.raises(InputError, match="c: the release cannot be opened; `warehouse fsck`"):
        compare(written(tmp_path, "a", ""), broken)


def test_what_both_manifests_say_is_equal_is_not_read(tmp_path: Path) -> None:
    before, after = written(tmp_path, "a", ""), written(tmp_path, "b", "update policy.fact_verdict set verdict = 'WARN'")
    assert len(compare(before, after).tables) == len(compare(before, after).verdicts) / 2 == 1
    assert compare(before, after, equal={"policy.fact_verdict"}) == ReleaseDiff((), ())
    retyped = written(tmp_path, "c", "alter table policy.fact_verdict alter period_year type bigint")
    assert compare(before, retyped, equal={"policy.fact_verdict"}).step == "major", "equal rows under other columns"


@pytest.mark.parametrize("many", [0, diff.MANY])
@pytest.mark.parametrize("buckets", [1, 2, 1 << 20])
def test_equal_rows_in_the_bucket_of_a_changed_one_are_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buckets: int, many: int) -> None:
    monkeypatch.setattr(diff, "BUCKETS", buckets)
    monkeypatch.setattr(diff, "MANY", many)
    more = (
        "insert into reference.unit select 'u' || i, i from range(500) t(i);"
        "insert into marts.fact_awards select 'a' || i, i, i, 'B' from range(500) t(i);"
    )
    before = written(tmp_path, "a", more)
    after = written(
        tmp_path,
        "b",
        more + "update reference.unit set factor = 0 where factor = 7; update marts.fact_awards set award_count = 0 where school_key = 9",
    )
    awards, unit = compare(before, after).tables
    assert (awards.rows_added, awards.rows_removed, awards.rows_changed) == (0, 0, 1)
    assert (unit.rows_added, unit.rows_removed, unit.rows_changed) == (1, 1, 0)


def test_a_restated_district_is_compared_without_the_other_schools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school whose rows all changed, a row that went to another school, one without a school, one that ended; the other schools are not joined."""
    more = (
        "insert into marts.fact_awards select 'a' || i, i % 20, i, 'B' from range(2000) t(i);"
        "create table marts.rpt_award as select nullif(i % 20, 19) as school_key, i // 100 as award_count from range(2000) t(i);"
    )
    change = (
        "update marts.fact_awards set award_count = award_count + 1 where school_key = 7 and award_id like 'a%';"
        "update marts.fact_awards set school_key = 4 where award_id = 'a3'; delete from marts.fact_awards where award_id = 'a5';"
        "update marts.rpt_award set award_count = -1 where school_key = 7 or (school_key is null and award_count = 0)"
    )
    before, after = written(tmp_path, "a", more), written(tmp_path, "b", more + change)
    wide = compare(before, after)
    awards, report = wide.tables
    assert (awards.rows_added, awards.rows_removed, awards.rows_changed) == (0, 1, 101)
    assert (report.rows_added, report.rows_removed, report.rows_changed) == (105, 105, 0)

    monkeypatch.setattr(diff, "MANY", 0)
    assert compare(before, after) == wide
    with diff._both(before, after) as connection:
        for table, schools in (("fact_awards", {3, 4, 5, 7}), ("rpt_award", {7, None})):
            name = ("marts", table)
            diff._narrow(connection, name, diff._shared(diff._shapes(connection, "before")[name], diff._shapes(connection, "after")[name]))
            left = connection.execute(f'select distinct school_key from "before.marts.{table}" union select school_key from "after.marts.{table}"')
            assert {key for (key,) in left.fetchall()} == schools

"""The source store refuses the same rows and gives the same release on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from sqlalchemy import Engine, Table, func, inspect, select
from sqlalchemy.exc import IntegrityError

from warehouse.intake.batch import Loaded, bundled_files, load_bundled
from warehouse.release.snapshot import released_tables, write_snapshot
from warehouse.source.schema import metadata
from warehouse.source.store import migrate

if TYPE_CHECKING:
    from postgres import NewStore  # pytest itself must be the first to import its plugin

pytest_plugins = ["postgres"]

Row = dict[str, Any]


# A small world: one row of each table


def batch(name: str, **changes: Any) -> Row:
    return {
        "batch_id": f"B-{name}",
        "source_name": f"seeds/{name}.csv",
        "target_table": name,
        "batch_kind": "published",
        "batch_status": "approved",
        "batch_storage": "rows",
        "content_sha256": f"{name:0<64}",
        "row_count": 1,
        "loaded_at": datetime(2025, 3, 1, 9, 30),
        **changes,
    }


PRINTED = {"document_id": "SHQAR2024", "section": "2.1", "locator": "表1", "locator_row": "7", "transcription_note": None}
OF_SCHOOL = {"school_as_printed": "浦东职校", "school_id": "S-PUDONG"}
OF_MAJOR = {"major_as_printed": "护理（老年）", "education_level": "secondary", "major_code": "720201", "direction": "老年"}

SMALL_WORLD: dict[str, Row] = {
    "document": {
        "document_id": "SHQAR2024",
        "document_kind": "annual_report",
        "title_zh": "上海市职业教育质量年度报告（2024）",
        "title_en": "Shanghai annual report",
        "publisher": None,
        "published_date": date(2025, 1, 31),
        "period_year": 2024,
        "report_year": 2025,
        "preference_rank": 1,
        "note": "It's “quoted”, 100%: 行一\n行二 😀",
    },
    "school": {"school_id": "S-PUDONG", "school_name": "浦东职业学校", "school_level": "secondary", "school_kind": "secondary"},
    "school_alias": {
        "alias_normalised": "浦东职校",
        "alias_name": "浦东职校",
        "alias_bin": "mapped",
        "school_id": "S-PUDONG",
        "reason": "short",
    },
    "school_fact": {
        "school_fact_id": "fact",
        "school_id": "S-PUDONG",
        "attribute": "district",
        "value": "浦东新区",
        "valid_from": date(1998, 9, 1),
        "valid_to": None,
        "as_of_date": date(2024, 12, 31),
        "fact_basis": "printed",
        **PRINTED,
    },
    "organisation": {"organisation_id": "O-COMAC", "organisation_name": "商飞", "organisation_kind": "company", "note": None},
    "organisation_alias": {
        "alias_normalised": "中国商飞",
        "alias_name": "中国商飞",
        "alias_bin": "mapped",
        "organisation_id": "O-COMAC",
        "reason": "long name",
    },
    "major": {
        "major_code": "720201",
        "major_name": "护理",
        "education_level": "secondary",
        "category_code": "72",
        "category_name": "医药卫生大类",
        "class_code": "7202",
        "class_name": "护理类",
        "confirmed_by": "two_sources",
    },
    "major_alias": {
        "alias_normalised": "护士",
        "education_level": "secondary",
        "alias_name": "护士",
        "alias_bin": "mapped",
        "major_code": "720201",
        "alias_kind": "former_name",
        "reason": "name until 2010",
        "reviewed_by": "steward",
    },
    "contest": {
        "contest_id": "WSC2024",
        "contest_name": "第47届世界技能大赛",
        "contest_name_en": "WorldSkills 2024",
        "edition_label": "47",
        "contest_year": 2024,
        "contest_level": "world",
    },
    "indicator": {
        "indicator_id": "I-PLACED",
        "label_zh": "毕业去向落实率",
        "label_en": "Placement rate",
        "unit": "percent",
        "definition": "Placed of graduates",
        "not_comparable_with": None,
    },
    "consortium": {
        "consortium_id": "C-PORT",
        "consortium_name": "临港联合体",
        "consortium_kind": "city_consortium",
        "consortium_level": "national",
        "recognition_title": "市域产教联合体",
        "status": "recognised",
        "batch_label": "第一批",
        "since_year": 2023,
    },
    "consortium_member": {
        "consortium_member_id": "member",
        "consortium_name": "临港联合体",
        "consortium_kind": "city_consortium",
        "consortium_id": "C-PORT",
        "member_as_printed": "浦东职校",
        "school_id": "S-PUDONG",
        "organisation_id": None,
        "member_role": "lead_school",
        "since_year": None,
        **PRINTED,
    },
    "programme": {
        "programme_id": "programme",
        "pathway": "plain",
        "campus": "东校区",
        "academic_year": 2024,
        "status": "recruiting",
        "is_new": True,
        "partner_as_printed": None,
        "partner_school_id": None,
        "department": None,
        "remark_as_printed": None,
        **PRINTED,
        **OF_SCHOOL,
        **OF_MAJOR,
    },
    "enrolment": {
        "enrolment_id": "enrolment",
        "pathway": "all",
        "campus": None,
        "academic_year": 2024,
        "students": 1203,
        "intake": None,
        **PRINTED,
        **OF_SCHOOL,
        **OF_MAJOR,
    },
    "graduate_outcome": {
        "graduate_outcome_id": "outcome",
        "period_year": 2024,
        "graduates": 400,
        "placed": 390,
        "progressed": 300,
        "employed_directly": 90,
        "studying_abroad": 0,
        "placement_rate_pct": Decimal("97.5"),
        "placement_rate_qualifier": "exact",
        "progression_rate_pct": None,
        **PRINTED,
        **OF_SCHOOL,
        **OF_MAJOR,
    },
    "teacher_count": {
        "teacher_count_id": "count",
        "campus": None,
        "period_year": 2024,
        "teacher_category": "dual_qualified",
        "headcount": 88,
        "share_pct": Decimal("9.0001"),
        "base_category": "full_time",
        **PRINTED,
        **OF_SCHOOL,
    },
    "teacher_team": {
        "teacher_team_id": "team",
        "period_year": 2024,
        "team_name": "名师工作室",
        "lead_name_as_printed": "王**",
        "team_level": "city",
        **PRINTED,
        **OF_SCHOOL,
    },
    "award": {
        "award_id": "award",
        "contest_id": "WSC2024",
        "event_name": "焊接",
        "participant_kind": "student",
        "medal": "gold",
        "medal_as_printed": "金牌",
        "item_as_printed": None,
        "award_count": 1,
        "recipients": 1,
        "co_recipient_as_printed": "商飞",
        "co_organisation_id": "O-COMAC",
        **PRINTED,
        **OF_SCHOOL,
    },
    "training": {
        "training_id": "training",
        "training_name": "养老护理",
        "period_year": 2024,
        "sessions": 12,
        "persons": None,
        "person_times": 480,
        "person_days": None,
        "hours": 96,
        "income_as_printed": "12.50",
        "unit_as_printed": "万元",
        "training_qualifier": "over",
        **PRINTED,
        **OF_SCHOOL,
    },
    "recognition": {
        "recognition_id": "recognition",
        "recognition_title": "优质校",
        "item_kind": "none",
        "item_as_printed": None,
        "recognition_year": 2024,
        "status": "recognised",
        "recognition_level": "city",
        "batch_label": None,
        "grade_as_printed": "A",
        **PRINTED,
        **OF_SCHOOL,
        **OF_MAJOR,
    },
    "funding": {
        "funding_id": "funding",
        "fiscal_year": 2024,
        "funding_source": "total",
        "amount_as_printed": "1,234.50",
        "unit_as_printed": "万元",
        **PRINTED,
        **OF_SCHOOL,
    },
    "reported_figure": {
        "figure_id": "F-1",
        "subject_type": "school",
        "sector": "secondary",
        "subject_as_printed": "浦东职校",
        "school_id": "S-PUDONG",
        "indicator_id": "I-PLACED",
        "breakdown": None,
        "period_as_printed": "2024年",
        "period": "2024",
        "period_basis": "calendar_year",
        "value_as_printed": "12,345,678,901,234.567891",
        "value_number": Decimal("12345678901234.567891"),
        "unit_as_printed": "%",
        "qualifier": "exact",
        "qualifier_as_printed": None,
        "numerator_figure_id": None,
        "denominator_figure_id": None,
        "repeats_figure_id": None,
        **PRINTED,
    },
}
"""Rows by table in an order that satisfies every foreign key; each table has a batch of its name."""


def fill(store: Engine) -> None:
    """Put the small world into a migrated store."""
    with store.begin() as connection:
        for name, row in SMALL_WORLD.items():
            connection.execute(table("batch").insert(), batch(name))
            connection.execute(table(name).insert(), {**row, "batch_id": f"B-{name}"})


def table(name: str) -> Table:
    return metadata().tables[name]


def insertion_refused(store: Engine, name: str, **changes: Any) -> str:
    """What the database says when it refuses the row of the small world with these changes."""
    with pytest.raises(IntegrityError) as refused, store.begin() as connection:
        connection.execute(table(name).insert(), {**SMALL_WORLD[name], **changes})
    return str(refused.value.orig)


def change_refused(store: Engine, name: str, **changes: Any) -> str:
    """What the database says when it refuses to change the one row of a table like this."""
    with pytest.raises(IntegrityError) as refused, store.begin() as connection:
        connection.execute(table(name).update(), changes)
    return str(refused.value.orig)


def change_taken(store: Engine, name: str, **changes: Any) -> Row:
    """The row as it reads after the change, which is then undone."""
    with store.connect() as connection:
        connection.execute(table(name).update(), changes)
        row = connection.execute(select(table(name))).mappings().one()
        connection.rollback()
    return {column: row[column] for column in changes}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def small_world(request: pytest.FixtureRequest, new_store: NewStore) -> Iterator[Engine]:
    """The small world in a store of each kind. Tests change it only in vain."""
    with new_store(request.param) as store:
        migrate(store)
        fill(store)
        yield store


# What the store refuses

CODED = [
    ("award", "medal"),
    ("award", "participant_kind"),
    ("batch", "batch_kind"),
    ("batch", "batch_status"),
    ("batch", "batch_storage"),
    ("consortium", "consortium_kind"),
    ("consortium", "consortium_level"),
    ("consortium", "status"),
    ("consortium_member", "consortium_kind"),
    ("consortium_member", "member_role"),
    ("contest", "contest_level"),
    ("document", "document_kind"),
    ("enrolment", "education_level"),
    ("enrolment", "pathway"),
    ("funding", "funding_source"),
    ("graduate_outcome", "education_level"),
    ("graduate_outcome", "placement_rate_qualifier"),
    ("major", "confirmed_by"),
    ("major", "education_level"),
    ("major_alias", "alias_bin"),
    ("major_alias", "alias_kind"),
    ("major_alias", "education_level"),
    ("organisation", "organisation_kind"),
    ("organisation_alias", "alias_bin"),
    ("programme", "education_level"),
    ("programme", "pathway"),
    ("programme", "status"),
    ("recognition", "education_level"),
    ("recognition", "item_kind"),
    ("recognition", "recognition_level"),
    ("recognition", "status"),
    ("reported_figure", "period_basis"),
    ("reported_figure", "qualifier"),
    ("reported_figure", "sector"),
    ("reported_figure", "subject_type"),
    ("school", "school_kind"),
    ("school", "school_level"),
    ("school_alias", "alias_bin"),
    ("school_fact", "attribute"),
    ("school_fact", "fact_basis"),
    ("teacher_count", "base_category"),
    ("teacher_count", "teacher_category"),
    ("teacher_team", "team_level"),
    ("training", "training_qualifier"),
]
COUNTS = {
    "award": ("award_count", "recipients"),
    "enrolment": ("students", "intake"),
    "graduate_outcome": ("graduates", "placed", "progressed", "employed_directly", "studying_abroad"),
    "teacher_count": ("headcount",),
    "training": ("sessions", "persons", "person_times", "person_days", "hours"),
}
PERCENTAGES = [("graduate_outcome", "placement_rate_pct"), ("graduate_outcome", "progression_rate_pct"), ("teacher_count", "share_pct")]
SUBJECT_TABLES = [
    "award",
    "consortium_member",
    "enrolment",
    "funding",
    "graduate_outcome",
    "programme",
    "recognition",
    "reported_figure",
    "teacher_count",
    "teacher_team",
    "training",
]


def test_a_row_of_an_unknown_batch_is_refused_in_every_subject_table(small_world: Engine) -> None:
    for name in SUBJECT_TABLES:
        assert re.search("foreign key constraint", insertion_refused(small_world, name, batch_id="B-unknown"), re.IGNORECASE), name


def test_every_foreign_key_is_enforced(small_world: Engine) -> None:
    keys = [(owner.name, key.parent.name) for owner in released_tables() for key in owner.foreign_keys]
    assert len(keys) == 68
    for name, column in keys:
        other_member = {"school_id": None} if (name, column) == ("consortium_member", "organisation_id") else {}
        refused = change_refused(small_world, name, **{column: "nobody"}, **other_member)
        assert re.search("foreign key constraint", refused, re.IGNORECASE), f"{name}.{column}: {refused}"


def test_a_batch_that_rows_point_to_cannot_be_deleted(small_world: Engine) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key constraint"), small_world.begin() as connection:
        connection.execute(table("batch").delete().where(table("batch").c.batch_id == "B-award"))


def test_every_code_column_refuses_an_unknown_code(small_world: Engine) -> None:
    for name, column in CODED:
        assert f"ck_{name}_{column}_code" in change_refused(small_world, name, **{column: "no such code"})


def test_a_negative_count_is_refused_and_zero_is_taken(small_world: Engine) -> None:
    for name, columns in COUNTS.items():
        for column in columns:
            assert f"ck_{name}_{column}_not_negative" in change_refused(small_world, name, **{column: -1})
        zeros = dict.fromkeys(columns, 0)
        assert change_taken(small_world, name, **zeros) == zeros


@pytest.mark.parametrize("percentage", ["100.0001", "101", "999.9999", "-0.0001", "-1"])
def test_a_percentage_outside_0_to_100_is_refused(percentage: str, small_world: Engine) -> None:
    for name, column in PERCENTAGES:
        assert f"ck_{name}_{column}_percentage" in change_refused(small_world, name, **{column: Decimal(percentage)})


@pytest.mark.parametrize("percentage", ["0", "9.5", "33.3333", "99.9999", "100", "100.0000"])
def test_a_percentage_from_0_to_100_is_taken_and_keeps_its_digits(percentage: str, small_world: Engine) -> None:
    for name, column in PERCENTAGES:
        assert change_taken(small_world, name, **{column: Decimal(percentage)}) == {column: Decimal(percentage)}


RULES: list[tuple[str, str, Row]] = [
    ("batch", "row_count_positive", {"row_count": 0}),
    ("consortium_member", "one_member", {"school_id": "S-PUDONG", "organisation_id": "O-COMAC"}),
    ("consortium_member", "one_member", {"school_id": None, "organisation_id": None}),
    ("enrolment", "something_counted", {"students": None, "intake": None}),
    ("graduate_outcome", "placed_within_graduates", {"graduates": 400, "placed": 401}),
    ("graduate_outcome", "progressed_within_graduates", {"graduates": 400, "progressed": 401}),
    ("major_alias", "ignored_has_no_major", {"alias_bin": "ignored", "major_code": "720201"}),
    ("organisation_alias", "ignored_has_no_organisation", {"alias_bin": "ignored", "organisation_id": "O-COMAC"}),
    ("organisation_alias", "reason_given", {"alias_bin": "mapped", "reason": None}),
    ("programme", "pathway_single", {"pathway": "all"}),
    ("reported_figure", "place_of_print", {"document_id": None}),
    ("reported_figure", "place_of_print", {"section": None}),
    ("reported_figure", "place_of_print", {"locator": None}),
    ("school_alias", "ignored_has_no_school", {"alias_bin": "mapped", "school_id": None}),
    ("school_alias", "reason_given", {"alias_bin": "mapped", "reason": None}),
    ("school_fact", "valid_range", {"valid_from": date(2020, 9, 1), "valid_to": date(2020, 9, 1)}),
    ("teacher_count", "something_counted", {"headcount": None, "share_pct": None}),
    (
        "training",
        "something_counted",
        {"sessions": None, "persons": None, "person_times": None, "person_days": None, "hours": None, "income_as_printed": None},
    ),
]


def test_a_row_that_breaks_a_rule_of_its_table_is_refused(small_world: Engine) -> None:
    for name, rule, changes in RULES:
        assert f"ck_{name}_{rule}" in change_refused(small_world, name, **changes)


def test_no_check_of_the_store_goes_untried_here(small_world: Engine) -> None:
    tried = {f"ck_{name}_{column}_code" for name, column in CODED}
    tried |= {f"ck_{name}_{column}_not_negative" for name, columns in COUNTS.items() for column in columns}
    tried |= {f"ck_{name}_{column}_percentage" for name, column in PERCENTAGES}
    tried |= {f"ck_{name}_{rule}" for name, rule, _ in RULES}
    # The checks of filings and their log are tried in test_review.py, the whole way they are used.
    released = {table.name for table in released_tables()}
    found = inspect(small_world).get_multi_check_constraints()
    assert {check["name"] for (_, name), checks in found.items() if name in released for check in checks} == tried


# What a release takes from the store


class Snapshot:
    """A snapshot of a store in a DuckDB file, opened for reading."""

    def __init__(self, store: Engine, file: str, candidate: duckdb.DuckDBPyConnection | None = None) -> None:
        self.connection = candidate or duckdb.connect(file)
        self.counts = write_snapshot(store, self.connection)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def columns(self, name: str) -> list[tuple[Any, ...]]:
        return [row[:3] for row in self.rows(f'describe source."{name}"')]


def test_a_snapshot_keeps_every_value_and_type_of_the_small_world(small_world: Engine) -> None:
    snapshot = Snapshot(small_world, ":memory:")
    assert snapshot.counts == {"batch": 22, **dict.fromkeys(SMALL_WORLD, 1)}
    for name, row in SMALL_WORLD.items():
        columns = ", ".join(f'"{column}"' for column in row)
        assert snapshot.rows(f'select {columns} from source."{name}"') == [tuple(row.values())], name
    assert snapshot.columns("teacher_count")[3:7] == [
        ("teacher_category", "VARCHAR", "NO"),
        ("headcount", "INTEGER", "YES"),
        ("share_pct", "DECIMAL(7,4)", "YES"),
        ("base_category", "VARCHAR", "YES"),
    ]
    assert ("is_new", "BOOLEAN", "YES") in snapshot.columns("programme")
    assert ("valid_from", "DATE", "YES") in snapshot.columns("school_fact")
    assert ("value_number", "DECIMAL(20,6)", "NO") in snapshot.columns("reported_figure")
    assert "loaded_at" not in [column[0] for column in snapshot.columns("batch")]


def test_rows_of_a_batch_that_is_not_approved_stay_behind(empty_store: Engine) -> None:
    migrate(empty_store)
    fill(empty_store)
    with empty_store.begin() as connection:
        for status in ("draft", "submitted", "reviewed", "returned", "withdrawn", "superseded"):
            connection.execute(table("batch").insert(), batch(status, target_table="award", batch_status=status))
            connection.execute(table("award").insert(), {**SMALL_WORLD["award"], "batch_id": f"B-{status}", "medal": "silver"})

    snapshot = Snapshot(empty_store, ":memory:")

    assert snapshot.rows("select batch_id, medal from source.award") == [("B-award", "gold")]
    assert snapshot.rows("select distinct batch_status from source.batch") == [("approved",)]
    assert (snapshot.counts["award"], snapshot.counts["batch"]) == (1, 22)


def test_a_column_that_is_empty_in_the_first_thousands_of_rows_keeps_its_later_text(empty_store: Engine) -> None:
    migrate(empty_store)
    fill(empty_store)
    awards = [{**SMALL_WORLD["award"], "award_id": f"{n:05d}", "batch_id": "B-award", "co_recipient_as_printed": None} for n in range(5000)]
    awards[-1] |= {"item_as_printed": "智能焊接机器人"}
    with empty_store.begin() as connection:
        connection.execute(table("award").delete())
        connection.execute(table("award").insert(), awards)

    snapshot = Snapshot(empty_store, ":memory:")

    assert snapshot.counts["award"] == 5000
    assert snapshot.rows("select award_id, item_as_printed from source.award where item_as_printed is not null") == [("04999", "智能焊接机器人")]


class CandidateWithIntakeBetween:
    """A candidate during whose writing, once the batches are copied, somebody has a batch approved."""

    def __init__(self, store: Engine) -> None:
        self.store = store
        self.duckdb = duckdb.connect()

    def execute(self, statement: str) -> duckdb.DuckDBPyConnection:
        done = self.duckdb.execute(statement)
        if statement.startswith('insert into source."batch"'):
            with self.store.begin() as connection:
                connection.execute(table("batch").insert(), batch("later", target_table="award"))
                connection.execute(table("award").insert(), {**SMALL_WORLD["award"], "batch_id": "B-later"})
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self.duckdb, name)


def test_a_batch_approved_while_the_snapshot_is_written_waits_for_the_next_release(empty_store: Engine) -> None:
    migrate(empty_store)
    fill(empty_store)

    counts = write_snapshot(empty_store, CandidateWithIntakeBetween(empty_store))  # type: ignore[arg-type]  # stands for a connection

    assert (counts["batch"], counts["award"]) == (22, 1)
    later = Snapshot(empty_store, ":memory:")
    assert (later.counts["batch"], later.counts["award"]) == (23, 2)


# The bundled data


@dataclass(frozen=True)
class BundledStore:
    """A store with the bundled data in it, and what the two loads reported."""

    engine: Engine
    first: list[Loaded]
    second: list[Loaded]


@pytest.fixture(scope="module")
def bundled(new_store: NewStore) -> Iterator[dict[str, BundledStore]]:
    """The bundled data, loaded twice into a store of each kind. Read them, do not change them."""
    with new_store("sqlite") as sqlite, new_store("postgresql") as postgresql:
        loaded = {}
        for engine in (sqlite, postgresql):
            migrate(engine)
            loaded[engine.dialect.name] = BundledStore(engine, load_bundled(engine), load_bundled(engine))
        yield loaded


def printed_rows_by_table() -> Counter[str]:
    """Data rows of the bundled files, counted from the files alone."""
    rows: Counter[str] = Counter()
    for path, _ in bundled_files():
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows[path.name.removesuffix(".csv").split(".")[-1]] += sum(1 for record in csv.reader(file) if any(record)) - 1
    return rows


def test_postgresql_takes_every_row_of_every_bundled_file(bundled: dict[str, BundledStore]) -> None:
    store = bundled["postgresql"]
    assert {loaded.outcome for loaded in store.first} == {"stored"}
    assert len(store.first) == len(bundled_files())
    expected = printed_rows_by_table()
    assert expected["school"] > 100 and expected["recognition"] > 200, "the bundled files have been lost"
    with store.engine.connect() as connection:
        stored = {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in expected}
    assert stored == expected


def test_loading_the_bundled_files_again_changes_nothing(bundled: dict[str, BundledStore]) -> None:
    for store in bundled.values():
        assert {loaded.outcome for loaded in store.second} == {"unchanged"}
        assert [(again.name, again.batch_id, again.row_count) for again in store.second] == [
            (loaded.name, loaded.batch_id, loaded.row_count) for loaded in store.first
        ]


def test_snapshots_from_postgresql_and_sqlite_hold_the_same_rows(bundled: dict[str, BundledStore], tmp_path: Path) -> None:
    both = duckdb.connect()
    counts = {}
    for database, store in bundled.items():
        file = tmp_path / f"{database}.duckdb"
        snapshot = Snapshot(store.engine, str(file))
        counts[database] = snapshot.counts
        snapshot.connection.close()
        both.execute(f"attach '{file}' as {database} (read_only)")

    assert counts["postgresql"] == counts["sqlite"]
    assert counts["sqlite"] == {**dict.fromkeys(SMALL_WORLD, 0), **printed_rows_by_table(), "batch": len(bundled_files())}
    for name in counts["sqlite"]:
        sqlite, postgresql = f'sqlite.source."{name}"', f'postgresql.source."{name}"'
        assert both.execute(f"describe {sqlite}").fetchall() == both.execute(f"describe {postgresql}").fetchall(), name
        assert both.execute(f"from {sqlite} except all from {postgresql}").fetchall() == [], f"{name}: only on SQLite"
        assert both.execute(f"from {postgresql} except all from {sqlite}").fetchall() == [], f"{name}: only on PostgreSQL"
        # Order too: a release is the same file whichever store it came from.
        assert both.execute(f"from {sqlite}").fetchall() == both.execute(f"from {postgresql}").fetchall(), name

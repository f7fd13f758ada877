"""The codebook: in every release and on demand, complete, valid as a data package, readable."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import openpyxl
import pytest
from conftest import ROOT, run_cli

from warehouse.query import catalog
from warehouse.release.codebook import descriptor, read_codebook
from warehouse.release.dictionary import write_dictionary
from warehouse.source.dictionary import fields

PROFILE = json.loads((ROOT / "tests" / "integration" / "data_package_profile.json").read_text(encoding="utf-8"))


def published_columns(database: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute("select table_schema || '.' || table_name, column_name from information_schema.columns order by all").fetchall()


def test_a_release_carries_its_codebook(database: Path) -> None:
    folder = database.parent / "codebook"
    assert sorted(path.name for path in folder.iterdir()) == ["codebook.csv", "codebook.en.html", "codebook.xlsx", "codebook.zh.html"]
    assert (database.parent / "datapackage.json").exists()


def test_csv_and_workbook_tell_every_published_column_once(database: Path) -> None:
    columns = published_columns(database)
    with (database.parent / "codebook" / "codebook.csv").open(encoding="utf-8-sig", newline="") as handle:
        told = [(row["table"], row["column"]) for row in csv.DictReader(handle) if row["label_zh"] and row["label_en"] and row["meaning"]]
    assert sorted(told) == sorted(columns)
    book = openpyxl.load_workbook(database.parent / "codebook" / "codebook.xlsx", read_only=True)
    assert book.sheetnames == ["release", "tables", "columns", "codes", "metrics"]
    rows = list(book["columns"].iter_rows(min_row=2, values_only=True))
    assert sorted((row[0], row[2]) for row in rows) == sorted(columns)


@pytest.mark.parametrize(("language", "word"), [("zh", "在校生数"), ("en", "students")])
def test_the_page_tells_tables_columns_and_metrics_in_the_readers_language(database: Path, language: str, word: str) -> None:
    page = (database.parent / "codebook" / f"codebook.{language}.html").read_text(encoding="utf-8")
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = catalog.tables(connection)
    assert all(f'id="{table.name}"' in page for table in tables)
    assert f'<td class="label">{word}</td>' in page
    assert "<code>students_beside_staff ÷ staff_beside_students</code>" in page
    assert "http://" not in page and "https://" not in page


def test_the_descriptor_of_a_release_is_a_valid_data_package(database: Path) -> None:
    package = json.loads((database.parent / "datapackage.json").read_text(encoding="utf-8"))
    check_package(package)
    assert {(resource["name"], field["name"]) for resource in package["resources"] for field in resource["schema"]["fields"]} == set(
        published_columns(database)
    )
    assert {resource["path"] for resource in package["resources"]} == {"warehouse.duckdb"}
    enrolment = next(one for one in package["resources"] if one["name"] == "marts.fact_enrolment")
    assert enrolment["schema"]["primaryKey"] == ["enrolment_id"]
    assert {"fields": ["school_key"], "reference": {"resource": "marts.dim_school", "fields": ["school_key"]}} in enrolment["schema"]["foreignKeys"]
    students = next(field for field in enrolment["schema"]["fields"] if field["name"] == "students")
    assert (students["type"], students["unit"], students["title_zh"]) == ("integer", "person", "在校生数")


def check_package(package: dict[str, Any]) -> None:
    """The profile, and what a profile cannot say: names are unique and keys name fields that exist."""
    jsonschema.validate(package, PROFILE)
    fields = {resource["name"]: [field["name"] for field in resource["schema"]["fields"]] for resource in package["resources"]}
    assert len(fields) == len(package["resources"])
    for resource in package["resources"]:
        names, schema = fields[resource["name"]], resource["schema"]
        assert len(set(names)) == len(names)
        assert set(schema.get("primaryKey", [])) <= set(names)
        for key in schema.get("foreignKeys", []):
            assert set(key["fields"]) <= set(names)
            assert set(key["reference"]["fields"]) <= set(fields[key["reference"]["resource"] or resource["name"]])


def test_a_bad_descriptor_is_refused_by_the_profile(database: Path) -> None:
    package = descriptor(read_codebook(database), in_database=True)
    package["resources"][0]["path"] = "../warehouse.duckdb"
    with pytest.raises(jsonschema.ValidationError):
        check_package(package)


READ: dict[str, Any] = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": str,
    "string": str,
    "any": str,
}


def test_on_demand_every_table_is_a_csv_file_that_fits_its_schema(release_home: Path, database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "it's a codebook"
    done = run_cli(release_home, "codebook", str(folder))
    assert done.returncode == 0, done.stderr
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    check_package(package)
    with duckdb.connect(str(database), read_only=True) as connection:
        counts = {table.name: connection.execute(f"select count(*) from {table.name}").fetchone() for table in catalog.tables(connection)}
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as handle:
            csv.field_size_limit(10_000_000)
            header, *rows = list(csv.reader(handle))
        fields = resource["schema"]["fields"]
        assert header == [field["name"] for field in fields]
        assert (len(rows),) == counts[resource["name"]]
        for row in rows[:200]:
            for field, cell in zip(fields, row, strict=True):
                assert cell == "" or READ[field["type"]](cell) is not None
    again = run_cli(release_home, "codebook", str(folder))
    assert (again.returncode, again.stderr) == (2, f"error: {folder}: is not an empty folder; name a new one\n")
    assert run_cli(release_home, "codebook").stdout.strip() == str(database.parent / "codebook")


def test_the_dictionary_has_one_entry_for_a_name_and_table_and_chinese_wording_belongs_to_one() -> None:
    entries = [(table, entry.field_name) for entry in fields() for table in entry.applies_to.split("|")]
    assert [one for one, count in Counter(entries).items() if count > 1] == []
    with (ROOT / "seeds" / "reference" / "field_zh.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {(row["field_name"], row["applies_to"]) for row in rows} == {(entry.field_name, entry.applies_to) for entry in fields()}
    cautioned = {(entry.field_name, entry.applies_to): bool(entry.caveat) for entry in fields()}
    for row in rows:
        assert re.search("[\u4e00-\u9fff]", row["meaning_zh"]), row
        assert bool(re.search("[\u4e00-\u9fff]", row["caveat_zh"])) == cautioned[row["field_name"], row["applies_to"]], row
    assert len({(row["field_name"], row["applies_to"]) for row in rows}) == len(rows)


def test_every_indicator_is_defined_in_chinese_too(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        undefined = connection.execute(
            "select indicator_id from marts.dim_indicator where not regexp_matches(definition_zh, '[一-鿿]') is true"
        ).fetchall()
        left = connection.execute("select indicator_id from reference.indicator_zh anti join marts.dim_indicator using (indicator_id)").fetchall()
    assert undefined == left == []


def test_what_facts_measure_is_told_in_chinese_too_and_where_it_comes_from(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        untold = connection.execute(
            "select table_name, column_name from meta.dictionary where schema_name = 'marts' and coalesce(unit, '') <> '' and meaning_zh = ''"
        ).fetchall()
        origins = dict(connection.execute("select table_name, built_from from meta.table_dictionary where schema_name = 'marts'").fetchall())
    assert untold == []
    assert "source.enrolment" in origins["fact_enrolment"].split(", ")
    assert all(origins[table] for table in origins if table != "dim_date")


def test_a_published_column_without_meaning_stops_the_build(tmp_path: Path) -> None:
    from warehouse.errors import BuildError

    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema meta; create schema marts; create table marts.fact_shoe (school_key bigint, shoe_size integer)")
        with pytest.raises(BuildError) as stopped:
            write_dictionary(connection)
    assert str(stopped.value) == (
        "no meaning written for: marts.fact_shoe.shoe_size, marts.fact_shoe; add them to seeds/reference/field.csv or seeds/reference/table.csv"
    )


def test_tables_and_columns_carry_their_meaning_as_comments_in_every_schema(database: Path) -> None:
    with duckdb.connect(str(database), read_only=True) as connection:
        silent = connection.execute(
            "select schema_name, table_name from duckdb_tables() where coalesce(comment, '') = '' union all "
            "select schema_name, table_name || '.' || column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''"
        ).fetchall()
        spoken = connection.execute("select distinct schema_name from duckdb_columns() where not internal").fetchall()
    assert silent == []
    assert {row[0] for row in spoken} == {"marts", "policy", "reconciliation", "reference", "source", "meta"}

"""What a build that starts from a release relies on in the models (warehouse/release/reuse.py)."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from warehouse.errors import BuildError
from warehouse.release.reuse import IN_PARTS, Inputs, assert_as_before, base_of, source_hashes
from warehouse.settings import PROJECT_ROOT, Home

MODELS = {path.stem: path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "models").rglob("*.sql")}
KIND_OF_ITS_ROWS = "select batch_id, batch_kind from {{ ref('stg_batch') }}"


def test_of_a_batch_the_models_read_the_kind_of_their_own_rows() -> None:
    readers = {name: text for name, text in MODELS.items() if "ref('stg_batch')" in text}
    # The heavy fact has the batches themselves: those that are gone go out of it.
    del readers["fact_enrolment"]
    assert len(readers) >= 3
    for name, text in readers.items():
        assert text.count("ref('stg_batch')") == text.count(KIND_OF_ITS_ROWS) == 1, name
        assert re.search(r"inner join batch on (\w+)\.batch_id = batch\.batch_id", text), name


def test_a_model_that_is_made_in_parts_is_named_where_the_candidate_starts() -> None:
    incremental = {name for name, text in MODELS.items() if "materialized='incremental'" in text}
    assert incremental == {name.partition(".")[2] for name in IN_PARTS}


def test_a_table_that_was_taken_over_and_is_not_what_was_published_stops_the_build() -> None:
    before = {"marts.dim_major": "2 rows 1", "marts.fact_enrolment": "9 rows 1", "source.enrolment": "9 rows 2"}
    now = {"marts.dim_major": "2 rows 1", "marts.fact_enrolment": "9 rows 3", "source.enrolment": "9 rows 4"}
    assert_as_before(now, before, {"fact_enrolment"})
    with pytest.raises(BuildError, match="no longer holds what was published: marts.dim_major; `warehouse fsck`"):
        assert_as_before({**now, "marts.dim_major": "2 rows 7"}, before, {"fact_enrolment"})


def refs(text: str) -> set[str]:
    return set(re.findall(r"ref\('(\w+)'\)", text))


def families_by_school() -> list[str]:
    macro = (PROJECT_ROOT / "macros/kept_schools.sql").read_text(encoding="utf-8")
    return re.findall(r"'(\w+)'", macro[macro.index("measured_by_school") :])


def test_only_school_families_are_measured_by_school() -> None:
    cross_school = {"ref('int_policy__proposed_point')", "ref('int_policy__proposed_count')", "ref('int_policy__line')"}
    assert families_by_school()
    for family in families_by_school():
        assert not any(reader in MODELS[f"int_measure__{family}"] for reader in cross_school), family


def published_below(model: str) -> set[str]:
    """The published models and the seeds that a model reads, through unpublished ones."""
    found, waiting = set(), [*refs(MODELS[model])]
    while waiting:
        name = waiting.pop()
        if name.startswith(("int_", "stg_")):
            waiting += refs(MODELS[name])
            found |= {f"source of {name}"} if name.startswith("stg_") else set()
        else:
            found.add(name)
    return found


def test_what_is_made_by_school_reads_the_facts_that_are_compared_by_school_and_no_others() -> None:
    compared = refs(MODELS["int_policy__kept_school"])
    assert "fact_programme_point" in compared and "fact_enrolment" in compared
    for model in ("fact_criterion", *(f"int_measure__{family}" for family in families_by_school())):
        read = {name for name in published_below(model) if name in MODELS or name.startswith("source of")}
        of_schools = {name for name in read if not name.startswith("dim_")} - {"fact_criterion"}
        assert of_schools <= compared | {"source of stg_school", "source of stg_school_fact", "source of stg_document"}, (
            model,
            of_schools - compared,
        )


def test_a_columnar_file_is_a_change_of_the_table_that_it_fills() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema source; create table source.rows_of_school_fact (school_id varchar);"
            "create table source.batch (batch_id varchar, target_table varchar, batch_storage varchar);"
            "insert into source.batch values ('B-1', 'school_fact', 'columnar'), ('B-2', 'school_fact', 'rows')"
        )
        before = source_hashes(connection)
        connection.execute("update source.batch set batch_id = 'B-3' where batch_id = 'B-1'")
        now = source_hashes(connection)
    assert set(before) == {"school_fact", "batch"}
    assert before["school_fact"] != now["school_fact"] and before["batch"] != now["batch"]


@pytest.mark.parametrize(
    ("rows", "tables", "is_base"),
    [
        (9, {"teacher_count": "other"}, True),
        (8, {"teacher_count": "other"}, False),
        (9, {"school_fact": "other"}, False),
        (9, {"document": "other"}, False),
    ],
)
def test_a_build_starts_from_a_large_release_of_the_same_schools(tmp_path: Path, rows: int, tables: dict[str, str], is_base: bool) -> None:
    inputs = Inputs("code", {"duckdb": "1"}, {"school_fact": "one", "document": "one", "teacher_count": "one"})
    manifest = {"release_id": "first", "fingerprint": vars(inputs), "source_rows": {"enrolment": 9}, "tables": {}, "is_synthetic": False}
    now = Inputs(inputs.code, inputs.tools, {**inputs.tables, **tables})
    base = base_of(Home(tmp_path), manifest, now, {"enrolment": rows}, 9, False)
    assert (base is not None) == is_base
    assert base is None or base.changed == set(tables)

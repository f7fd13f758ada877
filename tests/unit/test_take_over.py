"""What a build that starts from a release relies on in the models (warehouse/release/reuse.py)."""

from __future__ import annotations

import re

import pytest

from warehouse.errors import BuildError
from warehouse.release.reuse import IN_PARTS, assert_as_before
from warehouse.settings import PROJECT_ROOT

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


def test_only_school_families_are_measured_by_school() -> None:
    macro = (PROJECT_ROOT / "macros/kept_schools.sql").read_text(encoding="utf-8")
    listed = re.findall(r"'(\w+)'", macro[macro.index("measured_by_school") :])
    cross_school = {"ref('int_policy__proposed_point')", "ref('int_policy__proposed_count')", "ref('int_policy__line')"}
    assert listed
    for family in listed:
        assert not any(reader in MODELS[f"int_measure__{family}"] for reader in cross_school), family

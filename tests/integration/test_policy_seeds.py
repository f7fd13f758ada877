"""The seeds of clauses, lists and standards hold what was handed over, every column of it, with valid time and load time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT

SHARED = ROOT.parent / "shared"
SEEDS = ROOT / "seeds" / "reference"

CLAUSE_COLUMNS = {
    "clause_id": "clause_id", "doc": "document_id", "item_or_section": "section", "kind": "clause_kind", "statement_en": "statement_en",
    "statement_zh": "statement_zh", "subject_level": "subject_level", "measure": "measure_text", "operator": "operator",
    "threshold_value": "threshold_value", "threshold_unit": "threshold_unit", "applies_from": "valid_from", "applies_to": "valid_to",
    "hardness": "hardness", "exceptions": "exceptions", "data_needed": "data_needed", "evaluable_from_published_docs": "evaluable_note",
    "suggested_severity": "suggested_severity", "ambiguity": "ambiguity",
}  # fmt: skip
"""Column of the hand-over and column of the seed. Codes are written with underscores here and hyphens there."""
CODED = {"kind", "subject_level", "hardness"}

STANDARD_COLUMNS = {
    "document_no": "document_no", "clause": "section", "measure": "measure_text", "value": "threshold_value", "unit": "threshold_unit",
    "applies_to": "applies_to_text", "confidence": "confidence", "source_note": "source_note",
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def shared() -> Path:
    if not (SHARED / "policy").is_dir():
        pytest.skip(f"{SHARED / 'policy'} is absent: comparison of the policy seeds with the hand-over not run")
    return SHARED


def test_all_259_clauses_equal_the_hand_over_in_every_column(shared: Path) -> None:
    given, seeded = rows(shared / "policy" / "policy_clauses.csv"), rows(SEEDS / "policy_clause.csv")
    assert set(given[0]) == set(CLAUSE_COLUMNS)
    expected = [{CLAUSE_COLUMNS[c]: v.replace("-", "_") if c in CODED else v for c, v in row.items()} for row in given]
    assert [{c: row[c] for c in CLAUSE_COLUMNS.values()} for row in seeded] == expected
    assert len(seeded) == 259


def test_all_407_list_members_equal_the_hand_over_in_every_column(shared: Path) -> None:
    given, seeded = rows(shared / "policy" / "policy_lists.csv"), rows(SEEDS / "policy_list.csv")
    expected = [{"member_position" if c == "position" else c: v for c, v in row.items()} for row in given]
    assert [{c: row[c] for c in expected[0]} for row in seeded] == expected
    assert len(seeded) == 407


def test_all_102_standards_equal_the_hand_over_and_each_has_a_treatment(shared: Path) -> None:
    given, seeded = rows(shared / "reference" / "standards_thresholds.csv"), rows(SEEDS / "policy_standard.csv")
    expected = [{STANDARD_COLUMNS[c]: v for c, v in row.items() if c in STANDARD_COLUMNS} for row in given]
    assert [{c: row[c] for c in STANDARD_COLUMNS.values()} for row in seeded] == expected
    assert [row["operator"].replace("approx", "~") for row in seeded] == [row["operator"] for row in given]
    assert [int(row["standard_no"]) for row in seeded] == list(range(1, 103))


def test_a_standard_is_a_clause_or_says_which_data_is_missing() -> None:
    clauses = {row["clause_id"] for name in ("policy_clause", "policy_clause_further") for row in rows(SEEDS / f"{name}.csv")}
    for row in rows(SEEDS / "policy_standard.csv"):
        if row["treatment"] in ("clause", "existing_clause"):
            assert row["clause_id"] in clauses, row["standard_no"]
        else:
            assert row["treatment"] in ("definition", "not_measured")
            assert row["missing_zh"] and row["missing_en"] and not row["clause_id"], row["standard_no"]


def test_the_rows_of_one_standard_clause_agree_on_operator_and_value() -> None:
    said: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in rows(SEEDS / "policy_standard.csv"):
        if row["treatment"] == "clause":
            said.setdefault((row["clause_id"], row["document_id"]), set()).add((row["operator"], row["threshold_value"]))
    assert said
    assert {key: values for key, values in said.items() if len(values) > 1} == {}


def test_no_further_clause_repeats_a_threshold_of_a_standard() -> None:
    for row in rows(SEEDS / "policy_clause_further.csv"):
        if row["clause_origin"] == "published_standard":
            assert not row["threshold_value"] and not row["operator"], row["clause_id"]


def dated() -> Iterator[tuple[str, int, dict[str, str]]]:
    for name in ("policy_clause", "policy_clause_further", "policy_list", "policy_parameter"):
        for number, row in enumerate(rows(SEEDS / f"{name}.csv"), start=2):
            yield name, number, row


def test_every_clause_list_member_and_parameter_has_valid_time_and_load_time() -> None:
    seen = set()
    for name, number, row in dated():
        seen.add(name)
        valid_from, loaded = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["loaded_date"])
        assert loaded.year >= 2026, (name, number)
        if row.get("valid_to"):
            assert date.fromisoformat(row["valid_to"]) > valid_from, (name, number)
    assert len(seen) == 4


def test_every_recommended_parameter_has_an_owner_and_a_day_of_review() -> None:
    for row in rows(SEEDS / "policy_parameter.csv"):
        assert row["basis"] in ("printed", "recommended", "external"), row
        assert row["owner"] and date.fromisoformat(row["review_due"]) > date.fromisoformat(row["loaded_date"]), row
        assert row["parameter_id"].replace("_", "").isalnum() and row["parameter_id"].islower(), "Great Expectations reads a hyphen as minus"


def test_no_parameter_is_unused_or_names_an_unknown_clause() -> None:
    sql = "\n".join(p.read_text(encoding="utf-8") for folder in ("models", "macros") for p in (ROOT / folder).rglob("*.sql"))
    clauses = {row["clause_id"] for name in ("policy_clause", "policy_clause_further") for row in rows(SEEDS / f"{name}.csv")}
    for row in rows(SEEDS / "policy_parameter.csv"):
        assert row["parameter_id"] in sql, row["parameter_id"]
        assert not row["clause_id"] or row["clause_id"] in clauses, row["parameter_id"]


def test_every_clause_says_in_chinese_what_it_says_in_english() -> None:
    """Measure, exceptions and open questions, for each clause and document; only names, codes and numbers stay in Latin letters."""
    chinese = {(row["clause_id"], row["document_id"]): row for row in rows(SEEDS / "policy_clause_zh.csv")}
    clauses = [*rows(SEEDS / "policy_clause.csv"), *rows(SEEDS / "policy_clause_further.csv")]
    assert chinese.keys() == {(row["clause_id"], row["document_id"]) for row in clauses}
    for row in clauses:
        told = chinese[(row["clause_id"], row["document_id"])]
        assert re.search(r"[一-鿿]", told["measure_text_zh"]), row["clause_id"]
        assert row["measure_text"] and not re.search(r"[一-鿿]", row["measure_text"]), row["clause_id"]
        for column in ("exceptions", "ambiguity"):
            assert bool(re.search(r"[一-鿿]", told[f"{column}_zh"])) == bool(row[column]), (row["clause_id"], column)
            assert set(re.findall(r"\d+", told[f"{column}_zh"])) >= set(re.findall(r"\d{2,}", row[column])) - {"10"}, (
                row["clause_id"],
                column,
            )

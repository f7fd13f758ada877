"""The lints of the policy rules: nothing to report on the seeds and models, and a report on a bad example of each."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from conftest import ROOT
from policy_lints import (
    block_without_waiver_path,
    clause_without_locator,
    clock_in_rule,
    join_without_scenario,
    open_list_treated_as_closed,
    parameter_without_locator,
    template_slot_missing,
    unmatched_name,
    without_reviewer,
)

RULES = ("models/policy", "models/intermediate", "macros")
FOR_EVERY_CLAUSE = ("approx_tolerance",)


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outcomes() -> set[tuple[str, str]]:
    return {(row["outcome"], row["verdict"]) for row in seed("verdict_matrix")}


def slots() -> set[str]:
    """What fact_verdict fills into a sentence: what is missing, and its two tables of slots."""
    text = (ROOT / "models" / "policy" / "fact_verdict.sql").read_text(encoding="utf-8")
    tables = re.findall(r"{% set (?:slots|words) = ({.*?}) %}", text, flags=re.DOTALL)
    assert len(tables) == 2
    assert "'{missing}'" in text
    return {"missing", *(slot for table in tables for slot in re.findall(r"'(\w+)': ", table))}


DOCUMENTS = {row["document_id"] for row in seed("document")}
STANDARDS = {row["clause_id"] for row in seed("policy_standard")}


def test_every_parameter_and_clause_says_where_it_is_printed() -> None:
    assert parameter_without_locator(seed("policy_parameter"), DOCUMENTS, FOR_EVERY_CLAUSE) == []
    assert clause_without_locator([*seed("policy_clause"), *seed("policy_clause_further")], DOCUMENTS, STANDARDS) == []


@pytest.mark.parametrize("name", ["major_alias", "policy_list_major", "major_crosswalk"])
def test_somebody_vouches_for_every_name_that_is_matched(name: str) -> None:
    assert without_reviewer(seed(name)) == []


def test_every_list_member_that_is_matched_has_a_code_of_the_catalogue() -> None:
    assert unmatched_name(seed("policy_list_major"), {row["major_code"] for row in seed("major")}) == []


def test_an_open_list_is_never_treated_as_closed() -> None:
    assert open_list_treated_as_closed(seed("policy_list"), seed("policy_rule"), outcomes()) == []


def test_every_block_can_be_waived_and_the_model_knows_the_same_outcomes() -> None:
    assert block_without_waiver_path(seed("verdict_matrix")) == []
    text = (ROOT / "models" / "intermediate" / "int_verdict__waived.sql").read_text(encoding="utf-8")
    assert "outcome.outcome in ('not_met', 'not_caused', 'depends_on_reading')" in text


def test_every_sentence_has_the_same_known_slots_in_both_languages() -> None:
    assert template_slot_missing(seed("policy_message"), slots()) == []


def test_no_rule_asks_the_clock() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for folder in RULES for path in (ROOT / folder).rglob("*.sql")}
    assert len(texts) > 50
    assert clock_in_rule(texts) == []


BAD: list[tuple[Any, Any]] = [
    (lambda: parameter_without_locator([{"parameter_id": "p", "document_id": "X", "section": "", "clause_id": "c", "note": ""}], {"X"}, ()), ["p"]),
    (lambda: clause_without_locator([{"clause_id": "c", "document_id": "X", "section": "", "valid_from": "2024-01-01"}], {"X"}, set()), ["c"]),
    (lambda: without_reviewer([{"alias_name": "会计", "reviewed_by": " "}]), ["会计"]),
    (lambda: unmatched_name([{"list_id": "L", "member_zh": "会计", "major_code": "1"}], {"2"}), ["L 会计"]),
    (
        lambda: open_list_treated_as_closed(
            [{"clause_id": "c", "note": "list printed with 等, so open"}],
            [{"clause_id": "c", "measure_id": "restricted_new_major"}],
            {("open_list", "PASS")},
        ),
        ["c"],
    ),
    (lambda: block_without_waiver_path([{"outcome": "near_match", "verdict": "BLOCK"}]), ["near_match"]),
    (
        lambda: template_slot_missing([{"outcome": "met", "operator": "*", "text_zh": "{value}", "text_en": "{value} {cap}"}], {"value"}),
        ["met *: ['cap']"],
    ),
    (lambda: clock_in_rule({"m": "select current_date as day"}), ["m: current_date"]),
    (
        lambda: join_without_scenario(
            {
                "a": "select scenario_id, x from proposal_line",
                "b": "with one as (select * from a), final as (select one.x from one inner join a on one.x = a.x) select * from final",
            }
        ),
        ["b: final: a is joined without scenario_id"],
    ),
]


@pytest.mark.parametrize(("ask", "told"), BAD, ids=[str(told[0]) for _, told in BAD])
def test_a_bad_example_is_reported(ask: Any, told: list[str]) -> None:
    assert ask() == told


def test_a_note_about_the_clock_is_no_fault() -> None:
    assert clock_in_rule({"m": "-- never current_date\nselect 1"}) == []

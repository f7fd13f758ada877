"""Properties that must hold for any proposal (P1 to P14 of the engine's design), on small worlds that hypothesis makes up.

The quick profile tries a few worlds each; `make test-long` tries WORLDS new ones a property: each is judged whole, which takes a second or two.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from policy_cases import SCHOOL, Case, run_case

from warehouse.policy.whatif import Verdict, WhatIf

RANK = ["BLOCK", "WARN", "NOT_EVALUABLE", "INFO", "PASS", "NOT_APPLICABLE"]
CAP, TURN, BAR, RESTRICTED = "SHWP2024-12-a", "SHWP2024-12-b", "SHWP2024-12-c", "SHWP2024-12-d"
NEW_MAJORS = ["#new1", "#new2", "大数据与会计", "护理", "量子咖啡学", "艺术设计（插画）", "现代物流与管理"]
DATES = ["2024-07-01", "2024-09-01", "2024-12-31", "2025-01-01", "2025-09-01", "2026-03-01"]

LONG: dict[str, Callable[..., None]] = {}
"""The properties again, on WORLDS worlds each."""

WORLDS = 20


def holds(**strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A property: tried on a few fixed worlds by `make test`, on WORLDS new ones by `make test-long`."""
    quiet = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
    seen = [Phase.explicit, Phase.generate]  # a failure of the quick run is told at once; shrinking it takes minutes

    def wrap(check: Callable[..., None]) -> Callable[..., None]:
        LONG[check.__name__] = settings(max_examples=WORLDS, phases=seen, **quiet)(given(**strategies)(check))
        short: Callable[..., None] = pytest.mark.short(settings(max_examples=2, derandomize=True, phases=seen, **quiet)(given(**strategies)(check)))
        return short

    return wrap


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A school around the cap, with suspended, doubled, directed and unread majors, a whole or a partial list."""
    programmes: list[dict[str, Any]] = []
    if draw(st.booleans()):
        programmes.append({"major": "530302", "status": draw(st.sampled_from(["recruiting", "suspended", "withdrawn"]))})
    if draw(st.booleans()):
        programmes.append({"major": "#1", "direction": "某方向", "pathway": draw(st.sampled_from(["plain", "secondary_to_diploma"]))})
    if draw(st.booleans()):
        programmes.append({"name": "旧目录某专业"})
    return {
        "majors": draw(st.integers(33, 37)),
        "degree_majors": draw(st.sampled_from([0, 0, 3])),
        "school_level": draw(st.sampled_from(["higher_vocational", "higher_vocational", "vocational_undergraduate", "other"])),
        "whole_list": draw(st.sampled_from([True, True, True, False])),
        "programmes": programmes,
    }


def _line(action: str, major: str, effective: str) -> dict[str, Any]:
    return {"action": action, "major": major, "decided": min(effective, "2025-06-30"), "effective": effective}


adds = st.builds(lambda major, effective: _line("add", major, effective), st.sampled_from(NEW_MAJORS), st.sampled_from(DATES))
exits = st.builds(
    lambda action, number, effective: _line(action, f"#{number}", effective),
    st.sampled_from(["withdraw", "suspend"]), st.integers(1, 5), st.sampled_from(DATES),
)  # fmt: skip
rounds = st.lists(st.one_of(adds, exits), min_size=1, max_size=5)


def ask(database: Path, world: dict[str, Any], lines: list[dict[str, Any]] | None = None) -> WhatIf:
    return run_case(database, Case("property", {"given": world, "when": lines or []}))


def plain(verdicts: list[Verdict]) -> list[tuple[str, ...]]:
    """Verdicts without the words, in an order of their own."""
    rows = [(v.clause_id, v.act, v.subject_id, v.object_key, v.period_year, v.verdict, v.outcome, v.value_low, v.value_high) for v in verdicts]
    return sorted(tuple(str(cell) for cell in row) for row in rows)


def cap_of(found: WhatIf, clause: str, day: str) -> Verdict:
    return next(v for v in found.proposal if v.clause_id == clause and v.object_key == day)


@holds(world=worlds(), major=st.sampled_from(NEW_MAJORS), day=st.sampled_from(DATES))
def test_p1_adding_a_major_never_improves_a_verdict_of_the_cap(database: Path, world: dict[str, Any], major: str, day: str) -> None:
    lines = [_line("add", "#new8", day)]
    before, after = ask(database, world, lines), ask(database, world, [*lines, _line("add", major, day)])
    for clause in (CAP, BAR):
        assert RANK.index(cap_of(after, clause, day).verdict) <= RANK.index(cap_of(before, clause, day).verdict)
    kept = {v.object_key: v.verdict for v in before.proposal if v.clause_id == RESTRICTED}
    assert kept.items() <= {v.object_key: v.verdict for v in after.proposal if v.clause_id == RESTRICTED}.items()


@holds(world=worlds(), number=st.integers(1, 5), day=st.sampled_from(DATES))
def test_p2_a_withdrawal_never_raises_a_count_and_a_suspension_never_changes_the_filed_one(
    database: Path, world: dict[str, Any], number: int, day: str
) -> None:
    idle = ask(database, world, [{"action": "change_intake", "major": "#1", "planned_intake": 1, "effective": day}])
    withdrawn, suspended = (ask(database, world, [_line(action, f"#{number}", day)]) for action in ("withdraw", "suspend"))

    def counted(found: WhatIf, measure: str) -> int:
        return sum(1 for i in found.evidence if (i.measure_id, i.role, i.object_key) == (measure, "counted", day))

    assert cap_of(withdrawn, CAP, day).value_low <= cap_of(idle, CAP, day).value_low  # type: ignore[operator]
    assert counted(withdrawn, "filed_major_count") <= counted(idle, "filed_major_count")
    assert counted(suspended, "filed_major_count") == counted(idle, "filed_major_count")


@holds(world=worlds(), lines=rounds)
def test_p3_a_proposal_never_changes_the_state_and_the_same_run_gives_the_same_rows(
    database: Path, world: dict[str, Any], lines: list[dict[str, Any]]
) -> None:
    """P3, P4."""
    nothing, first, second = ask(database, world), ask(database, world, lines), ask(database, world, lines)
    assert first == second
    assert first.state == nothing.state
    assert not nothing.proposal


@holds(world=worlds(), lines=rounds, order=st.randoms(use_true_random=False))
def test_p5_the_order_of_lines_does_not_matter(database: Path, world: dict[str, Any], lines: list[dict[str, Any]], order: Any) -> None:
    mixed = list(lines)
    order.shuffle(mixed)
    assert plain(ask(database, world, lines).proposal) == plain(ask(database, world, mixed).proposal)


@holds(world=worlds(), lines=rounds, others=rounds)
def test_p6_what_another_school_proposes_changes_nothing_here(
    database: Path, world: dict[str, Any], lines: list[dict[str, Any]], others: list[dict[str, Any]]
) -> None:
    both = world | {"schools": {"S9002": {"majors": 35}}}
    alone = ask(database, both, lines)
    together = ask(database, both, [*lines, *({"school": "S9002"} | line for line in others)])
    assert plain(alone.proposal) == plain([v for v in together.proposal if v.subject_id == SCHOOL])


@holds(world=worlds(), first=st.sampled_from(DATES[:3]), last=st.sampled_from(DATES[3:]))
def test_p7_a_major_added_and_later_withdrawn_is_no_change_afterwards(database: Path, world: dict[str, Any], first: str, last: str) -> None:
    idle = ask(database, world, [{"action": "change_intake", "major": "#1", "planned_intake": 1, "effective": last, "decided": "2024-06-01"}])
    there_and_back = ask(database, world, [_line("add", "#new1", first), _line("withdraw", "#new1", last) | {"decided": "2024-06-01"}])
    before, after = cap_of(idle, CAP, last), cap_of(there_and_back, CAP, last)
    assert (after.value_low, after.value_high) == (before.value_low, before.value_high)


@holds(world=worlds(), cap=st.integers(30, 40), day=st.sampled_from(DATES))
def test_p8_a_higher_cap_never_worsens_and_one_from_a_later_day_changes_nothing_before(
    database: Path, world: dict[str, Any], cap: int, day: str
) -> None:
    """The state is judged again under a proposed cap, for every school of the release: only the one of the world is compared."""

    def states(verdicts: list[Verdict]) -> dict[int, str]:
        return {v.period_year: v.verdict for v in verdicts if (v.clause_id, v.act, v.subject_id, v.object_key) == (CAP, "state", SCHOOL, "")}

    def under(value: int) -> dict[int, str]:
        line = {"action": "set_parameter", "clause": CAP, "value": value, "effective": day, "decided": "2024-06-01"}
        return states(ask(database, two_years, [line]).proposal)

    two_years = world | {"years": [2024, 2025]}
    now, low, high = states(ask(database, two_years).state), under(cap), under(cap + 1)
    assert now.keys() == low.keys() == high.keys() == {2024, 2025}
    for year in now:
        assert RANK.index(high[year]) >= RANK.index(low[year])
        assert f"{year}-12-31" >= day or low[year] == now[year]


@holds(world=worlds(), threshold=st.integers(30, 40))
def test_p9_what_was_loaded_later_changes_nothing_for_an_earlier_load_time(database: Path, world: dict[str, Any], threshold: int) -> None:
    loaded = dict.fromkeys((CAP, TURN, BAR, RESTRICTED), "2024-03-01")
    then = world | {"known_at": "2024-12-31", "clause_loaded": loaded}
    correction = {"clause": CAP, "threshold": threshold, "valid_from": "2024-01-01", "valid_to": "2024-12-31", "loaded": "2025-06-01"}
    waiver = {"clause": CAP, "act": "state", "allowed_value": 99, "valid_from": "2024-01-01", "valid_to": "2026-01-01", "document_no": "x",
              "loaded": "2025-06-01"}  # fmt: skip
    assert ask(database, then).state == ask(database, then | {"clause_versions": [correction], "waivers": [waiver]}).state


@holds(world=worlds(), lines=rounds)
def test_p10_missing_data_never_turns_into_a_pass(database: Path, world: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    whole, part = ask(database, world | {"whole_list": True}, lines), ask(database, world | {"whole_list": False}, lines)
    known = {(v.clause_id, v.act, v.object_key, v.period_year): v.verdict for v in (*whole.state, *whole.proposal)}
    for verdict in (*part.state, *part.proposal):
        if verdict.verdict == "PASS":
            assert known[(verdict.clause_id, verdict.act, verdict.object_key, verdict.period_year)] == "PASS"
    for verdict in (*whole.state, *whole.proposal):
        assert verdict.verdict != "PASS" or verdict.value_low is not None or verdict.value_high is not None


@holds(world=worlds(), lines=rounds, allowed=st.integers(34, 40), until=st.sampled_from(["2024-05-31", "2024-12-31", "2025-06-01", "2026-12-31"]))
def test_p11_a_waiver_changes_only_its_own_rows_and_never_the_outcome(
    database: Path, world: dict[str, Any], lines: list[dict[str, Any]], allowed: int, until: str
) -> None:
    waiver = {"clause": CAP, "allowed_value": allowed, "valid_from": "2024-01-01", "valid_to": until, "document_no": "文号"}
    bare, waived = ask(database, world, lines), ask(database, world | {"waivers": [waiver]}, lines)
    assert bare.state == waived.state
    assert [v.outcome for v in bare.proposal] == [
        next(w.outcome for w in waived.proposal if (w.clause_id, w.subject_id, w.object_key) == (v.clause_id, v.subject_id, v.object_key))
        for v in bare.proposal
    ]
    for verdict in waived.proposal:
        same = next(
            v for v in bare.proposal if (v.clause_id, v.subject_id, v.object_key) == (verdict.clause_id, verdict.subject_id, verdict.object_key)
        )
        if verdict.clause_id != CAP or verdict.value_high is None or verdict.value_high > allowed or until < "2024-06-01":
            assert verdict == same
        assert verdict.verdict_without_waiver == same.verdict


@holds(world=worlds(), day=st.sampled_from(DATES))
def test_p12_other_forms_of_a_name_change_neither_counts_nor_hits(database: Path, world: dict[str, Any], day: str) -> None:
    def told(name: str) -> list[tuple[str, ...]]:
        return [(r[0], *r[4:]) for r in plain(ask(database, world, [_line("add", name, day)]).proposal)]

    assert told("艺术设计") == told("550101") == told("　艺术 设计 ")
    assert told("艺术设计（插画）") == told("艺术设计(插画)") == told("艺术设计〔插画〕")
    assert told("现代物流与管理") == told("现代物流管理")
    folded = world | {"programmes": [*world["programmes"], {"major": "#2", "campus": "东校区"}, {"major": "#2", "pathway": "secondary_to_diploma"}]}
    rows = [[r for r in plain(ask(database, w).state) if r[0] in (CAP, BAR) and r[3] == ""] for w in (world, folded)]
    assert rows[0] == rows[1]


@holds(world=worlds(), lines=rounds)
def test_p13_counted_evidence_equals_the_value_and_every_sentence_holds_its_numbers(
    database: Path, world: dict[str, Any], lines: list[dict[str, Any]]
) -> None:
    found = ask(database, world, lines)
    measures = {CAP: "recruiting_major_count", BAR: "new_major_count"}
    for verdict in found.proposal:
        if verdict.clause_id in measures:
            wanted = (measures[verdict.clause_id], verdict.object_key, "counted", verdict.subject_id)
            counted = [i for i in found.evidence if (i.measure_id, i.object_key, i.role, i.subject_id) == wanted]
            assert len(counted) == verdict.value_low
        if verdict.outcome == "not_met" and verdict.clause_id == CAP:
            assert f"{verdict.value_low:.0f} " in verdict.reason_en
            assert f"{verdict.threshold:.0f}" in verdict.reason_zh


@holds(world=worlds(), other=st.integers(0, 60))
def test_p14_whether_a_clause_applies_depends_on_subject_and_date_alone(database: Path, world: dict[str, Any], other: int) -> None:
    def outside(majors: int) -> set[tuple[str, str]]:
        found = ask(database, world | {"majors": majors}, [_line("add", "#new1", "2024-09-01")])
        return {(v.clause_id, v.act) for v in (*found.state, *found.proposal) if v.clause_id == CAP and v.verdict == "NOT_APPLICABLE"}

    assert outside(world["majors"]) == outside(max(other, 1))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", sorted(LONG))
def test_the_property_holds_on_many_worlds(database: Path, name: str) -> None:
    LONG[name](database=database)

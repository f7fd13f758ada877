"""Lints of the policy seeds, models and compiled SQL. Each takes what it looks at and gives its faults, so that it can be shown a bad example too.

Lints that need a release are data tests: contradictions_have_a_relation, waivers_are_narrow, no_choice_is_a_tie, every_clause_is_judged_or_says_why,
clause_versions_have_no_gap_or_overlap, verdict_matrix_is_total (tests/data). A threshold in a measure model: tests/unit/test_measure_models.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import sqlglot
from sqlglot import exp

Rows = Iterable[Mapping[str, str]]

CLOCKS = re.compile(
    r"\b(now\s*\(|current_date|current_timestamp|today\s*\(|random\s*\(|gen_random_uuid|uuid\s*\(|any_value|get_current_time)", re.IGNORECASE
)
"""What gives another answer on another day or in another run. A rule has its dates from its rows."""

SLOT = re.compile(r"\{(\w+)\}")

WAIVED = ("not_met", "not_caused", "depends_on_reading")
"""Outcomes that int_verdict__waived lets a waiver cover."""


def parameter_without_locator(parameters: Rows, documents: set[str], for_every_clause: tuple[str, ...]) -> list[str]:
    """Avoid a value of nowhere. Prefer document and section of the clause that it fills in; a parameter of every clause says so in its note."""
    return [
        row["parameter_id"]
        for row in parameters
        if not (row["document_id"] in documents and row["section"] and row["clause_id"])
        and not (row["parameter_id"] in for_every_clause and row["note"] and row["basis"] == "recommended")
    ]


def clause_without_locator(clauses: Rows, documents: set[str], standards: set[str]) -> list[str]:
    """Avoid a clause that cannot be looked up. Prefer document and section; those of a standard stand in policy_standard.csv alone."""
    return [
        row["clause_id"]
        for row in clauses
        if row["document_id"] not in documents or not (row["section"] or row["clause_id"] in standards) or not row["valid_from"]
    ]


def without_reviewer(rows: Rows) -> list[str]:
    """Avoid an alias, a crosswalk row or a code of a list member that nobody vouches for. Prefer a name of an office in reviewed_by."""
    return [next(iter(row.values())) for row in rows if not row["reviewed_by"].strip()]


def unmatched_name(members: Rows, codes: set[str]) -> list[str]:
    """Avoid a list member that is matched to no catalogue major. Prefer its code, confirmed in the catalogue."""
    return [f"{row['list_id']} {row['member_zh']}" for row in members if row["major_code"] not in codes]


def open_list_treated_as_closed(lists: Rows, rules: Rows, outcomes: set[tuple[str, str]]) -> list[str]:
    """Avoid PASS for a name that an open list does not hold. Prefer the outcome open_list, which the matrix answers with INFO."""
    is_open = {clause for row in lists if "open" in row["note"] and "list printed with 等" in row["note"] for clause in row["clause_id"].split("|")}
    judged = {row["clause_id"] for row in rules if row["measure_id"] == "restricted_new_major"}
    return sorted(is_open & judged) if ("open_list", "INFO") not in outcomes or ("open_list", "PASS") in outcomes else []


def block_without_waiver_path(matrix: Rows) -> list[str]:
    """Avoid a proposal that nobody could let through. Prefer an outcome that a waiver covers behind every BLOCK."""
    return sorted({row["outcome"] for row in matrix if row["verdict"] == "BLOCK"} - set(WAIVED))


def template_slot_missing(messages: Rows, slots: set[str]) -> list[str]:
    """Avoid a slot that nothing fills, or a fact told in one language only. Prefer the same known slots in both."""
    faults = []
    for row in messages:
        chinese, english = set(SLOT.findall(row["text_zh"])), set(SLOT.findall(row["text_en"]))
        if chinese != english or not chinese <= slots:
            faults.append(f"{row['outcome']} {row['operator']}: {sorted((chinese ^ english) | (chinese - slots))}")
    return faults


def clock_in_rule(texts: Mapping[str, str]) -> list[str]:
    """Avoid the day of the build in a rule: a release of last year could not be judged again. Prefer rule_date, known_at or the report year."""
    code = {name: re.sub(r"--.*", "", re.sub(r"(?s)\{#.*?#\}", "", text)) for name, text in texts.items()}
    return [f"{name}: {found.group(0)}" for name, text in code.items() if (found := CLOCKS.search(text))]


def join_without_scenario(models: Mapping[str, str]) -> list[str]:
    """Avoid a join of two proposals' rows: one would change the other. Prefer scenario_id in the condition wherever both sides have it.

    `models` are compiled SQL by name in running order; tables that are not among them have no scenario but reference.proposal_line.
    """
    has = {"proposal_line"}
    faults = []
    for name, text in models.items():
        tree = sqlglot.parse_one(text, read="duckdb")
        known = set(has)
        for cte in tree.find_all(exp.CTE):
            for select in _selects(cte.this):
                faults.extend(f"{name}: {cte.alias}: {fault}" for fault in _blind_joins(select, known))
            if any(_gives_scenario(select, known) for select in _selects(cte.this)):
                known.add(cte.alias)
            else:
                known.discard(cte.alias)
        for select in _selects(tree):
            faults.extend(f"{name}: {fault}" for fault in _blind_joins(select, known))
        if any(_gives_scenario(select, known) for select in _selects(tree)):
            has.add(name)
    return faults


def _selects(query: exp.Expression) -> Iterator[exp.Select]:
    """The single selects of a query, those of a union one by one."""
    if isinstance(query, exp.SetOperation):
        yield from _selects(query.left)
        yield from _selects(query.right)
    elif isinstance(query, exp.Subquery):
        yield from _selects(query.this)
    elif isinstance(query, exp.Select):
        yield query


def _sources(select: exp.Select) -> list[exp.Expression]:
    start = select.args.get("from_") or select.args.get("from")
    return [*([start.this] if start else []), *(join.this for join in select.args.get("joins") or [])]


def _carries(source: exp.Expression, known: set[str]) -> bool:
    if isinstance(source, exp.Subquery):
        return any(_gives_scenario(select, known) for select in _selects(source.this))
    return isinstance(source, exp.Table) and source.name in known


def _gives_scenario(select: exp.Select, known: set[str]) -> bool:
    carrying = {source.alias_or_name for source in _sources(select) if _carries(source, known)}
    for column in select.expressions:
        if isinstance(column, exp.Star) and carrying:
            return True
        if isinstance(column, exp.Column) and isinstance(column.this, exp.Star) and column.table in carrying:
            return True
        if column.alias_or_name == "scenario_id" and not isinstance(column.unalias(), exp.Literal | exp.Null):
            return True
    return False


def _blind_joins(select: exp.Select, known: set[str]) -> Iterator[str]:
    carrying = [_carries(source, known) for source in _sources(select)]
    for place, join in enumerate(select.args.get("joins") or [], start=1):
        if carrying[place] and any(carrying[:place]):
            condition = join.args.get("on")
            if condition is None or not any(c.name == "scenario_id" and c.table == join.this.alias_or_name for c in condition.find_all(exp.Column)):
                yield f"{join.this.alias_or_name} is joined without scenario_id"

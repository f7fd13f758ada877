"""The compiled policy models of a release: no proposal reads another one's rows, and no choice between rows is a tie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from policy_cases import Case, run_case
from policy_lints import join_without_scenario
from sqlglot import exp

RANKS = {"rank", "dense_rank"}
"""Windows that give equal rows equal places on purpose."""

MEASURE_KEY = "reading, scenario_id, act, subject_type, subject_id, year, rule_date"
"""With measure and object, what names one row of a measure."""

CROWDED = {
    "given": {
        "majors": 36,
        "years": [2023, 2024],
        "programmes": [
            {"major": "#1", "direction": "某方向"}, {"major": "#1", "pathway": "secondary_to_diploma"}, {"major": "530302", "status": "suspended"},
        ],
        "points": [{"major": "软件技术", "year": 2023, "intake": 30}, {"major": "软件技术", "intake": 90, "pathway": "secondary_to_diploma"}],
        "signals": [
            {"kind": kind, "major": "软件技术", "pathway": pathway, "year": year, "value": 1, "loaded": loaded}
            for kind, pathway in (("quality_grade", "secondary_to_diploma"), ("quality_grade", None), ("demand_ratio", None))
            for year in (2023, 2024)
            for loaded in ("2026-11-24", "2026-11-25")
        ],
        "clause_versions": [
            {"clause": "SHWP2024-12-a", "threshold": 34, "valid_from": "2024-01-01", "valid_to": "2024-12-31", "loaded": "2026-11-23"},
        ],
        "waivers": [
            {
                "id": f"W{n}", "clause": "SHWP2024-12-a", "allowed_value": 40, "valid_from": "2024-01-01", "valid_to": "2025-12-31",
                "document_no": f"{n}号",
            }
            for n in (1, 2)
        ],
    },
    "when": [
        {"action": "add", "major": "护理"}, {"action": "add", "major": "护理", "pathway": "five_year"},
        {"action": "add", "major": "护理", "decided": "2024-05-01"},
        {"action": "withdraw", "major": "#1"}, {"action": "suspend", "major": "#1"}, {"action": "resume", "major": "530302"},
        {"action": "change_intake", "major": "软件技术", "planned_intake": 300},
        {"action": "change_intake", "major": "软件技术", "planned_intake": 300, "decided": "2024-05-01"},
        {"action": "change_intake", "major": "护理", "planned_intake": 300},
        {"action": "change_intake", "major": "护理", "planned_intake": 300, "decided": "2024-05-01"},
    ],
}  # fmt: skip
"""A world in which everything that can be doubled is: directions, pathways, corrections, waivers, lines of one major on one date."""


def compiled(connection: duckdb.DuckDBPyConnection, catalog: str = "") -> list[tuple[str, str, str]]:
    return connection.execute(f"select node_name, node_schema, sql_text from {catalog}meta.compiled_model order by run_order").fetchall()


def test_no_model_joins_the_rows_of_two_proposals(connection: duckdb.DuckDBPyConnection) -> None:
    found = join_without_scenario({name: text for name, _, text in compiled(connection)})
    assert found == []


def choices(text: str) -> Iterator[tuple[str, str]]:
    """For each row_number() of a model: the place where it stands, and a query that counts the rows no order of it tells apart."""
    tree = sqlglot.parse_one(text, read="duckdb")
    for cte in tree.find_all(exp.CTE):
        select = cte.this
        for window in list(select.find_all(exp.Window)) if isinstance(select, exp.Select) else []:
            if not isinstance(window.this, exp.RowNumber):
                assert not window.args.get("order") or window.this.sql_name().lower() in RANKS | {"lead", "lag"}, window.sql()
                continue
            by = [key.sql("duckdb") for key in window.args["partition_by"]]
            order = [ordered.this.sql("duckdb") for ordered in window.args["order"].expressions]
            probe = tree.copy()
            twin = next(c for c in probe.find_all(exp.CTE) if c.alias == cte.alias)
            asked = twin.this
            asked.set("expressions", [exp.maybe_parse(f"count(*) over (partition by {', '.join(by + order)})", dialect="duckdb").as_("peers")])
            probe.set("expressions", [exp.maybe_parse("count(*)")])
            probe.set("from_", exp.From(this=exp.to_table(cte.alias)))
            probe.set("joins", None)
            probe.set("where", exp.Where(this=exp.maybe_parse("peers > 1")))
            ordered_ctes = probe.args["with_"].expressions
            probe.args["with_"].set("expressions", ordered_ctes[: [c.alias for c in ordered_ctes].index(cte.alias) + 1])
            yield cte.alias, probe.sql("duckdb")


def ties(shadow: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
    """How many choices were looked at, and those in which two rows are equal to their order."""
    looked, found = 0, []
    shadow.execute("use warehouse")
    for name, _, text in compiled(shadow, "published."):
        for place, query in choices(text):
            looked += 1
            equal = shadow.execute(query).fetchone()
            assert equal is not None
            if equal[0]:
                found.append(f"{name}: {place}: {equal[0]} rows")
    twice = shadow.execute(
        f"select measure_id, object_key from policy.fact_measure group by measure_id, object_key, {MEASURE_KEY} having count(*) > 1"
    )
    found.extend(f"fact_measure: {measure} {concerned}" for measure, concerned in twice.fetchall())
    return looked, found


@pytest.mark.parametrize("content", [CROWDED, {"given": {"majors": 35}}], ids=["crowded", "plain"])
def test_no_choice_between_rows_is_a_tie(database: Path, content: dict[str, Any]) -> None:
    told: list[tuple[int, list[str]]] = []
    run_case(database, Case("ties", content), lambda shadow: told.append(ties(shadow)))
    ((looked, found),) = told
    assert found == []
    assert looked >= 15


def test_a_tie_is_found() -> None:
    text = (
        "with one as (select * from (values (1, 2), (1, 2)) as t(a, b)), "
        "two as (select *, row_number() over (partition by a order by b) as n from one) select * from two where n = 1"
    )
    ((place, query),) = choices(text)
    with duckdb.connect() as connection:
        assert (place, connection.execute(query).fetchone()) == ("two", (2,))

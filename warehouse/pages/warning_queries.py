"""Questions on the early warning: criteria of programme points with their parameters, and the watch list of through-train points. No drawing here."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.pages.labels import decoded
from warehouse.pages.text import text
from warehouse.pages.whatif_queries import plain, span
from warehouse.query.remembered import remembered
from warehouse.query.words import checked

OUTCOMES = ("not_met", "unknown", "exempt", "met")
"""What a criterion may say of a point, what asks for a look first."""

OVERALL = "SHWP2024-13-any"
"""The reading of item 13 as a whole: its criteria are those of college points."""


@remembered
def criteria(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, str]:
    """The criteria of item 13 in their order: code → name."""
    rows = connection.execute(
        f"select criterion, label_{checked(language)} from reference.criterion where overall_clause_id = ? order by display_order", [OVERALL]
    ).fetchall()
    return dict(rows)


@remembered
def points(connection: duckdb.DuckDBPyConnection, language: str, outcome: str | None, school: str | None) -> pd.DataFrame:
    """One row a college's programme point and year, a column a criterion that says what it found; most flags first.

    With `outcome` only points of which at least one criterion says so; with `school` only the points of one.
    """
    frame = connection.execute(
        """
        select school_id, school_name, major_code, major_name, period_year as year, criterion, outcome
        from policy.fact_criterion where overall_clause_id = $overall and ($school is null or school_id = $school)
        """,
        {"overall": OVERALL, "school": school},
    ).df()
    if frame.empty:
        return frame
    keys = ["school_id", "school_name", "major_code", "major_name", "year"]
    frame["major_code"] = frame["major_code"].fillna("")
    wide = frame.pivot(index=keys, columns="criterion", values="outcome").reset_index()
    found = [criterion for criterion in criteria(connection, language) if criterion in wide]
    wide["flags"] = wide[found].eq("not_met").sum(axis=1)
    wide["not_evaluable"] = wide[found].eq("unknown").sum(axis=1)
    if outcome is not None:
        wide = wide[wide[found].eq(outcome).any(axis=1)]
    wide = wide.sort_values(["flags", "not_evaluable", "school_name", "major_code"], ascending=[False, False, True, True]).reset_index(drop=True)
    for criterion in found:
        wide[f"criterion_{criterion}"] = [text(language, f"criterion_outcome.{code}") for code in wide[criterion]]
    return wide


@remembered
def schools(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Colleges with a programme point: id → name."""
    rows = connection.execute(
        "select distinct school_id, school_name from policy.fact_criterion where overall_clause_id = ? order by 2", [OVERALL]
    ).fetchall()
    return dict(rows)


@remembered
def judged(connection: duckdb.DuckDBPyConnection, language: str, school_id: str, major_name: str, year: int) -> pd.DataFrame:
    """The criteria of one point: what each found, the value, the parameter beside it with its unit and owner, and what is missing."""
    frame = connection.execute(
        f"""
        select c.clause_id as clause, r.label_{checked(language)} as criterion, c.outcome, c.value_low, c.value_high, c.threshold,
            p.label_{checked(language)} as parameter, coalesce(u.label_{checked(language)}, p.unit) as unit, p.basis, p.owner,
            c.reason_{checked(language)} as reason
        from policy.fact_criterion as c
        join reference.criterion as r using (criterion)
        left join reference.policy_parameter as p on c.parameter_id = p.parameter_id and c.threshold = p.value
        left join reference.threshold_unit as u on p.unit = u.threshold_unit
        where c.overall_clause_id = ? and c.school_id = ? and c.major_name = ? and c.period_year = ?
        qualify row_number() over (partition by c.criterion_key order by p.valid_from desc, p.loaded_date desc) = 1
        order by r.display_order
        """,
        [OVERALL, school_id, major_name, year],
    ).df()
    frame["outcome"] = [text(language, f"criterion_outcome.{code}") for code in frame["outcome"]]
    frame["measured"] = [span(low, high) for low, high in zip(frame["value_low"], frame["value_high"], strict=True)]
    frame["limit"] = [plain(value) for value in frame["threshold"]]
    frame["basis"] = [text(language, f"parameter_basis.{code}") if isinstance(code, str) else None for code in frame["basis"]]
    return frame


@remembered
def watched(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many through-train points there are, and how many of them no ground could be tested on."""
    row = connection.execute("select count(*), count(*) filter (tested = 0) from policy.rpt_watch_list").fetchone()
    assert row is not None
    return row[0], row[1]


@remembered
def first_watched(connection: duckdb.DuckDBPyConnection, language: str, most: int) -> pd.DataFrame:
    """The first rows of the watch list. The whole one of a nation is too long to be remembered."""
    return watch_list(connection, language, most)


def watch_list(connection: duckdb.DuckDBPyConnection, language: str, most: int | None = None) -> pd.DataFrame:
    """Through-train points in the order of the yearly review of item 6, with what each ground found and what is missing; `most` None means all."""
    frame = connection.execute(
        f"""
        select watch_rank, priority, school_id, school_name, major_code, major_name, pathway, period_year as year, flagged as flags,
            tested, criteria, quality_outcome, demand_outcome, placement_outcome, intake_by_plan_pct, placement_pct,
            missing_{checked(language)} as missing
        from policy.rpt_watch_list order by period_year desc, watch_rank, school_name, major_name limit $most
        """,
        {"most": most},
    ).df()
    for column in ("quality_outcome", "demand_outcome", "placement_outcome"):
        frame[column] = [text(language, f"criterion_outcome.{code}") for code in frame[column]]
    frame["priority"] = [text(language, f"watch_priority.{code}") for code in frame["priority"]]
    return decoded(connection, frame, language, {"pathway": "pathway"})

"""Questions on the clauses: targets with their deadlines, and which clauses cannot be evaluated for want of which data. No drawing here."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.pages.text import SYMBOLS, text
from warehouse.pages.whatif_queries import plain, span
from warehouse.query.remembered import remembered
from warehouse.query.words import checked

STATUSES = ("missed", "mixed_rounds", "on_track", "no_deadline", "not_evaluable", "reached")
"""Where a target may stand, what asks for a look first."""

COVERAGES = ("judged", "no_data", "not_modelled")


@remembered
def targets(connection: duckdb.DuckDBPyConnection, language: str, status: str | None) -> pd.DataFrame:
    """Clauses that set a number to be reached: stated, actual, what is missing, deadline, where it stands; what asks for a look first."""
    frame = connection.execute(
        f"""
        select t.target_status as code, t.clause_id as clause, t.statement_{checked(language)} as asks, t.subject_name as subject,
            t.period_year as year, t.stated, t.stated_high, t.actual, t.gap, t.on_record,
            coalesce(u.label_{checked(language)}, t.threshold_unit) as unit, t.deadline, t.evidence
        from policy.fact_target as t left join reference.threshold_unit as u using (threshold_unit)
        where $status is null or t.target_status = $status
        order by list_position($order, t.target_status), t.deadline nulls last, t.clause_id, t.subject_name
        """,
        {"status": status, "order": list(STATUSES)},
    ).df()
    frame["target_status"] = [text(language, f"target_status.{code}") for code in frame["code"]]
    frame["target_stated"] = [span(low, high if high == high else low) for low, high in zip(frame["stated"], frame["stated_high"], strict=True)]
    frame["target_actual"] = [_number(value) for value in frame["actual"]]
    frame["target_gap"] = [_gap(language, value) for value in frame["gap"]]
    frame["deadline"] = pd.to_datetime(frame["deadline"]).dt.strftime("%Y-%m-%d")
    frame["deadline"] = frame["deadline"].fillna(SYMBOLS["not_applicable"])
    return frame


def _number(value: object) -> str | None:
    return None if value is None or value != value else plain(value)


def _gap(language: str, value: object) -> str | None:
    """What is missing to the number as stated, or by how much it is passed."""
    if value is None or value != value:
        return None
    amount = float(str(value))
    return text(language, "targets.over", amount=plain(-amount)) if amount < 0 else plain(amount)


@remembered
def coverage(connection: duckdb.DuckDBPyConnection, language: str, wanted: str | None, document: str | None) -> pd.DataFrame:
    """One row a clause: whether it is judged, on how many subjects, and which data is missing where it is not."""
    frame = connection.execute(
        f"""
        select c.coverage as code, c.clause_id as clause, c.document_id, c.section, c.statement_{checked(language)} as asks, c.subjects, c.judged,
            c.not_evaluable, c.not_applicable, c.data_needed_{checked(language)} as missing_data, c.reason_{checked(language)} as why_not
        from policy.rpt_clause_coverage as c
        where ($coverage is null or c.coverage = $coverage) and ($document is null or c.document_id = $document)
        order by list_position($order, c.coverage) desc, c.clause_id
        """,
        {"coverage": wanted, "document": document, "order": list(COVERAGES)},
    ).df()
    frame["coverage"] = [text(language, f"coverage.{code}") for code in frame["code"]]
    return frame


@remembered
def data_sets(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """The data whose lack leaves most clauses without a verdict, most first: what collecting it would open."""
    return connection.execute(
        f"""
        select trim(data_set) as missing_data, count(*) as clauses
        from (
            select unnest(string_split(data_needed_{checked(language)}, {"'、'" if language == "zh" else "'; '"})) as data_set
            from policy.rpt_clause_coverage where coverage <> 'judged'
        )
        group by 1 order by 2 desc, 1
        """
    ).df()


@remembered
def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many clauses are judged, have no data, have no measure."""
    rows = connection.execute("select coverage, count(*) from policy.rpt_clause_coverage group by 1").fetchall()
    return {code: dict(rows).get(code, 0) for code in COVERAGES}

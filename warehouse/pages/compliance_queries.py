"""Questions of the compliance page. No drawing here."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.policy.worklist import Filter, worklist_of


def verdict_counts(connection: duckdb.DuckDBPyConnection, language: str) -> list[tuple[str, str, int, str]]:
    """Verdict, its label, how many, and its meaning, worst first."""
    label = "label_zh" if language == "zh" else "label_en"
    return connection.execute(
        f"""
        select c.verdict, c.{label}, count(v.verdict_key), c.meaning
        from reference.verdict_code c left join policy.fact_verdict v using (verdict)
        group by all order by min(c.rank)
        """
    ).fetchall()


def documents(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in connection.execute("select distinct document_id from policy.dim_clause order by 1").fetchall()]


def verdicts(connection: duckdb.DuckDBPyConnection, language: str, wanted: tuple[str, ...], document: str | None) -> pd.DataFrame:
    """The worklist: verdict, clause, subject, measured value, threshold, reason."""
    answer = worklist_of(connection, Filter(verdicts=wanted))
    frame = pd.DataFrame(answer.rows, columns=answer.columns)
    if document is not None:
        frame = frame[frame["clause_id"].isin(_clauses_of(connection, document))]
    frame["reason"] = frame["reason_zh" if language == "zh" else "reason_en"]
    frame["evidence"] = frame["evidence"].fillna("\u2026")
    frame["measured"] = [_interval(low, high) for low, high in zip(frame["value_low"], frame["value_high"], strict=True)]
    frame["limit"] = [_plain(value) for value in frame["threshold"]]
    return frame.rename(columns={"clause_id": "clause", "subject_name": "subject", "period_year": "year"})


def _clauses_of(connection: duckdb.DuckDBPyConnection, document: str) -> list[str]:
    rows = connection.execute("select clause_id from policy.dim_clause where document_id = ?", [document]).fetchall()
    return [row[0] for row in rows]


def _interval(low: object, high: object) -> str:
    if low is None or low != low:
        return "\u2026"
    return _plain(low) if low == high else f"{_plain(low)}\u2013{_plain(high)}"


def _plain(value: object) -> str:
    if value is None or value != value:
        return "\u2026"
    return f"{float(str(value)):,.2f}".rstrip("0").rstrip(".")

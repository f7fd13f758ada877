"""Questions of the reconciliation page. No drawing here."""

from __future__ import annotations

import duckdb
import pandas as pd

from warehouse.query.remembered import remembered


@remembered
def counts(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many identities there are and how many do not add up."""
    row = connection.execute("select count(*), count(*) filter (not agrees) from reconciliation.fact_reconciliation").fetchone()
    assert row is not None
    return row[0], row[1]


@remembered
def identities(connection: duckdb.DuckDBPyConnection, language: str, only_disagreeing: bool) -> pd.DataFrame:
    """What must add up, as printed and as recomputed, with the explanation where it does not."""
    statement, explanation = ("statement_zh", "explanation_zh") if language == "zh" else ("statement_en", "explanation")
    return connection.execute(
        f"""
        select
            {statement} as statement, cast(stated as double) as stated, cast(recomputed as double) as recomputed,
            cast(difference as double) as difference, coalesce({explanation}, '') as explanation, printed_at as source, stated_quantity_id as row_id
        from reconciliation.fact_reconciliation
        where not $only or not agrees
        order by agrees, identity_id
        """,
        {"only": only_disagreeing},
    ).df()

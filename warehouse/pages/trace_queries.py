"""Questions of the trace page beyond the trace itself (`warehouse.query.trace`). No drawing here."""

from __future__ import annotations

import duckdb

from warehouse.query.remembered import remembered
from warehouse.query.words import checked


@remembered
def code_words(connection: duckdb.DuckDBPyConnection, language: str) -> dict[tuple[str, str], str]:
    """(Column, code) → words, for columns that are named after their code set, and for indicators."""
    label = f"label_{checked(language)}"
    rows = connection.execute(
        f"""
        select code_set, code, {label} from reference.code_list
        union all select 'indicator_id', indicator_id, {label} || ' (' || indicator_id || ')' from marts.dim_indicator
        """
    ).fetchall()
    return {(column, code): words for column, code, words in rows}

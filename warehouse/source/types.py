"""The DuckDB type of a source column: what the snapshot and columnar files hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer
from sqlalchemy.sql.schema import Column

from warehouse.source.base import ExactDecimal


def duckdb_type(column: Column[Any]) -> str:
    """The DuckDB type of a source column. ADBC infers SQLite types from the data, so types come from the metadata."""
    if isinstance(column.type, ExactDecimal):
        return f"DECIMAL({column.type.precision}, {column.type.scale})"
    if isinstance(column.type, Boolean):
        return "BOOLEAN"
    if isinstance(column.type, Integer):
        return "INTEGER"
    if isinstance(column.type, DateTime):
        return "TIMESTAMP"
    if isinstance(column.type, Date):
        return "DATE"
    return "VARCHAR"

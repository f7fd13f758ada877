"""Questions of the page on releases and quality: what changed, what was checked, what is known to be wrong. No drawing here."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from warehouse.errors import WarehouseError
from warehouse.pages.labels import checked
from warehouse.query.connection import open_release
from warehouse.release import pointer
from warehouse.settings import DATABASE_NAME, PROJECT_ROOT, Home

PROSE = PROJECT_ROOT / "docs"


def versions(home: Home) -> pd.DataFrame:
    """The releases that are kept, newest first: id, when it was built, beginning of the content's hash, findings of the audit, synthetic or not."""
    rows = [
        {
            "release_id": str(manifest["release_id"]),
            "built_at": str(manifest["built_at"]).replace("T", " ")[:16],
            "content": str(manifest["content_sha256"])[:12],
            "audit_warnings": manifest["audit_warnings"],
            "is_synthetic": bool(manifest.get("is_synthetic")),
        }
        for manifest in pointer.manifests(home)
    ]
    return pd.DataFrame(rows, columns=["release_id", "built_at", "content", "audit_warnings", "is_synthetic"])


def before(home: Home, release_id: str) -> str | None:
    """The kept release that came before one, or None."""
    earlier = [str(manifest["release_id"]) for manifest in pointer.manifests(home) if str(manifest["release_id"]) < release_id]
    return earlier[0] if earlier else None


def changes(connection: duckdb.DuckDBPyConnection, home: Home, earlier: str, language: str) -> pd.DataFrame:
    """Tables whose number of rows differs from an earlier release's: rows before and now. A table that is new or gone has no number there.

    Raises WarehouseError if the earlier release cannot be opened.
    """
    query = f"select schema_name || '.' || table_name as table_name, label_{checked(language)} as label, row_count as rows from meta.table_dictionary"
    now = connection.execute(query).df()
    with open_release(home.releases / earlier / DATABASE_NAME) as other:
        try:
            then = other.execute(query).df()
        except duckdb.Error as error:
            raise WarehouseError(f"{earlier}: holds no table list that can be compared") from error
    merged = now.merge(then, on="table_name", how="outer", suffixes=("_now", "_before"))
    merged["label"] = merged["label_now"].fillna(merged["label_before"])
    changed = merged[merged["rows_now"].fillna(-1) != merged["rows_before"].fillna(-1)].copy()
    changed["change"] = changed["rows_now"].fillna(0) - changed["rows_before"].fillna(0)
    return changed[["table_name", "label", "rows_before", "rows_now", "change"]].sort_values("table_name", ignore_index=True)


def checks(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What the audit checked: failed ones first."""
    return connection.execute(
        """
        select success, severity, suite, table_name, coalesce(nullif(note, ''), expectation) as check_name, observed, nullif(detail, '') as detail
        from meta.audit_result order by success, severity, suite, table_name, check_name
        """
    ).df()


def disagreements(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Printed totals that do not add up, by kind of difference."""
    return connection.execute(
        f"""
        select statement_{checked(language)} as statement, cast(difference as double) as difference,
            {"explanation_zh" if language == "zh" else "explanation"} as explanation, printed_at as source, stated_quantity_id as row_id
        from reconciliation.fact_reconciliation where not agrees order by identity_id
        """
    ).df()


def corrections(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The ledger of corrections: what was changed against print, and why."""
    return connection.execute(
        """
        select correction_id, target_table as table_name, target_id as source, target_id as row_id, target_column as column_name, action, expect,
            value as new_value, reason
        from reference.correction order by 1
        """
    ).df()


def prose(name: str, language: str) -> str:
    """A page of the documentation in one language: `docs/<name>_<language>.md`, without its title."""
    path: Path = PROSE / f"{name}_{checked(language)}.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[1:] if lines and lines[0].startswith("# ") else lines).strip()

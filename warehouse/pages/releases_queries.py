"""Questions of the page on releases and quality: what changed, what was checked, what is known to be wrong. No drawing here."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from warehouse.pages.labels import objects_in_words
from warehouse.query.remembered import remembered
from warehouse.query.words import checked
from warehouse.release import pointer
from warehouse.settings import PROJECT_ROOT, Home

PROSE = PROJECT_ROOT / "docs"


def versions(home: Home) -> pd.DataFrame:
    """The releases that are kept, newest first: id, version, when built, beginning of the content's hash, findings of the audit, synthetic."""
    rows = [
        {
            "release_id": str(manifest["release_id"]),
            "version": manifest.get("version"),
            "built_at": str(manifest["built_at"]).replace("T", " ")[:16],
            "content": str(manifest["content_sha256"])[:12],
            "audit_warnings": manifest["audit_warnings"],
            "is_synthetic": bool(manifest.get("is_synthetic")),
        }
        for manifest in pointer.manifests(home)
    ]
    return pd.DataFrame(rows, columns=["release_id", "version", "built_at", "content", "audit_warnings", "is_synthetic"])


@remembered
def previous(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The release that was current when this one was published; None for the first."""
    row = connection.execute("select previous_release_id from meta.release").fetchone()
    return row[0] if row else None


@remembered
def changes(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Tables that differ from the release before: rows before and now, rows added, removed and changed by key, columns that came or went."""
    return connection.execute(
        f"""
        select c.schema_name || '.' || c.table_name as table_name, t.label_{checked(language)} as label, c.rows_before, c.rows_after, c.rows_added,
            c.rows_removed, c.rows_changed, nullif(concat_ws(' ', c.columns_added, c.columns_removed, c.columns_retyped), '') as columns_changed
        from meta.release_change c left join meta.table_dictionary t using (schema_name, table_name)
        where c.schema_name <> 'meta' order by case c.schema_name when 'marts' then 1 when 'policy' then 2 else 3 end, 1
        """
    ).df()


@remembered
def verdict_changes(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Verdicts that are not what they were in the release before."""
    frame = connection.execute(
        f"""
        select c.clause_id as clause, c.subject_name as subject, c.object_key as object, c.period_year as year,
            old.label_{checked(language)} as before, new.label_{checked(language)} as after
        from meta.verdict_change c
        left join reference.verdict_code old on c.verdict_before = old.verdict
        left join reference.verdict_code new on c.verdict_after = new.verdict
        order by new.rank, c.clause_id, c.subject_name
        """
    ).df()
    return frame.assign(object=objects_in_words(connection, language, frame["object"]))


def notes(home: Home, release_id: str, language: str) -> bytes | None:
    """The release notes that were written when the release was published, or None."""
    file = home.releases / release_id / f"notes.{checked(language)}.md"
    return file.read_bytes() if file.exists() else None


@remembered
def checks(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """What the audit checked: failed ones first. `note` says why a check exists, where its kind does not say enough."""
    note = "note_zh" if language == "zh" else "note"
    return connection.execute(
        f"""
        select success, severity, suite, table_name, column_name, expectation, {note} as note, observed, nullif(detail, '') as detail
        from meta.audit_result order by success, severity, suite, table_name, note, expectation, column_name
        """
    ).df()


@remembered
def disagreements(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Printed totals that do not add up, by kind of difference."""
    return connection.execute(
        f"""
        select statement_{checked(language)} as statement, cast(difference as double) as difference,
            {"explanation_zh" if language == "zh" else "explanation"} as explanation, printed_at as source, stated_quantity_id as row_id
        from reconciliation.fact_reconciliation where not agrees order by identity_id
        """
    ).df()


@remembered
def corrections(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """The ledger of corrections: what was changed against print, and why."""
    reason = "reason_zh" if language == "zh" else "reason"
    return connection.execute(
        f"""
        select correction_id, target_table as table_name, target_id as source, target_id as row_id, target_column as column_name, action, expect,
            value as new_value, {reason} as reason
        from reference.correction order by 1
        """
    ).df()


def prose(name: str, language: str) -> str:
    """A page of the documentation in one language: `docs/<name>_<language>.md`, without its title."""
    path: Path = PROSE / f"{name}_{checked(language)}.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[1:] if lines and lines[0].startswith("# ") else lines).strip()

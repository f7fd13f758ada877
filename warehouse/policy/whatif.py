"""What-if by the same SQL: the release's compiled policy models run in a shadow catalog that holds the scenario's lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import duckdb

from warehouse.policy.proposal import Line, Resolver
from warehouse.query.connection import open_release

CATALOG = "warehouse"
"""The name that compiled SQL gives the catalog: the stem of every release file."""

MEASURE = "int_measure__"
"""What the name of a measure model begins with; the rest is its family in policy.fact_measure."""

Shadow = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Verdict:
    """One verdict, from the release or from a scenario."""

    clause_id: str
    act: str
    subject_id: str
    subject_name: str
    object_key: str
    period_year: int
    verdict: str
    outcome: str
    value_low: Any
    value_high: Any
    threshold: Any
    reason_zh: str
    reason_en: str
    evidence: str | None


@dataclass(frozen=True)
class WhatIf:
    """State verdicts of the schools concerned, and what the proposals cause."""

    state: list[Verdict]
    proposal: list[Verdict]


def resolve(database: Path, rows: list[dict[str, str]], scenario_id: str = "whatif", name: str = "proposals") -> list[Line]:
    """Resolve proposal rows against a release. Raises InputError with one line for each fault."""
    with open_release(database) as connection:
        return Resolver(connection).lines(rows, scenario_id, name)


def whatif(database: Path, lines: list[Line], arrange: Callable[[Shadow], None] | None = None) -> WhatIf:
    """Evaluate lines on a release. The release is attached read-only; nothing of it changes.

    `arrange` may replace published tables inside the shadow before the models run (tests and cases use it).
    """
    with duckdb.connect() as shadow:
        shadow.execute("set python_enable_replacements = false")
        _lay_shadow(shadow, database)
        if arrange is not None:
            arrange(shadow)
        if lines:
            slots = ", ".join("?" * len(fields(Line)))
            shadow.executemany(f"insert into {CATALOG}.reference.proposal_line values ({slots})", [astuple(line) for line in lines])
        _run_models(shadow, all_of_them=arrange is not None)
        return WhatIf(_verdicts(shadow, "state", [line.school_id for line in lines]), _verdicts(shadow, "proposal", None))


def _lay_shadow(shadow: Shadow, database: Path) -> None:
    """A catalog under the warehouse's own name: views on the release, but for what the scenario changes."""
    shadow.execute(f"attach '{_literal(database)}' as published (read_only)")
    shadow.execute(f"attach ':memory:' as {CATALOG}")
    rebuilt = set(shadow.execute("select node_schema, node_name from published.meta.compiled_model").fetchall())
    for schema in ("marts", "policy", "reconciliation", "reference", "source", "meta", "intermediate"):
        shadow.execute(f"create schema {CATALOG}.{schema}")
    tables = shadow.execute("select schema_name, table_name from duckdb_tables() where database_name = 'published'").fetchall()
    for schema, table in tables:
        if (schema, table) == ("reference", "proposal_line"):
            shadow.execute(f"create table {CATALOG}.reference.proposal_line as from published.reference.proposal_line")
        elif (schema, table) not in rebuilt:
            shadow.execute(f'create view {CATALOG}."{schema}"."{table}" as from published."{schema}"."{table}"')


def _run_models(shadow: Shadow, all_of_them: bool) -> None:
    """Run the stored SQL in order. A measure that no proposal can change is read from the release, unless the facts were arranged."""
    models = shadow.execute("select node_name, node_schema, depends_on_seam, sql_text from published.meta.compiled_model order by run_order")
    for name, schema, depends_on_seam, text in models.fetchall():
        family = str(name).removeprefix(MEASURE)
        if depends_on_seam or all_of_them:
            shadow.execute(f'create table {CATALOG}."{schema}"."{name}" as {text}')
        elif family != name:
            shadow.execute(
                f'create view {CATALOG}."{schema}"."{name}" as '
                f"select * exclude (family) from published.policy.fact_measure where family = '{family}'"
            )


def _verdicts(shadow: Shadow, act: str, school_ids: list[str] | None) -> list[Verdict]:
    rows = shadow.execute(
        f"""
        select v.clause_id, v.act, v.subject_id, v.subject_name, v.object_key, v.period_year, v.verdict, v.outcome,
            v.value_low, v.value_high, v.threshold, v.reason_zh, v.reason_en, v.evidence
        from {CATALOG}.policy.fact_verdict v
        join {CATALOG}.reference.verdict_code c using (verdict)
        where v.act = $act and ($schools is null or v.subject_id in (select unnest($schools)))
        order by c.rank, v.clause_id, v.subject_id, v.object_key, v.period_year
        """,
        {"act": act, "schools": school_ids},
    ).fetchall()
    return [Verdict(*row) for row in rows]


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")

"""What-if by the same SQL: the release's compiled policy models run in a shadow catalog that holds the scenario's lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from warehouse.policy.proposal import Line, Resolver
from warehouse.query.connection import open_release

CATALOG = "warehouse"
"""The name that compiled SQL gives the catalog: the stem of every release file."""

CITY = "上海"
"""Subject of verdicts on the whole city."""

BY_SCHOOL = ("int_policy__programme", "int_policy__state_count", "fact_criterion")
"""Models that policy reads school by school: below them no verdict on a school depends on the rows of another one."""

MEASURE = "int_measure__"
"""What the name of a measure model begins with; the rest is its family in policy.fact_measure."""

Shadow = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Verdict:
    """One verdict, from the release or from a scenario. `margin` is the distance to the limit, below zero where it is broken."""

    clause_id: str
    act: str
    subject_id: str
    subject_name: str
    object_key: str
    period_year: int
    verdict: str
    verdict_without_waiver: str
    verdict_if_in_force: str
    outcome: str
    value_low: Decimal | None
    value_high: Decimal | None
    threshold: Decimal | None
    margin: Decimal | None
    grounds: str | None
    reason_zh: str
    reason_en: str
    evidence: str | None


@dataclass(frozen=True)
class Change:
    """One verdict of a proposal beside the present verdict of the same clause and school (None where there is none)."""

    after: Verdict
    before: Verdict | None
    effect: str
    """`worse`, `better`, `same`, or `new` where the clause says nothing about the school today."""


@dataclass(frozen=True)
class Item:
    """One row of evidence: what was counted, folded or left out, and why."""

    measure_id: str
    subject_id: str
    object_key: str
    item_key: str
    item_label: str
    role: str
    why: str
    source: str | None


@dataclass(frozen=True)
class WhatIf:
    """Present verdicts of the schools concerned, what the proposals cause, both side by side, and the items behind the counts."""

    state: list[Verdict]
    proposal: list[Verdict]
    changes: list[Change]
    evidence: list[Item]


def evaluate(database: Path, rows: list[dict[str, str]], name: str = "proposals", known_at: date | None = None) -> WhatIf:
    """Try proposals of one school or of a whole round on a release; nothing is stored.

    Each row is a dict with the columns of a proposal file (`COLUMNS` of `warehouse.policy.proposal`), so
    `evaluate(database, [{"school": "上海城建职业学院", "action": "add", "major": "护理", "decision_date": "2024-06-01",
    "effective_date": "2024-09-01"}])` is the same as `warehouse whatif` on a file with that row. `known_at` takes clauses and waivers as they
    were loaded by that day. Raises InputError with one line for each fault.
    """
    return whatif(database, resolve(database, rows, name=name), known_at=known_at)


def resolve(database: Path, rows: list[dict[str, str]], scenario_id: str = "whatif", name: str = "proposals") -> list[Line]:
    """Resolve proposal rows against a release. Raises InputError with one line for each fault."""
    with open_release(database) as connection:
        return Resolver(connection).lines(rows, scenario_id, name)


def whatif(
    database: Path,
    lines: list[Line],
    arrange: Callable[[Shadow], None] | None = None,
    known_at: date | None = None,
    subjects: Iterable[str] = (),
    inspect: Callable[[Shadow], None] | None = None,
) -> WhatIf:
    """Evaluate lines on a release. The release is attached read-only; nothing of it changes.

    `subjects` are further schools (or 上海) whose present verdicts are wanted. `arrange` may
    replace published tables inside the shadow before the models run, `inspect` may read what they gave (tests and cases use them).
    """
    with duckdb.connect() as shadow:
        shadow.execute("set python_enable_replacements = false")
        lay_shadow(shadow, database)
        if arrange is not None:
            arrange(shadow)
        if known_at is not None:
            shadow.execute(f"create or replace table {CATALOG}.reference.evaluation as select ?::date as known_at", [known_at])
        _write_lines(shadow, lines)
        asked = None if arrange is not None or inspect is not None else _schools_asked(lines, set(subjects))
        _run_models(shadow, facts_arranged=arrange is not None, everything=inspect is not None, schools=asked)
        if inspect is not None:
            inspect(shadow)
        return _answer(shadow, lines, set(subjects))


def lay_shadow(shadow: Shadow, database: Path) -> None:
    """A catalog under the warehouse's own name: views on the release, but for what the scenario changes.

    Proposals filed in the release are left out, as they stand evaluated there.
    """
    shadow.execute(f"attach '{_literal(database)}' as published (read_only)")
    shadow.execute(f"attach ':memory:' as {CATALOG}")
    rebuilt = set(shadow.execute("select node_schema, node_name from published.meta.compiled_model").fetchall())
    for schema in ("marts", "policy", "reconciliation", "reference", "source", "meta", "intermediate"):
        shadow.execute(f"create schema {CATALOG}.{schema}")
    tables = shadow.execute("select schema_name, table_name from duckdb_tables() where database_name = 'published'").fetchall()
    for schema, table in tables:
        if (schema, table) in (("reference", "proposal_line"), ("reference", "evaluation")):
            empty = "limit 0" if table == "proposal_line" else ""
            shadow.execute(f"create table {CATALOG}.reference.{table} as from published.reference.{table} {empty}")
        elif (schema, table) not in rebuilt:
            shadow.execute(f'create view {CATALOG}."{schema}"."{table}" as from published."{schema}"."{table}"')


def _write_lines(shadow: Shadow, lines: list[Line]) -> None:
    if lines:
        slots = ", ".join("?" * len(fields(Line)))
        shadow.executemany(f"insert into {CATALOG}.reference.proposal_line values ({slots})", [astuple(line) for line in lines])


def _schools_asked(lines: list[Line], subjects: set[str]) -> set[str] | None:
    """The schools whose present verdicts are asked for; None if those of all are needed.

    A new parameter judges everybody again, and whether a clause is judged at all, which is told of the city, shows in all its subjects only.
    """
    if CITY in subjects or any(line.action == "set_parameter" for line in lines):
        return None
    return subjects | {school for line in lines for school in (line.school_id, line.partner_school_id) if school}


def _run_models(shadow: Shadow, facts_arranged: bool, everything: bool, schools: set[str] | None) -> None:
    """Run the stored SQL in order, only what the answer needs, or `everything` that policy publishes.

    A measure or policy table that no proposal can change is read from the release, unless the facts were arranged. Given `schools`, the present
    state of no others is judged again: no verdict on a school reads the measures of another one.
    """
    rows = shadow.execute("select node_name, node_schema, depends_on_seam, sql_text from published.meta.compiled_model order by run_order").fetchall()
    models = [Model(*row) for row in rows]
    wanted = {m.name for m in models} if everything else {"fact_verdict", "fact_measure_item"}
    for model in reversed(models):
        from_release = model.name in wanted and not (facts_arranged or model.depends_on_seam) and model.released is not None
        if model.name in wanted and not from_release:
            wanted.update(m.name for m in models if f'"{m.schema}"."{m.name}"' in model.text)
    asked = None if schools is None else _list(sorted(schools))
    for model in models:
        place = f'{CATALOG}."{model.schema}"."{model.name}"'
        if model.name not in wanted:
            continue
        if facts_arranged or model.depends_on_seam or model.released is None:
            some = f"select * from ({model.text}) where school_id in {asked}" if asked and model.name in BY_SCHOOL else model.text
            shadow.execute(f"create table {place} as {some}")
        else:
            shadow.execute(f"create view {place} as {model.released}{model.of_schools(asked)}")


@dataclass(frozen=True)
class Model:
    """One compiled model of the release."""

    name: str
    schema: str
    depends_on_seam: bool
    text: str

    @property
    def released(self) -> str | None:
        """Where the release holds the rows of a model that no proposal changes; None if it does not."""
        if self.name.startswith(MEASURE):
            return f"select * exclude (family) from published.policy.fact_measure where family = '{self.name.removeprefix(MEASURE)}'"
        return f'from published."{self.schema}"."{self.name}"' if self.schema == "policy" else None

    def of_schools(self, asked: str | None) -> str:
        """What is added to `released` where only some schools are asked for, given as a list in SQL."""
        if asked is None:
            return ""
        if self.name.startswith(MEASURE):
            return f" and (subject_type <> 'school' or subject_id in {asked})"
        return f" where school_id in {asked}" if self.name in BY_SCHOOL else ""


def _answer(shadow: Shadow, lines: list[Line], subjects: set[str]) -> WhatIf:
    schools = subjects | {line.school_id for line in lines} | {line.partner_school_id for line in lines}
    scenarios = sorted({line.scenario_id for line in lines})
    state = _verdicts(shadow, "v.proposal_id is null and v.subject_id in (select unnest($wanted))", sorted(s for s in schools if s))
    proposal = _verdicts(shadow, "v.proposal_id in (select unnest($wanted))", scenarios)
    told = {v.subject_id for v in proposal} - schools
    before = state + (_verdicts(shadow, "v.proposal_id is null and v.subject_id in (select unnest($wanted))", sorted(told)) if told else [])
    evidence = [
        Item(*row)
        for row in shadow.execute(
            f"select measure_id, subject_id, object_key, item_key, item_label, role, why, source from {CATALOG}.policy.fact_measure_item "
            "where scenario_id in (select unnest($wanted)) order by all",
            {"wanted": scenarios},
        ).fetchall()
    ]
    rank = dict(shadow.execute(f"select verdict, rank from {CATALOG}.reference.verdict_code").fetchall())
    return WhatIf(state, proposal, list(_changes(proposal, before, rank)), evidence)


def _changes(proposal: list[Verdict], state: list[Verdict], rank: dict[str, int]) -> Iterator[Change]:
    """Beside a proposal's verdict goes the latest present one; beside a state under another parameter the same state as it is."""
    exact: dict[tuple[str, str, str, int], Verdict] = {}
    latest: dict[tuple[str, str], Verdict] = {}
    for verdict in state:
        exact.setdefault((verdict.clause_id, verdict.subject_id, verdict.object_key, verdict.period_year), verdict)
        known = latest.get((verdict.clause_id, verdict.subject_id))
        if not verdict.object_key and (known is None or verdict.period_year > known.period_year):
            latest[(verdict.clause_id, verdict.subject_id)] = verdict
    for after in proposal:
        if after.act == "state":
            before = exact.get((after.clause_id, after.subject_id, after.object_key, after.period_year))
        else:
            before = latest.get((after.clause_id, after.subject_id))
        step = rank[after.verdict] - rank[before.verdict] if before else 0
        yield Change(after, before, "new" if before is None else "worse" if step < 0 else "better" if step > 0 else "same")


def _verdicts(shadow: Shadow, condition: str, wanted: list[str]) -> list[Verdict]:
    columns = ", ".join(f"v.{f.name}" for f in fields(Verdict))
    rows = shadow.execute(
        f"""
        select {columns}
        from {CATALOG}.policy.fact_verdict v
        join {CATALOG}.reference.verdict_code c using (verdict)
        where {condition}
        order by c.rank, v.clause_id, v.subject_id, v.object_key, v.period_year, v.verdict_key, v.measure_id, v.reason_en
        """,
        {"wanted": wanted},
    ).fetchall()
    return [Verdict(*row) for row in rows]


def _literal(text: Path | str) -> str:
    return str(text).replace("'", "''")


def _list(texts: list[str]) -> str:
    """Texts as a list in SQL; of none, a list that nothing is in."""
    return "(" + ", ".join(f"'{_literal(text)}'" for text in texts or [""]) + ")"

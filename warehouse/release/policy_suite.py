"""The policy suite: expectations made at run time from the clause and parameter rows of a candidate, so that no number stands in a suite file.

It is a second, independent evaluator beside `policy.fact_verdict`: it reads the measures, never the engine's outcome. Each limit is handed over
as a parameter of the run. A breach is a finding for planners and never stops a release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from warehouse.release.checks import Check

SUITE = "policy_clauses_in_force"
TABLE = "policy.fact_measure"
KEY = ("clause_id", "act", "scenario_id", "subject_type", "subject_id", "object_key", "year", "rule_date")
"""Columns that tell one judged row from another."""

QUERY = """select
    version.version, rule.clause_id, measure.act, measure.scenario_id, measure.subject_type, measure.subject_id,
    case when rule.measure_id = 'quantity' then '' else measure.object_key end as object_key,
    measure.year, cast(measure.rule_date as varchar) as rule_date, measure.value_low, measure.value_high,
    case when coalesce(rule.settled_outcome, measure.forced_outcome) = 'not_met' then 0 else 1 end as is_not_settled_as_breach
from policy.fact_measure as measure
inner join reference.policy_rule as rule
    on measure.measure_id = rule.measure_id and measure.act = rule.act
    and (rule.measure_id <> 'quantity' or (measure.object_key = rule.clause_id and measure.subject_id = rule.subject_id))
inner join (values {versions}) as version(version, clause_id, measure_id, act, operator, begins, ends, pre_threshold)
    on rule.clause_id = version.clause_id and rule.measure_id = version.measure_id and rule.act = version.act
    and measure.rule_date >= cast(version.begins as date) and measure.rule_date < cast(version.ends as date)
left join (
    -- Once for each reading that it goes with: equal columns join, while an `or` here compares every measure with every other.
    select asked.*, reading.reading as goes_with
    from policy.fact_measure as asked
    inner join reference.measure_reading as reading
        on asked.reading = reading.reading or asked.reading <> 'levels_apart' or reading.reading = 'plain'
    where asked.measure_id in (select pre_measure_id from reference.policy_rule)
) as precondition
    on rule.pre_measure_id = precondition.measure_id and measure.act = precondition.act and measure.scenario_id = precondition.scenario_id
    and measure.subject_id = precondition.subject_id and measure.object_key = precondition.object_key and measure.year = precondition.year
    and measure.reading = precondition.goes_with
where coalesce(rule.settled_outcome, measure.forced_outcome, 'not_worse') in ('not_worse', 'not_met')
    and (
        version.pre_threshold is null
        or precondition.value_low > version.pre_threshold
        -- A duty that begins with the crossing of a limit is judged from the year after.
        and not (version.operator = 'decrease' and coalesce(measure.denominator <= version.pre_threshold, true))
    )
"""
"""The measures that a clause judges, one row each, with the clause version they fall under, but for those that the facts settle without a comparison
(out of scope, exempt …) and those that a precondition leaves outside. The library then needs one condition a check."""

_NAME = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True)
class Version:
    """One version of a clause on one measure, and the dates for which it is the latest begun."""

    clause_id: str
    measure_id: str
    act: str
    operator: str
    threshold: str | None
    severity: str
    statement: str
    statement_zh: str
    begins: date
    ends: date
    pre_threshold: Decimal | None

    @property
    def name(self) -> str:
        """A name that the library can take in an expression: a hyphen would be read as minus."""
        return _NAME.sub("_", f"{self.clause_id}_{self.measure_id}_{self.act}_{self.begins:%Y%m%d}".lower())


@dataclass(frozen=True)
class Suite:
    """Checks and the numbers that their limits stand for."""

    checks: list[Check]
    parameters: dict[str, float]


def policy_suite(candidate: Path) -> Suite:
    """The suite of a candidate or a release, from its own rows."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        versions = list(_versions(connection))
        tolerance = _tolerance(connection)
        query = QUERY.format(versions=", ".join(_as_values(version) for version in versions))
        judging = dict(
            connection.execute(
                f"select version, min(is_not_settled_as_breach) from ({query}) where coalesce(value_low, value_high) is not null "
                "or is_not_settled_as_breach = 0 group by version"
            ).fetchall()
        )
    checks: list[Check] = []
    parameters: dict[str, float] = {}
    # A version that judges no row with a value would pass for nothing; what could not be judged stands in policy.rpt_clause_coverage.
    for version in [v for v in versions if v.name in judging]:
        for side, column, limit, strict in _limits(version, tolerance):
            name = f"{version.name}_{side}"
            parameters[name] = float(limit)
            arguments = {"column": column, f"{side}_value": {"$PARAMETER": name}, f"strict_{side}": strict, "where": {"version": version.name}}
            checks.append(_check(version, "expect_column_values_to_be_between", arguments, query))
        if judging[version.name] == 0:
            arguments = {"column": "is_not_settled_as_breach", "value_set": [1], "where": {"version": version.name}}
            checks.append(_check(version, "expect_column_values_to_be_in_set", arguments, query))
    return Suite(checks, parameters)


def unexpected_rows(candidate: Path) -> list[dict[str, str]]:
    """Every row that the suite finds unexpected, by the columns of KEY as text: what the library finds certainly breached."""
    from warehouse.release.audit import run_checks

    made = policy_suite(candidate)
    found = run_checks(candidate, made.checks, made.parameters, None, {"result_format": "COMPLETE", "unexpected_index_column_names": list(KEY)})
    rows = [row for _, result in found for row in (result.result or {}).get("unexpected_index_list") or []]
    return [{column: str(row[column]) for column in KEY} for row in rows]


def _versions(connection: duckdb.DuckDBPyConnection) -> Iterator[Version]:
    rows = connection.execute(
        """
        with version as (
            select *, row_number() over (partition by clause_id, valid_from order by loaded_date desc) as recency from policy.dim_clause
            where loaded_date <= (select max(known_at) from reference.evaluation)
        ),
        period as (
            select *, coalesce(lead(valid_from) over (partition by clause_id order by valid_from), date '9999-12-31') as next_from
            from version where recency = 1
        ),
        parameter as (
            select *, row_number() over (partition by parameter_id, valid_from order by loaded_date desc) as recency from reference.policy_parameter
            where loaded_date <= (select max(known_at) from reference.evaluation)
        ),
        parameter_period as (
            select
                parameter_id, value, valid_from,
                coalesce(lead(valid_from) over (partition by parameter_id order by valid_from), date '9999-12-31') as next_from
            from parameter where recency = 1
        )
        select distinct
            rule.clause_id, rule.measure_id, rule.act, clause.operator, coalesce(clause.threshold_value, cast(parameter.value as varchar)),
            clause.suggested_severity, clause.statement_en, clause.statement_zh,
            greatest(clause.valid_from, coalesce(parameter.valid_from, clause.valid_from)),
            least(clause.next_from, coalesce(parameter.next_from, clause.next_from)),
            cast(pre.threshold_value as decimal(24, 6))
        from reference.policy_rule as rule
        inner join period as clause on rule.clause_id = clause.clause_id
        left join reference.policy_rule_parameter as named on rule.clause_id = named.clause_id and rule.measure_id = named.measure_id
        left join parameter_period as parameter
            on named.parameter_id = parameter.parameter_id and parameter.valid_from < clause.next_from and parameter.next_from > clause.valid_from
        left join period as pre on rule.pre_clause_id = pre.clause_id and pre.valid_from <= clause.valid_from and clause.valid_from < pre.next_from
        order by all
        """
    ).fetchall()
    return (Version(*row) for row in rows)


def _tolerance(connection: duckdb.DuckDBPyConnection) -> Decimal:
    row = connection.execute(
        "select value from reference.policy_parameter where parameter_id = 'approx_tolerance' order by valid_from desc, loaded_date desc limit 1"
    ).fetchone()
    return Decimal(str(row[0])) / 100 if row else Decimal(0)


def _limits(version: Version, tolerance: Decimal) -> Iterator[tuple[str, str, Decimal, bool]]:
    """Side, column, limit and whether the limit itself is a breach. An upper limit reads the lower bound: only a certain breach counts."""
    text, operator = version.threshold or "", version.operator
    low, high = (text.split("|") + [text])[:2] if "|" in text else (text, text)
    if operator in ("decrease", "flag_any"):
        yield "max", "value_low", Decimal(0), operator == "decrease"
    elif operator == "exists":
        yield "min", "value_high", Decimal(low or 1), False
    elif text and not text.startswith("list:"):
        if operator in ("<=", "<", "=", "between", "approx", "flag_if_above"):
            yield "max", "value_low", Decimal(high) * (1 + tolerance if operator == "approx" else 1), operator == "<"
        if operator in (">=", ">", "=", "between", "approx", "flag_if_below"):
            yield "min", "value_high", Decimal(low) * (1 - tolerance if operator == "approx" else 1), operator == ">"


def _as_values(version: Version) -> str:
    """The version as a row of SQL. Its parts are ids, dates and numbers of our own seeds; quotes are doubled all the same."""
    texts = [version.name, version.clause_id, version.measure_id, version.act, version.operator, version.begins.isoformat(), version.ends.isoformat()]
    quoted = ["'" + text.replace("'", "''") + "'" for text in texts]
    return f"({', '.join(quoted)}, cast({'null' if version.pre_threshold is None else version.pre_threshold} as decimal(24, 6)))"


def _check(version: Version, expectation: str, arguments: dict[str, Any], query: str) -> Check:
    return Check(
        suite=SUITE,
        table=TABLE,
        expectation=expectation,
        severity="info" if version.severity == "info" else "warning",
        note=f"{version.clause_id}: {version.statement}",
        note_zh=f"{version.clause_id}：{version.statement_zh}",
        arguments=arguments,
        clause_id=version.clause_id,
        query=query,
    )

"""Metrics: one definition each, asked by name, dimension, filter and year; the command line, the app and the HTTP interface ask here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from warehouse.errors import InputError
from warehouse.query import semantic
from warehouse.query.adhoc import Answer, ask
from warehouse.query.connection import open_release

GRAINS = ("year",)
"""Everything is printed by the year."""
_CONDITION = re.compile(r"\s*([A-Za-z_]\w*)\s*(<>|!=|<=|>=|=|<|>|\bnot\s+in\b|\bin\b|\bis\s+not\b|\bis\b)\s*(.*?)\s*", re.IGNORECASE | re.DOTALL)
_HOW = 'write "column = value", with =, !=, <, <=, >, >=, in (a, b), not in (a, b), is null or is not null'


@dataclass(frozen=True)
class Dimension:
    """A column by which a metric can be cut; labels come from the release's dictionary."""

    name: str
    column: str
    table: str
    label_zh: str
    label_en: str


@dataclass(frozen=True)
class Metric:
    """A metric as the release defines it. `is_part`: it exists as numerator or denominator of others. `is_stock`: never added over years."""

    name: str
    label_zh: str
    label_en: str
    definition_zh: str
    definition_en: str
    unit: str
    unit_zh: str
    kind: str
    numerator: str | None
    denominator: str | None
    filter: str | None
    caveat_zh: str | None
    caveat_en: str | None
    is_part: bool
    is_stock: bool
    latest_year: int | None
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True)
class Question:
    """Which metrics, cut by what, of which rows. `where` holds conditions such as "district = 普陀区", all of which must hold."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    grain: str | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None


def list_metrics(database: Path) -> dict[str, Metric]:
    """All metrics of a release by name. Needs neither dbt nor MetricFlow."""
    with open_release(database) as connection:
        return metrics_of(connection)


def metrics_of(connection: duckdb.DuckDBPyConnection) -> dict[str, Metric]:
    """The same on an open connection. Raises InputError for a release that was built before it held metrics."""
    try:
        dimensions = connection.execute(
            """
            select d.metric_name, d.dimension_name, d.column_name, d.table_name, any_value(c.label_zh), any_value(c.label_en)
            from meta.metric_dimension d join meta.dictionary c using (table_name, column_name)
            group by all order by 1, 2
            """
        ).fetchall()
        rows = connection.execute(
            "select metric_name, label_zh, label_en, definition_zh, definition_en, unit, unit_zh, metric_kind, numerator, denominator, "
            "filter_text, caveat_zh, caveat_en, is_part, is_stock, latest_year from meta.metric order by metric_name"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise InputError("metric: this release holds no metrics; build a new one with `warehouse build`") from error
    complete = [(*row, tuple(Dimension(*d[1:]) for d in dimensions if d[0] == row[0])) for row in rows]
    return {row[0]: Metric(*row) for row in complete}


def catalogue(metrics: dict[str, Metric]) -> Answer:
    """All metrics that are asked for by name, with unit, definition, caveat and the columns they can be cut by."""
    columns = ["metric", "label_zh", "label_en", "unit", "definition", "caveat", "by"]
    rows = [
        (m.name, m.label_zh, m.label_en, m.unit, m.definition_en, m.caveat_en, " ".join(sorted({"year", *(d.column for d in m.dimensions)})))
        for m in metrics.values()
        if not m.is_part
    ]
    return Answer(columns, rows, True)


def markdown_table(metrics: dict[str, Metric]) -> str:
    """The table of `docs/metrics.md`: every metric that is asked for by name."""
    lines = ["| metric | 名称 | what it is | unit | divided | rows | mind |", "|---|---|---|---|---|---|---|"]
    for m in metrics.values():
        if not m.is_part:
            divided = f"{m.numerator} ÷ {m.denominator}" if m.numerator else ""
            rows = f"`{m.filter}`" if m.filter else ""
            lines.append(f"| `{m.name}` | {m.label_zh} | {m.definition_en} | {m.unit} | {divided} | {rows} | {m.caveat_en} |")
    return "\n".join(lines) + "\n"


def compile_metric(database: Path, question: Question) -> str:
    """The SQL of a question, by MetricFlow from the release's own semantic manifest.

    Columns are named plainly (district, year, enrolment). A stock asked without a year is that of its latest year.
    Raises InputError, in one line, for unknown names, metrics that share no such dimension, conditions that cannot be read, and sums.
    """
    asked = _resolve(_metrics(str(database)), question)
    compiled = _compiler(str(database)).sql(asked.metrics, asked.group_by, asked.where)
    columns = ", ".join([*(f"{source} as {name}" for name, source in asked.columns.items()), *asked.metrics])
    lines = [f"select {columns}", "from (", compiled, ") as metric"]
    if asked.order:
        lines.append(f"order by {', '.join(asked.order)}")
    if question.limit is not None:
        lines.append(f"limit {question.limit}")
    return "\n".join(lines)


def ask_metric(database: Path, question: Question, max_rows: int | None = None, user: str | None = None) -> Answer:
    """Answer a question through the sandbox, under its limits. Raises InputError as `compile_metric` does."""
    return ask(database, compile_metric(database, question), max_rows, user)


def warm(database: Path) -> None:
    """Load MetricFlow and the metrics of a release, so that the first question of a reader need not wait some seconds."""
    _compiler(str(database))


@lru_cache(maxsize=3)
def _metrics(database: str) -> dict[str, Metric]:
    """A release never changes, so its path is the key."""
    return list_metrics(Path(database))


@lru_cache(maxsize=3)
def _compiler(database: str) -> semantic.Compiler:
    with open_release(Path(database)) as connection:
        row = connection.execute("select manifest_json from meta.semantic_manifest").fetchone()
    assert row is not None
    return semantic.load(row[0])


@dataclass(frozen=True)
class _Asked:
    """A question in MetricFlow's own names, with the plain name of each column."""

    metrics: list[str]
    group_by: list[str]
    where: list[str]
    columns: dict[str, str]
    order: list[str]


def _resolve(known: dict[str, Metric], question: Question) -> _Asked:
    if not question.metrics:
        raise InputError("metric: name at least one metric; `warehouse metric` lists them")
    metrics = [_known_metric(known, name) for name in dict.fromkeys(question.metrics)]
    if question.grain is not None and question.grain not in GRAINS:
        raise InputError(f"metric: the grain '{question.grain}' is unknown; data is printed by the year, so give 'year'")
    by = [name for name in dict.fromkeys(question.by) if name not in GRAINS]
    has_year = question.grain is not None or len(by) < len(dict.fromkeys(question.by))
    columns = {d.column: d.name for d in (_dimension(metrics, name) for name in by)}
    group_by = list(columns.values())
    if has_year:
        columns["year"] = "cast(extract(year from metric_time__year) as integer)"
        group_by.append("metric_time__year")
    where = [_condition(metrics, one) for one in question.where]
    if not has_year and not any("metric_time" in one for one in where):
        where += _latest_year(metrics)
    outputs = [*columns, *(metric.name for metric in metrics)]
    order = [_ordered(one, outputs) for one in question.order] or [f"{name} nulls last" for name in columns]
    return _Asked([metric.name for metric in metrics], group_by, where, columns, order)


def _known_metric(known: dict[str, Metric], name: str) -> Metric:
    if name in known:
        return known[name]
    parts = [part.strip() for part in re.split(r"[+-]", name)]
    if len(parts) > 1 and all(part in known for part in parts):
        raise InputError(_not_added([known[part] for part in parts]))
    raise InputError(f"metric: '{name}' is unknown{_nearest(name, known)}; `warehouse metric` lists all")


def _not_added(metrics: Sequence[Metric]) -> str:
    units = list(dict.fromkeys(metric.unit for metric in metrics))
    told = " and ".join(f"{metric.name} ({metric.unit})" for metric in metrics)
    why = (
        "have different units and are never added"
        if len(units) > 1
        else f"both count '{units[0]}' and may count the same ones, so they are not added"
    )
    return f"metric: {told} {why}; ask for them side by side: warehouse metric {' '.join(metric.name for metric in metrics)}"


def _dimension(metrics: Sequence[Metric], name: str) -> Dimension:
    """The dimension of that name (district, or school__district) that all metrics share."""
    shared = [d for d in metrics[0].dimensions if all(d.name in {one.name for one in metric.dimensions} for metric in metrics[1:])]
    found = [d for d in shared if name in (d.name, d.column)]
    if len(found) == 1:
        return found[0]
    asked = " and ".join(metric.name for metric in metrics)
    if found:
        raise InputError(f"metric: '{name}' can be {' or '.join(d.name for d in found)} for {asked}; give the long name")
    known = sorted({d.column for d in shared})
    raise InputError(f"metric: {asked} cannot be cut by '{name}'{_nearest(name, known)}; it can be cut by year, {', '.join(known)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    from rapidfuzz import process

    found = process.extractOne(name, list(known), score_cutoff=60)
    return f"; did you mean '{found[0]}'?" if found else ""


def _condition(metrics: Sequence[Metric], text: str) -> str:
    """One condition in MetricFlow's own words. Values become quoted literals, so no text of the reader is run as SQL or as a template."""
    read = _CONDITION.fullmatch(text)
    if not read or not read[3]:
        raise InputError(f"metric: the condition '{text}' cannot be read; {_HOW}")
    name, operator, value = read[1], re.sub(r"\s+", " ", read[2].lower()), read[3]
    if re.search(r"\{[{%#]|[%#}]\}", value):
        raise InputError(f"metric: the condition '{text}' holds template signs; leave out braces")
    is_year = name in GRAINS
    target = "{{ TimeDimension('metric_time', 'year') }}" if is_year else f"{{{{ Dimension('{_dimension(metrics, name).name}') }}}}"
    literal = _year_literal if is_year else _text_literal
    if operator in ("is", "is not"):
        if value.lower() != "null":
            raise InputError(f"metric: the condition '{text}' cannot be read; {_HOW}")
        return f"{target} {operator} null"
    if operator in ("in", "not in"):
        return f"{target} {operator} ({', '.join(_members(value, literal))})"
    return f"{target} {operator} {literal(_unquoted(value))}"


def _members(value: str, literal: Callable[[str], str]) -> list[str]:
    inside = value[1:-1] if value.startswith("(") and value.endswith(")") else value
    return [literal(_unquoted(part.strip())) for part in re.split(r",|，", inside) if part.strip()]


def _unquoted(value: str) -> str:
    """The value itself: 'O''Neil', "x" or x."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace(value[0] * 2, value[0])
    return value


def _text_literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _year_literal(value: str) -> str:
    if not re.fullmatch(r"[12]\d{3}", value):
        raise InputError(f"metric: '{value}' is no year; write four digits, such as 2024")
    return f"'{value}-01-01'"


def _latest_year(metrics: Sequence[Metric]) -> list[str]:
    """A stock without a year is that of its latest year; adding years would count the same students again."""
    stocks = [metric for metric in metrics if metric.is_stock]
    years = {metric.latest_year for metric in stocks}
    if not stocks:
        return []
    if len(years) > 1 or len(stocks) < len(metrics):
        raise InputError(
            f"metric: {' and '.join(metric.name for metric in metrics)} are of different years; "
            'ask by year (--grain year) or for one year (--where "year = 2024")'
        )
    year = years.pop()
    return [] if year is None else [f"{{{{ TimeDimension('metric_time', 'year') }}}} = '{year}-01-01'"]


def _ordered(text: str, outputs: Sequence[str]) -> str:
    """A column to order by, a minus before it for the largest first."""
    name = text.removeprefix("-")
    if name not in outputs:
        raise InputError(f"metric: cannot order by '{name}'{_nearest(name, outputs)}; the answer has {', '.join(outputs)}")
    return f"{name} {'desc' if text.startswith('-') else 'asc'} nulls last"

"""Metrics travel in the release: definitions, dimensions, the semantic manifest, and the SQL of each total."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import BuildError
from warehouse.query import semantic
from warehouse.source.dictionary import field

WRITTEN_WORDS = ("label_zh", "definition_zh", "unit", "unit_zh")
WRITTEN_CAVEATS = ("caveat", "caveat_zh")

Node = dict[str, Any]


def write_metrics(candidate: duckdb.DuckDBPyConnection, semantic_manifest: Path) -> None:
    """Fill meta.metric, meta.metric_dimension and meta.semantic_manifest from dbt's semantic manifest.

    Raises BuildError for a metric without its words, or one that adds different units.
    """
    text = semantic_manifest.read_text(encoding="utf-8")
    manifest = json.loads(text)
    wrong = faults_of(manifest)
    if wrong:
        raise BuildError("\n".join(["models/metrics: a metric cannot be published:", *wrong]))
    compiler = semantic.load(text)
    _declare(candidate)
    candidate.execute("insert into meta.semantic_manifest values (?, ?)", [version("metricflow"), text])
    columns = _dimension_columns(manifest)
    metrics = {metric["name"]: metric for metric in manifest["metrics"]}
    asked_for = {name for name, metric in metrics.items() if not metric["config"]["meta"].get("is_part")}
    for name, metric in metrics.items():
        meta = metric["config"]["meta"]
        inputs = input_names(metric)
        candidate.execute(
            "insert into meta.metric values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                name,
                meta["label_zh"],
                metric["label"],
                meta["definition_zh"],
                metric["description"],
                meta["unit"],
                meta["unit_zh"],
                metric["type"],
                inputs[0] if inputs else None,
                inputs[1] if inputs else None,
                _filter_text(metric),
                meta.get("caveat_zh"),
                meta.get("caveat"),
                bool(meta.get("is_part", False)),
                _is_stock(manifest, metric),
                _latest_year(candidate, manifest, metrics, metric),
                compiler.sql([name]) if name in asked_for else None,
            ],
        )
        for dimension in compiler.dimensions(name):
            entity, _, column = dimension.rpartition("__")
            table = columns[(entity.rpartition("__")[2], column)]
            candidate.execute("insert into meta.metric_dimension values (?, ?, ?, ?)", [name, dimension, column, table])


def faults_of(manifest: Node) -> list[str]:
    """What is missing or wrong in the metrics' own words: labels, definition, unit, caveat; sums of different units; unknown columns."""
    metrics = {metric["name"]: metric for metric in manifest["metrics"]}
    found = []
    for name, metric in metrics.items():
        meta = metric["config"]["meta"]
        needed = WRITTEN_WORDS if meta.get("is_part") else WRITTEN_WORDS + WRITTEN_CAVEATS
        missing = [word for word in needed if not meta.get(word)]
        missing += [word for word in ("label", "description") if not metric.get(word)]
        if missing:
            found.append(f"  {name}: write {', '.join(missing)}")
        units = {metrics[one]["config"]["meta"].get("unit", "") for one in input_names(metric)}
        if metric["type"] == "derived" and re.search(r"[a-z_]\s*[+-]\s*[a-z_]", metric["type_params"]["expr"]) and len(units) > 1:
            found.append(f"  {name}: adds {' and '.join(sorted(units))}; different units are never added")
    for (entity, column), table in _dimension_columns(manifest).items():
        if field(table, column) is None:
            found.append(f"  {entity}__{column}: {table}.{column} has no meaning in seeds/reference/field.csv")
    return found


def input_names(metric: Node) -> list[str]:
    """The metrics that a ratio or derived metric is made of, numerator first; none for a simple one."""
    told = metric["type_params"]
    if metric["type"] == "ratio":
        return [told["numerator"]["name"], told["denominator"]["name"]]
    return [one["name"] for one in told["metrics"] or []] if metric["type"] == "derived" else []


def _declare(candidate: duckdb.DuckDBPyConnection) -> None:
    candidate.execute("create table meta.semantic_manifest (metricflow_version varchar, manifest_json varchar)")
    candidate.execute(
        "create table meta.metric (metric_name varchar, label_zh varchar, label_en varchar, definition_zh varchar, definition_en varchar, "
        "unit varchar, unit_zh varchar, metric_kind varchar, numerator varchar, denominator varchar, filter_text varchar, "
        "caveat_zh varchar, caveat_en varchar, is_part boolean, is_stock boolean, latest_year integer, sql_text varchar)"
    )
    candidate.execute("create table meta.metric_dimension (metric_name varchar, dimension_name varchar, column_name varchar, table_name varchar)")


def _dimension_columns(manifest: Node) -> dict[tuple[str, str], str]:
    """Primary entity and dimension → table; a dimension has the name of its column."""
    found = {}
    for model in manifest["semantic_models"]:
        entity = next(one["name"] for one in model["entities"] if one["type"] == "primary")
        for dimension in model["dimensions"]:
            if dimension["type"] == "categorical":
                found[(entity, dimension["name"])] = str(model["node_relation"]["alias"])
    return found


def _filter_text(metric: Node) -> str | None:
    """The filter in plain SQL, the names of its dimensions cut to their columns."""
    filters = (metric["filter"] or {}).get("where_filters", [])
    plain = [re.sub(r"\{\{\s*Dimension\('(?:\w+__)?(\w+)'\)\s*\}\}", r"\1", one["where_sql_template"]) for one in filters]
    return " and ".join(plain) or None


def _measures(manifest: Node, metric: Node) -> list[tuple[Node, Node]]:
    """The measures that a metric reads, each with its semantic model."""
    wanted = [one["name"] for one in metric["type_params"]["input_measures"]]
    return [(model, measure) for name in wanted for model in manifest["semantic_models"] for measure in model["measures"] if measure["name"] == name]


def _is_stock(manifest: Node, metric: Node) -> bool:
    """Whether the metric measures a state, which must not be added over years."""
    return any(measure["non_additive_dimension"] for _, measure in _measures(manifest, metric))


def _latest_year(candidate: duckdb.DuckDBPyConnection, manifest: Node, metrics: dict[str, Node], metric: Node) -> int | None:
    """The last year for which the metric's (denominator's) measure holds anything; none where it holds nothing."""
    inputs = input_names(metric)
    if inputs:
        return _latest_year(candidate, manifest, metrics, metrics[inputs[-1]])
    model, measure = _measures(manifest, metric)[0]
    period = next(one["expr"] for one in model["dimensions"] if one["name"] == model["defaults"]["agg_time_dimension"])
    found = candidate.execute(
        f"select max(extract(year from ({period}))) from {model['node_relation']['relation_name']} where ({measure['expr']}) is not null"
    ).fetchone()
    return found[0] if found else None

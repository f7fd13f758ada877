"""MetricFlow as a library: a question about metrics becomes SQL. Nothing else of the warehouse imports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

_ONE_AT_A_TIME = Lock()
"""MetricFlow numbers its aliases in a counter of the process, so two threads must not compile at once."""


@dataclass(frozen=True)
class Compiler:
    """The metrics of one semantic manifest, ready to compile. Loading MetricFlow costs seconds, a question some 50 ms."""

    engine: Any
    metric_names: tuple[str, ...]

    def sql(self, metrics: Sequence[str], group_by: Sequence[str] = (), where: Sequence[str] = ()) -> str:
        """The SQL that MetricFlow compiles. Names must exist: this raises MetricFlow's own errors."""
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        request = MetricFlowQueryRequest.create(metric_names=list(metrics), group_by_names=list(group_by), where_constraints=list(where) or None)
        with _ONE_AT_A_TIME:
            return str(self.engine.explain(request).sql_statement.sql)

    def dimensions(self, metric: str) -> list[str]:
        """Names such as school__district by which a metric can be cut, time left out."""
        with _ONE_AT_A_TIME:
            found = self.engine.simple_dimensions_for_metrics([metric])
        return sorted({d.dunder_name for d in found if d.type.value == "categorical"})


def load(manifest: str) -> Compiler:
    """A compiler of a semantic manifest as dbt writes it. Imports MetricFlow, which takes seconds the first time."""
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    parsed = parse_manifest_from_dbt_generated_manifest(manifest)
    engine = MetricFlowEngine(SemanticManifestLookup(parsed), _dialect())
    return Compiler(engine, tuple(metric.name for metric in parsed.metrics))


def _dialect() -> Any:
    """The only two things that compiling asks of MetricFlow's SQL client; it never runs anything here."""
    from types import SimpleNamespace

    from metricflow.protocols.sql_client import SqlEngine
    from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer

    return SimpleNamespace(sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer())

"""The compiled SQL of the policy models, kept inside the release so that what-if runs the same text without dbt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from warehouse.release.dictionary import PUBLISHED_SCHEMAS

SEAM = "proposal_line"
"""Everything that depends on this seed is evaluated again for a scenario."""

REPORTS = ("fact_target", "rpt_clause_coverage")
"""Reports on the present verdicts, which no scenario needs."""


def write_compiled_models(candidate: duckdb.DuckDBPyConnection, manifest: Path) -> None:
    """Fill meta.compiled_model with the models downstream of the seam and what they read of unpublished and policy models, in running order.

    `depends_on_seam` is false for a model that no proposal can change, and for a report on the present state: its rows stand in the release.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))
    models = {name: node for name, node in nodes["nodes"].items() if node["resource_type"] == "model"}
    seam = next(name for name, node in nodes["nodes"].items() if node["name"] == SEAM and node["resource_type"] == "seed")
    downstream = reachable([seam], nodes["child_map"], set(models))
    # Clauses are facts to a worked case, all other policy models are made again from its facts.
    remade = {name for name, node in models.items() if node["schema"] == "policy" and not node["name"].startswith("dim_")}
    unpublished = {name for name, node in models.items() if node["schema"] not in PUBLISHED_SCHEMAS}
    needed = downstream | reachable(sorted(downstream | remade), nodes["parent_map"], unpublished | remade) | remade
    candidate.execute(
        "create table meta.compiled_model (run_order integer, node_name varchar, node_schema varchar, depends_on_seam boolean, "
        "sql_text varchar, sql_sha256 varchar)"
    )
    for position, name in enumerate(_in_order(needed, nodes["parent_map"])):
        node, text = models[name], models[name]["compiled_code"]
        digest = hashlib.sha256(text.encode()).hexdigest()
        candidate.execute(
            "insert into meta.compiled_model values (?, ?, ?, ?, ?, ?)",
            [position, node["name"], node["schema"], name in downstream and node["name"] not in REPORTS, text, digest],
        )


def reachable(starts: list[str], edges: Mapping[str, list[str]], allowed: set[str]) -> set[str]:
    """Allowed nodes that can be reached from the starts along edges; a node that is not allowed is not walked through."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        new = [n for n in edges.get(waiting.pop(), []) if n in allowed and n not in found]
        found.update(new)
        waiting.extend(new)
    return found


def _in_order(needed: set[str], parents: dict[str, list[str]]) -> list[str]:
    """Parents before children, otherwise by name."""
    sorter = TopologicalSorter({name: sorted(p for p in parents.get(name, []) if p in needed) for name in sorted(needed)})
    return list(sorter.static_order())

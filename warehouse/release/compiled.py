"""The compiled SQL of the policy models, kept inside the release so that what-if runs the same text without dbt."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb

SEAM = "proposal_line"
"""Everything that depends on this seed is evaluated again for a scenario."""


def write_compiled_models(candidate: duckdb.DuckDBPyConnection, manifest: Path) -> None:
    """Fill meta.compiled_model with the models downstream of the seam, in the order in which they must run."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))
    models = {name: node for name, node in nodes["nodes"].items() if node["resource_type"] == "model"}
    seam = next(name for name, node in nodes["nodes"].items() if node["name"] == SEAM and node["resource_type"] == "seed")
    ordered: list[str] = []
    _visit(seam, nodes["child_map"], set(models), ordered, set())
    candidate.execute(
        "create table meta.compiled_model (run_order integer, node_name varchar, node_schema varchar, sql_text varchar, sql_sha256 varchar)"
    )
    downstream = [name for name in reversed(ordered) if name != seam]
    for position, name in enumerate(downstream):
        text = models[name]["compiled_code"]
        digest = hashlib.sha256(text.encode()).hexdigest()
        candidate.execute(
            "insert into meta.compiled_model values (?, ?, ?, ?, ?)", [position, models[name]["name"], models[name]["schema"], text, digest]
        )


def _visit(name: str, children: dict[str, list[str]], models: set[str], ordered: list[str], seen: set[str]) -> None:
    """Depth first: a node is listed after all that depend on it, so the reversed list is a running order."""
    seen.add(name)
    for child in sorted(children.get(name, [])):
        if child in models and child not in seen:
            _visit(child, children, models, ordered, seen)
    ordered.append(name)

"""What the workbench page needs: schema, completion, parameters, saved questions, permalinks, plans and running statements. No drawing here."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import altair as alt
import duckdb
import pandas as pd

from warehouse.errors import InputError, SqlError
from warehouse.query.answer import Answer, unique
from warehouse.query.remembered import remembered
from warehouse.query.sandbox import Plan, Run
from warehouse.query.words import unit_worded, worded
from warehouse.settings import PROJECT_ROOT, Home

MOST_CHOICES = 200
CHARTS = ("bar", "line", "area", "point", "heat")
_MARKS = {"bar": "mark_bar", "line": "mark_line", "area": "mark_area", "point": "mark_point", "heat": "mark_rect"}
_Scale = Literal["quantitative", "nominal"]
_TRUSTED = PROJECT_ROOT / "docs" / "questions"
_IDENTIFIER = re.compile(r"[0-9a-f]{16}")
_MOST_NAME = 80


@dataclass(frozen=True)
class Question:
    """A saved question: its name for the reader and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Parameter:
    """A `$name` of a statement. `kind` is text, whole, decimal, date or yes_no; `choices` are the values of the published column of that name."""

    name: str
    kind: str
    choices: tuple[Any, ...] = ()
    is_known: bool = False


@dataclass(frozen=True)
class Permalink:
    """A statement behind a link, with the values of its parameters."""

    text: str
    parameters: dict[str, Any]


class Job:
    """A statement that runs while the page stays alive. `answer` or `error` is there once `done`."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.answer: Answer | None = None
        self.error: SqlError | None = None
        self._thread = threading.Thread(target=self._work, daemon=True, name="workbench-statement")
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; whether it has come."""
        self._thread.join(seconds)
        return self.done

    def cancel(self) -> None:
        """Kill it and wait until it is gone."""
        self.run.cancel()
        self._thread.join(10)

    def _work(self) -> None:
        try:
            self.answer = self.run.answer()
        except SqlError as error:
            self.error = error


@remembered
def tables(connection: duckdb.DuckDBPyConnection, language: str) -> pd.DataFrame:
    """Published tables with label, description and number of rows."""
    return connection.execute(
        f"""
        select
            schema_name || '.' || table_name as "table", {_label(language)} as label, {worded("description", language)} as description,
            row_count as "rows"
        from meta.table_dictionary order by array_position(['marts', 'policy', 'reconciliation', 'reference', 'source', 'meta'], schema_name), 1
        """
    ).df()


@remembered
def columns(connection: duckdb.DuckDBPyConnection, table: str, language: str) -> pd.DataFrame:
    """The columns of one table with label, type, unit, meaning and caveat."""
    return connection.execute(
        f"""
        select column_name as "column", {_label(language)} as label, data_type as type, coalesce({unit_worded(language)}, '') as unit,
            {worded("meaning", language)} as meaning, coalesce({worded("caveat", language)}, '') as caveat
        from meta.dictionary where schema_name || '.' || table_name = ? order by column_position
        """,
        [table],
    ).df()


@remembered
def completion(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, Any]:
    """Tables and columns with their labels, as the editor completes them."""
    rows = connection.execute(
        f"""
        select d.schema_name || '.' || d.table_name, t.{_label(language)}, d.column_name, d.{_label(language)}
        from meta.dictionary d join meta.table_dictionary t using (schema_name, table_name) order by 1, d.column_position
        """
    ).fetchall()
    found: dict[str, Any] = {}
    for table, label, column, column_label in rows:
        found.setdefault(table, {"label": label, "columns": []})["columns"].append([column, column_label])
    return found


def parameter_names(text: str) -> list[str]:
    """The names after `$` in a statement, outside of texts, quoted names and comments, in their order."""
    bare = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$\$.*?\$\$|--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    return list(dict.fromkeys(re.findall(r"(?<![\w$])\$([A-Za-z_]\w*)", bare)))


def parameters(connection: duckdb.DuckDBPyConnection, text: str) -> list[Parameter]:
    """The parameters of a statement. One that is called like a published column has that column's type and, if they are few, its values."""
    return [_parameter(connection, name) for name in parameter_names(text)]


def _parameter(connection: duckdb.DuckDBPyConnection, name: str) -> Parameter:
    found = connection.execute(
        "select schema_name, table_name, column_name, data_type from meta.dictionary where column_name = ? "
        "order by array_position(['marts', 'policy', 'reference', 'reconciliation', 'source', 'meta'], schema_name), table_name limit 1",
        [name.lower()],
    ).fetchone()
    if found is None:
        return Parameter(name, "text")
    schema, table, column, kind = found
    values = connection.execute(
        f'select distinct "{column}" from {schema}."{table}" where "{column}" is not null order by 1 limit {MOST_CHOICES + 1}'
    ).fetchall()
    choices = tuple(value for (value,) in values) if len(values) <= MOST_CHOICES else ()
    return Parameter(name, _kind(kind), choices, True)


def _kind(data_type: str) -> str:
    if data_type in ("INTEGER", "BIGINT", "SMALLINT", "TINYINT"):
        return "whole"
    if data_type.startswith(("DECIMAL", "DOUBLE", "FLOAT")):
        return "decimal"
    return {"DATE": "date", "BOOLEAN": "yes_no"}.get(data_type, "text")


def trusted(language: str) -> list[Question]:
    """The recorded questions of the project, named in the reader's language; they are tested with their answers."""
    return [Question(_title(file, language), file.read_text(encoding="utf-8")) for file in sorted(_TRUSTED.glob("*.sql"))]


def _title(file: Path, language: str) -> str:
    line = next(line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith(f"-- {language}: "))
    return f"{file.stem[:2]} {line[7:].strip()}"


class Personal:
    """The saved questions of one reader, under `personal/` of the home, in files that only the account of the server can read."""

    def __init__(self, home: Home, user: str) -> None:
        self._folder = home.root / "personal" / hashlib.sha256(user.encode()).hexdigest()[:16]

    def all(self) -> list[Question]:
        found = [_read_json(file) for file in sorted(self._folder.glob("*.json"))] if self._folder.is_dir() else []
        return sorted((Question(one["name"], one["text"]) for one in found if one), key=lambda one: one.name)

    def save(self, name: str, text: str) -> None:
        """Keep a question under a name; the same name replaces it. Raises InputError for an empty or overlong name."""
        name = " ".join(name.split())
        if not 0 < len(name) <= _MOST_NAME:
            raise InputError(f"a name has 1 to {_MOST_NAME} characters")
        _write_json(self._file(name), {"name": name, "text": text})

    def remove(self, name: str) -> None:
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def keep_link(home: Home, text: str, values: Mapping[str, Any]) -> str:
    """Keep a statement under an id for links: the same statement has the same id. The text itself never stands in an address."""
    content = {"text": text, "parameters": {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}}
    identifier = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
    _write_json(home.root / "permalinks" / f"{identifier}.json", content)
    return identifier


def link(home: Home, identifier: str) -> Permalink | None:
    """The statement behind an id, or None."""
    found = _read_json(home.root / "permalinks" / f"{identifier}.json") if _IDENTIFIER.fullmatch(identifier) else None
    return Permalink(str(found["text"]), dict(found["parameters"])) if found else None


def plan_steps(plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    """What will be done, in its order, as keys of the word catalogue with their values. Steps that say nothing to a reader are left out."""
    steps = []
    for node in _deepest_first(plan.operators):
        about = node.get("extra_info") or {}
        rows = str(about.get("Estimated Cardinality", "…"))
        name = str(node.get("name", "")).strip()
        if name == "SEQ_SCAN":
            steps.append(("plan.scan", {"table": str(about.get("Table", "")).removeprefix("warehouse."), "rows": rows}))
            if about.get("Filters"):
                steps.append(("plan.filter", {"condition": _words(about["Filters"])}))
        elif name == "FILTER":
            steps.append(("plan.filter", {"condition": _words(about.get("Expression") or about.get("Condition") or "…")}))
        elif "JOIN" in name or "PRODUCT" in name:
            steps.append(("plan.join", {"kind": str(about.get("Join Type", "cross")).lower(), "condition": _words(about.get("Conditions") or "…")}))
        elif "GROUP_BY" in name or "AGGREGATE" in name:
            steps.append(("plan.group", {"aggregates": _words(about.get("Aggregates") or "…"), "rows": rows}))
        elif name in _STEPS:
            steps.append((_STEPS[name], {"rows": rows, "by": _words(about.get("Order By") or "…"), "top": str(about.get("Top", "…"))}))
    return steps


_STEPS = {
    "TOP_N": "plan.top", "ORDER_BY": "plan.sort", "WINDOW": "plan.window", "STREAMING_WINDOW": "plan.window", "UNION": "plan.union",
    "LIMIT": "plan.limit", "STREAMING_LIMIT": "plan.limit", "UNNEST": "plan.unnest", "CTE": "plan.cte", "RECURSIVE_CTE": "plan.recursive",
}  # fmt: skip


def _deepest_first(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield from _deepest_first(node.get("children") or [])
        yield node


def _words(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 200 else text[:199] + "…"


def frame_of(answer: Answer) -> pd.DataFrame:
    """An answer for the page's table, under unique names."""
    return pd.DataFrame(answer.rows, columns=unique(answer.columns), dtype=object).infer_objects()


def numeric(answer: Answer) -> list[str]:
    """Names of the columns that can be measured."""
    return [name for name, kind in zip(unique(answer.columns), answer.types, strict=True) if _is_number(kind)]


def _is_number(kind: str) -> bool:
    return _kind(kind) in ("whole", "decimal") or kind in ("HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "UHUGEINT")


def chart(answer: Answer, kind: str, across: str, up: str, colour: str | None) -> alt.Chart:
    """One of five charts of an answer. `across` and `up` are columns; `colour` may divide it further."""
    names = unique(answer.columns)
    used = [name for name in (across, up, colour) if name is not None]
    # Plain names inside, so that dots and brackets in a reader's column names mean nothing to the chart language.
    inner = {name: f"c{position}" for position, name in enumerate(dict.fromkeys(used))}
    numbers = set(numeric(answer))
    data = pd.DataFrame(
        {inner[name]: [_plotted(row[names.index(name)], name in numbers) for row in answer.rows] for name in inner},
    )
    kinds: dict[str, _Scale] = {name: "quantitative" if name in numbers else "nominal" for name in inner}
    x = alt.X(inner[across], type="nominal" if kind in ("bar", "heat") else kinds[across], title=across, sort=None, axis=alt.Axis(labelLimit=260))
    base: alt.Chart = getattr(alt.Chart(data), _MARKS[kind])()
    drawn = base.encode(x=x, tooltip=[alt.Tooltip(inner[name], type=kinds[name], title=name) for name in inner])
    if kind == "heat":
        shade = colour or up
        y = alt.Y(inner[up], type="nominal", title=up)
        return drawn.encode(y=y, color=alt.Color(inner[shade], type=kinds[shade], title=shade))
    drawn = drawn.encode(y=alt.Y(inner[up], type=kinds[up], title=up))
    if colour is not None:
        drawn = drawn.encode(color=alt.Color(inner[colour], type="nominal", title=colour))
        if kind in ("line", "point"):  # a second channel beside colour
            channel = alt.StrokeDash if kind == "line" else alt.Shape
            drawn = drawn.encode(channel(inner[colour], type="nominal", legend=None))
    return drawn


def _plotted(value: Any, is_number: bool) -> Any:
    if is_number:
        return None if value is None else float(value)
    return "\u2026" if value is None else str(value)


def _label(language: str) -> str:
    return {"zh": "label_zh", "en": "label_en"}[language]


def _read_json(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and "text" in content else None


def _write_json(file: Path, content: dict[str, Any]) -> None:
    """Write whole or not at all, readable by this account only."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        json.dump(content, handle, ensure_ascii=False)
    fresh.replace(file)

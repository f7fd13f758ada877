"""The gate before ad-hoc SQL: what DuckDB's own parser reads must be a query over published tables, and nothing else.

Everything is an allowlist. A kind of node, function or table that is not named here is refused, and so is what cannot be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import duckdb

from warehouse.query.functions import FUNCTIONS, TABLE_FUNCTIONS
from warehouse.query.problem import Problem, place_of

PUBLISHED = ("marts", "policy", "reconciliation", "reference", "source", "meta")

_QUERIES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
_TABLES = {"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY", "PIVOT", "SHOW_REF"}
_MODIFIERS = {"ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING"}
_NODES = _QUERIES | _TABLES | _MODIFIERS
"""Kinds of query, table, and modifier."""

_EXPRESSIONS = {
    "BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA", "LAMBDA_REF",
    "OPERATOR", "PARAMETER", "POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "WINDOW", "TYPE",
}  # fmt: skip
"""Classes of expression. DEFAULT and the bound classes are never part of a reader's query."""

_SHOWS = frozenset({"DESCRIBE", "SUMMARY"})

_RESERVED = re.compile(r"(duckdb|pg|sqlite|pragma)_")
"""How the views begin that DuckDB finds without a schema. A WITH table of that name could hide one of them from this gate."""

_PART = re.compile(r'"(?:[^"]|"")*"|[^\s".]+')
_QUALIFIED = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")
"""A name as DuckDB writes it; an alias or a sample may follow it."""


class Refused(Exception):
    """The gate does not let a statement through."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Catalogue:
    """What a release publishes: the columns of each `schema.table`."""

    tables: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection) -> Catalogue:
        """From the release's dictionary, which names every published column; the views of DuckDB's own catalog cost 40 ms to list."""
        rows = connection.execute(
            "select schema_name, table_name, list(column_name order by column_position) from meta.dictionary group by all order by all"
        ).fetchall()
        return cls({f"{schema}.{table}": tuple(columns) for schema, table, columns in rows if schema in PUBLISHED})

    def near_tables(self, name: str) -> tuple[str, ...]:
        """Published tables whose name is near, best first."""
        wanted = name.lower()
        short: dict[str, list[str]] = {}
        for table in self.tables:
            short.setdefault(table.partition(".")[2], []).append(table)
        exact = short.get(wanted.rpartition(".")[2], [])
        near = get_close_matches(wanted.rpartition(".")[2], short, n=3, cutoff=0.6)
        return tuple(dict.fromkeys([*exact, *(table for one in near for table in short[one])]))[:3]

    def near_columns(self, name: str, tables: set[str]) -> tuple[str, ...]:
        """Columns of these tables (all tables if none) whose name is near, best first."""
        columns = {column for table in (tables or self.tables) for column in self.tables.get(table, ())}
        return tuple(get_close_matches(name.lower(), sorted(columns), n=3, cutoff=0.6))


@dataclass(frozen=True)
class Passed:
    """A statement that may run: its kind, its parsed form, the published tables it names."""

    kind: str
    statement: duckdb.Statement
    query: str
    tables: set[str] = field(default_factory=set)


def examine(connection: duckdb.DuckDBPyConnection, text: str, catalogue: Catalogue) -> Passed:
    """Let one query through. Raises Refused; any other fault on the way is a refusal too."""
    try:
        return _examine(connection, text, catalogue)
    except (Refused, duckdb.ParserException):
        raise
    except (RecursionError, MemoryError):
        raise Refused(Problem("refused", "the statement is nested too deeply")) from None
    except Exception as error:
        raise Refused(Problem("refused", "the statement could not be read as a query")) from error


def _examine(connection: duckdb.DuckDBPyConnection, text: str, catalogue: Catalogue) -> Passed:
    if "\0" in text:
        raise Refused(Problem("refused", "the statement holds a NUL character"))
    statements = connection.extract_statements(text)
    if not statements:
        raise Refused(Problem("empty", "there is no statement; write a SELECT"))
    kinds = [_kind(one) for one in statements]
    if kinds == ["EXPLAIN"]:
        inner = _after_explain(text)
        passed = _examine(connection, inner, catalogue)
        if passed.kind == "explain":
            raise Refused(Problem("refused", "EXPLAIN of an EXPLAIN is not answered"))
        # What runs is written here, from a query that has passed on its own: options of EXPLAIN never get through.
        return Passed("explain", connection.extract_statements("explain " + inner)[0], inner, passed.tables)
    if len(statements) > 1:
        if kinds[0] == "CREATE" and statements[0].query == "":
            raise Refused(Problem("pivot", "PIVOT must name its values: on column in ('a', 'b')"))
        raise Refused(Problem("many", f"one statement is answered at a time; these are {len(statements)}"))
    if kinds != ["SELECT"]:
        raise Refused(Problem("refused", f"only queries are answered (SELECT, WITH, EXPLAIN, DESCRIBE, SUMMARIZE, PIVOT), not {kinds[0]}"))
    tree = _tree(connection, text)
    walk = _Walk(text, catalogue)
    walk.check(tree)
    _bound_tables_are_published(connection, text, catalogue, walk)
    return Passed(walk.kind, statements[0], text, walk.tables)


def _kind(statement: duckdb.Statement) -> str:
    """The type of a statement. One that the client does not know raises ValueError, which refuses it."""
    return str(statement.type.name)


def _after_explain(text: str) -> str:
    """What stands after the word EXPLAIN, by DuckDB's own tokens."""
    tokens = duckdb.tokenize(text)
    raw = text.encode()
    start, end = tokens[0][0], tokens[1][0]
    if raw[start:end].split(None, 1)[0].lower() != b"explain":
        raise Refused(Problem("refused", "EXPLAIN must be the first word"))
    inner = raw[start + len(b"explain") :].decode()
    if raw[end:].lstrip().lower().startswith((b"analyze", b"analyse", b"(format", b"(analyze", b"(analyse")):
        raise Refused(Problem("refused", "EXPLAIN takes a query and no options; ANALYZE is not answered"))
    return inner


def _tree(connection: duckdb.DuckDBPyConnection, text: str) -> dict[str, Any]:
    row = connection.execute("select json_serialize_sql(?)", [text]).fetchone()
    tree = json.loads(row[0]) if row else {}
    if tree.get("error") is not False or len(tree["statements"]) != 1:
        raise Refused(Problem("refused", "only queries are answered (SELECT, WITH, EXPLAIN, DESCRIBE, SUMMARIZE, PIVOT)"))
    node: dict[str, Any] = tree["statements"][0]["node"]
    return node


def _bound_tables_are_published(connection: duckdb.DuckDBPyConnection, text: str, catalogue: Catalogue, walk: _Walk) -> None:
    """The second lock: the tables that DuckDB itself resolves must be published or CTEs of the statement."""
    try:
        names = connection.get_table_names(text, qualified=True)
    except duckdb.Error:
        return  # It does not bind; running it says why, in better words, and names nothing unpublished.
    for name in names:
        found = _QUALIFIED.match(name)
        parts = [part.strip('"').replace('""', '"') for part in _PART.findall(found.group().lower())] if found else [name]
        if ".".join(parts[-2:]) not in catalogue.tables and not (len(parts) == 1 and parts[0] in walk.ctes):
            raise walk.no_table(name, None)


class _Walk:
    """One pass over the parsed query. Not recursive, so that depth cannot break it."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self._raw = text.encode()
        self._catalogue = catalogue
        self.tables: set[str] = set()
        self.ctes: set[str] = set()
        self.kind = "select"

    def check(self, tree: dict[str, Any]) -> None:
        nodes = list(_dicts(tree))
        for node in nodes:
            self._name_ctes(node)
        for node in nodes:
            self._check_node(node)

    def no_table(self, name: str, location: int | None) -> Refused:
        hints = self._catalogue.near_tables(name)
        said = f"there is no published table {name}"
        if not hints:
            said += "; meta.table_dictionary lists them"
        return Refused(Problem("no_table", said, *self.place(location), name=name, hints=hints))

    def place(self, location: int | None) -> tuple[int | None, int | None]:
        return place_of(self._raw, location)

    def _name_ctes(self, node: dict[str, Any]) -> None:
        entries = node.get("cte_map", {}).get("map", []) if isinstance(node.get("cte_map"), dict) else []
        names = [entry["key"] for entry in entries] + ([node["cte_name"]] if node.get("cte_name") else [])
        for name in (str(one).lower() for one in names):
            if _RESERVED.match(name):
                raise Refused(Problem("refused", f"{name} is a name of DuckDB; give the WITH table another one"))
            self.ctes.add(name)

    def _check_node(self, node: dict[str, Any]) -> None:
        if "class" in node:
            self._check_expression(node)
        elif isinstance(node.get("type"), str) and not _is_type_info(node) and node["type"] not in _NODES:
            raise Refused(Problem("refused", f"{_words(node['type'])} is not answered", *self.place(node.get("query_location"))))
        kind = node.get("type") if "class" not in node else None
        if kind == "BASE_TABLE":
            self._check_table(node)
        elif kind == "SHOW_REF":
            self._check_show(node)
        elif kind == "TABLE_FUNCTION":
            self._check_function(node["function"], TABLE_FUNCTIONS, "table function")
        elif kind == "PIVOT":
            self.kind = "pivot"

    def _check_expression(self, node: dict[str, Any]) -> None:
        if node["class"] not in _EXPRESSIONS:
            raise Refused(Problem("refused", f"{_words(node['class'])} is not answered", *self.place(node.get("query_location"))))
        if node.get("export_state"):
            raise Refused(Problem("refused", "EXPORT_STATE is not answered", *self.place(node.get("query_location"))))
        if "function_name" in node:
            self._check_function(node, FUNCTIONS | TABLE_FUNCTIONS, "function")

    def _check_function(self, node: dict[str, Any], allowed: frozenset[str], what: str) -> None:
        name = str(node["function_name"]).lower()
        # The parser itself qualifies what it writes for the reader (extract, trim, list literals) with main, which holds no macro of a release.
        if name not in allowed or node.get("schema") not in (None, "", "main") or node.get("catalog"):
            shown = ".".join(part for part in (str(node.get("schema") or ""), name) if part)
            hints = tuple(get_close_matches(name, sorted(allowed), n=2, cutoff=0.75)) if name not in allowed else ()
            raise Refused(
                Problem("no_function", f"the {what} {shown} is not offered", *self.place(node.get("query_location")), name=shown, hints=hints)
            )

    def _check_table(self, node: dict[str, Any]) -> None:
        catalog, schema, table = (str(node[part]).lower() for part in ("catalog_name", "schema_name", "table_name"))
        shown = ".".join(str(node[part]) for part in ("catalog_name", "schema_name", "table_name") if node[part])
        if node.get("at_clause") is not None:
            raise Refused(Problem("refused", "AT is not answered", *self.place(node.get("query_location"))))
        if not catalog and not schema and table in self.ctes:
            return
        if catalog not in ("", "warehouse") or f"{schema}.{table}" not in self._catalogue.tables:
            raise self.no_table(shown, node.get("query_location"))
        self.tables.add(f"{schema}.{table}")

    def _check_show(self, node: dict[str, Any]) -> None:
        if node.get("query") is None or node.get("table_name") or node.get("show_type") not in _SHOWS:
            raise Refused(Problem("refused", "SHOW of names is not answered; ask meta.table_dictionary or meta.dictionary"))
        self.kind = "describe" if node["show_type"] == "DESCRIBE" else "summarize"


def _dicts(tree: Any) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            yield one
            # A function that stands as a table is checked with its table, its arguments like all others.
            table_function = one.get("type") == "TABLE_FUNCTION" and "class" not in one
            stack.extend(part["children"] if table_function and key == "function" else part for key, part in one.items())
        elif isinstance(one, list):
            stack.extend(one)


def _is_type_info(node: dict[str, Any]) -> bool:
    return str(node["type"]).endswith("_TYPE_INFO")


def _words(name: str) -> str:
    return name.replace("_", " ").lower()

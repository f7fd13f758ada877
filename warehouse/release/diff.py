"""What changed between two releases: rows by key, columns, verdicts that flipped, and the version step this makes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import duckdb

from warehouse.errors import InputError
from warehouse.settings import bound

Step = Literal["major", "minor", "patch", "none"]

NOT_COMPARED = {"batch_id"}
"""A file that changes in one row gets a new batch id in all its rows; `source.batch` itself tells which files changed."""

FIRST_VERSION = "1.0.0"

SIDES = ("before", "after")
BUCKETS = 1 << 20
"""Parts in which tables are compared: a power of two, so many that those with a changed row hold few others."""
MANY = BUCKETS // 64
"""So many parts with a changed row that together they hold a good deal of the table."""
TOGETHER = ("school_key", "subject_id", "school_id")
"""Columns by which many changes lie together: a district that restates changes all rows of its schools and none of the others."""


@dataclass(frozen=True)
class TableChange:
    """One table whose rows or columns differ. `rows_before` or `rows_after` is None where the table is absent.

    `rows_changed` counts rows with the same key and other values; a table without a key has none, there a changed row is one
    removed and one added.
    """

    schema_name: str
    table_name: str
    key: tuple[str, ...]
    rows_before: int | None
    rows_after: int | None
    rows_added: int
    rows_removed: int
    rows_changed: int
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    columns_retyped: tuple[str, ...]

    @property
    def step(self) -> Step:
        """Removed, renamed or retyped columns break readers (major); new ones do not (minor); other values are a patch."""
        if self.rows_after is None or self.columns_removed or self.columns_retyped:
            return "major"
        if self.rows_before is None or self.columns_added:
            return "minor"
        return "patch" if self.rows_added or self.rows_removed or self.rows_changed else "none"


@dataclass(frozen=True)
class VerdictChange:
    """A verdict that is not what it was; None where the clause and subject had or have none."""

    clause_id: str
    act: str
    subject_id: str
    subject_name: str
    object_key: str
    period_year: int
    verdict_before: str | None
    verdict_after: str | None


@dataclass(frozen=True)
class ReleaseDiff:
    """Everything that differs between two releases, by table and by verdict."""

    tables: tuple[TableChange, ...]
    verdicts: tuple[VerdictChange, ...]

    @property
    def step(self) -> Step:
        """The largest step that any table makes."""
        return largest(table.step for table in self.tables)


@dataclass(frozen=True)
class _Shape:
    columns: dict[str, str]
    key: tuple[str, ...]


def compare(before: Path, after: Path, equal: Collection[str] = ()) -> ReleaseDiff:
    """Compare two release files. Tables of schema `meta` tell about the release itself: only their columns are compared.

    `equal` are tables (`schema.table`) whose rows are known to be the same, by their hashes in both manifests: they are not read.
    """
    with _both(before, after) as connection:
        old, new = _shapes(connection, "before"), _shapes(connection, "after")
        # Equal rows under the same columns: a table may have been retyped all the same.
        kept = {name for name in old if ".".join(name) in equal and name in new and old[name].columns == new[name].columns}
        tables = [_table_change(connection, name, old.get(name), new.get(name)) for name in sorted({*old, *new} - kept)]
        return ReleaseDiff(tuple(t for t in tables if t.step != "none"), _verdict_changes(connection, old, new, kept))


def changed_rows(before: Path, after: Path, table: str, limit: int) -> list[tuple[str, str]]:
    """Up to `limit` rows of one table (`schema.table`) that differ: added, removed or changed, and the key (or the row).

    Raises InputError if neither release has the table.
    """
    name = tuple(table.split(".", 1))
    with _both(before, after) as connection:
        old, new = _shapes(connection, "before").get(name), _shapes(connection, "after").get(name)
        shape = new or old
        if shape is None:
            raise InputError(f"{table}: no such table in either release; `warehouse diff` without --table lists the tables that differ")
        if old is None or new is None:
            told = "added" if old is None else "removed"
            rows = connection.execute(f"select '{told}', {_told(shape)} from {_name('after' if old is None else 'before', name)} limit {limit}")
        else:
            _narrow(connection, name, _shared(old, new))
            rows = connection.execute(f"{_difference(name, old, new)} order by change, told limit {limit}")
        return [(str(change), str(told)) for change, told in rows.fetchall()]


def largest(steps: Iterable[Step]) -> Step:
    """The step that weighs most; `none` where there is no step."""
    made = set(steps)
    order: tuple[Step, ...] = ("major", "minor", "patch")
    return next((step for step in order if step in made), "none")


def next_version(version: str | None, step: Step) -> str:
    """The version after `version` (None: nothing published yet) by the rule of `TableChange.step`."""
    if version is None:
        return FIRST_VERSION
    major, minor, patch = (int(part) for part in version.split("."))
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0", "patch": f"{major}.{minor}.{patch + 1}", "none": version}[step]


@contextmanager
def _both(before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with TemporaryDirectory() as scratch, duckdb.connect() as connection:
        bound(connection, Path(scratch))
        for name, path in zip(SIDES, (before, after), strict=True):
            try:
                connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
            except duckdb.Error as error:
                raise InputError(f"{path.parent.name}: the release cannot be opened; `warehouse fsck` says what is damaged") from error
        yield connection


def _shapes(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[tuple[str, ...], _Shape]:
    keys = {
        (schema, table): tuple(columns)
        for schema, table, columns in connection.execute(
            "select schema_name, table_name, constraint_column_names from duckdb_constraints() "
            "where database_name = ? and constraint_type = 'PRIMARY KEY'",
            [catalog],
        ).fetchall()
    }
    shapes: dict[tuple[str, ...], _Shape] = {}
    for schema, table, column, data_type in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() where database_name = ? and not internal order by column_index",
        [catalog],
    ).fetchall():
        shape = shapes.setdefault((schema, table), _Shape({}, keys.get((schema, table), ())))
        shape.columns[column] = data_type
    return shapes


def _table_change(connection: duckdb.DuckDBPyConnection, name: tuple[str, ...], old: _Shape | None, new: _Shape | None) -> TableChange:
    shape = new or old
    assert shape is not None
    before = None if old is None else _count(connection, _name("before", name))
    after = None if new is None else _count(connection, _name("after", name))
    counted: dict[str, int] = {"added": after or 0, "removed": before or 0}
    if old is not None and new is not None:
        counted = {}
        if name[0] != "meta":
            _narrow(connection, name, _shared(old, new))
            counted = dict(connection.execute(f"select change, count(*) from ({_difference(name, old, new)}) group by change").fetchall())
    old_columns, new_columns = (old.columns if old else {}), (new.columns if new else {})
    is_in_both = old is not None and new is not None
    return TableChange(
        schema_name=name[0],
        table_name=name[1],
        key=shape.key,
        rows_before=before,
        rows_after=after,
        rows_added=counted.get("added", 0),
        rows_removed=counted.get("removed", 0),
        rows_changed=counted.get("changed", 0),
        columns_added=tuple(c for c in new_columns if c not in old_columns) if is_in_both else (),
        columns_removed=tuple(c for c in old_columns if c not in new_columns) if is_in_both else (),
        columns_retyped=tuple(c for c in new_columns if c in old_columns and new_columns[c] != old_columns[c]) if is_in_both else (),
    )


def _difference(name: tuple[str, ...], old: _Shape, new: _Shape) -> str:
    """A query with one row (change, told) for each row that differs in the columns both releases have. `_narrow` comes before it."""
    shared = _shared(old, new)
    key = new.key if new.key == old.key and set(new.key) <= set(shared) else ()
    listed = ", ".join(f'"{c}"' for c in shared)
    if not shared:  # every column was renamed: that is said by the columns
        return "select '' as change, '' as told where false"
    if not key:
        told = _told(_Shape(dict.fromkeys(shared, ""), ()))
        sides = [
            f"select '{change}' as change, {told} as told from "
            f"(select {listed} from {_changed(one, name)} except all select {listed} from {_changed(other, name)})"
            for change, one, other in (("added", "after", "before"), ("removed", "before", "after"))
        ]
        return " union all ".join(sides)
    on = " and ".join(f'o."{c}" = n."{c}"' for c in key)
    values = [c for c in shared if c not in key]
    rows = ["row(" + ", ".join(f'{side}."{c}"' for c in values) + ")" if values else "0" for side in "on"]
    told = " || ' | ' || ".join(f'coalesce(n."{c}", o."{c}")::varchar' for c in key)
    first = key[0]
    return (
        f"select case when o.\"{first}\" is null then 'added' when n.\"{first}\" is null then 'removed' else 'changed' end as change, "
        f"{told} as told from {_changed('before', name)} as o full join {_changed('after', name)} as n on {on} "
        f'where o."{first}" is null or n."{first}" is null or {rows[0]} is distinct from {rows[1]}'
    )


def _told(shape: _Shape) -> str:
    """The expression that names a row: its key, or all its columns."""
    return " || ' | ' || ".join(f"coalesce(\"{c}\"::varchar, '')" for c in shape.key or shape.columns)


def _name(catalog: str, name: tuple[str, ...]) -> str:
    return f'{catalog}."{name[0]}"."{name[1]}"'


def _shared(old: _Shape, new: _Shape) -> list[str]:
    return [c for c in new.columns if c in old.columns and c not in NOT_COMPARED]


def _hashed(columns: list[str]) -> str:
    return "hash(" + ", ".join(f'"{c}"' for c in columns) + ")" if columns else "0::ubigint"


def _narrow(connection: duckdb.DuckDBPyConnection, name: tuple[str, ...], columns: list[str]) -> None:
    """Make views of the rows of both releases that can differ, so that a few changed rows among a hundred million are found without joining them all.

    Rows fall into buckets by hash; one with as many rows and the same sum on both sides holds equal rows, in whatever order. Where many buckets
    differ, the rows in them are told apart once more by school. Done once for a table: both the rows that differ and the verdicts that flipped are
    read of these views.
    """
    differing = f"differing {'.'.join(name)}"
    if connection.execute("select count(*) from duckdb_tables() where table_name = ?", [differing]).fetchall() != [(0,)]:
        return
    hashed = _hashed(columns)
    bucket = f"{hashed} & {BUCKETS - 1}"
    filters = [f'{bucket} in (select bucket from "{differing}")']
    _differing_parts(connection, differing, name, hashed, bucket, "true")
    together = next((f'hash("{column}")' for column in TOGETHER if column in columns), None)
    if together and _count(connection, f'"{differing}"') > MANY:
        _differing_parts(connection, f"{differing} by school", name, hashed, together, filters[0])
        filters.append(f'{together} in (select bucket from "{differing} by school")')
    for side in SIDES:
        connection.execute(f"create temp view {_changed(side, name)} as select * from {_name(side, name)} where {' and '.join(filters)}")


def _differing_parts(connection: duckdb.DuckDBPyConnection, into: str, name: tuple[str, ...], hashed: str, part: str, among: str) -> None:
    """Make a table of the parts whose rows, `among` those that count, differ in number or in the sum of their hashes."""
    sums = [
        f"(select {part} as bucket, count(*) as n, sum({hashed}::hugeint) as h from {_name(side, name)} where {among} group by all)" for side in SIDES
    ]
    connection.execute(
        f'create temp table "{into}" as select bucket from {sums[0]} as o full join {sums[1]} as n using (bucket) '
        "where o.n is distinct from n.n or o.h is distinct from n.h"
    )


def _changed(side: str, name: tuple[str, ...]) -> str:
    return f'"{side}.{".".join(name)}"'


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (rows,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(rows)


def _verdict_changes(
    connection: duckdb.DuckDBPyConnection, old: dict[tuple[str, ...], _Shape], new: dict[tuple[str, ...], _Shape], kept: set[tuple[str, ...]]
) -> tuple[VerdictChange, ...]:
    name = ("policy", "fact_verdict")
    if name not in old or name not in new or name in kept:
        return ()
    _narrow(connection, name, _shared(old[name], new[name]))
    listed = ", ".join(f"coalesce(n.{c}, o.{c})" for c in ("clause_id", "act", "subject_id", "subject_name", "object_key", "period_year"))
    rows = connection.execute(
        f"select {listed}, o.verdict, n.verdict from {_changed('before', name)} as o full join {_changed('after', name)} as n "
        "on o.verdict_key = n.verdict_key where o.verdict is distinct from n.verdict order by all"
    ).fetchall()
    return tuple(VerdictChange(*row) for row in rows)

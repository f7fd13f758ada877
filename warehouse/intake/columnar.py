"""Columnar batches: Parquet files too large to keep as rows. Checked as sets, kept beside the store, read in place by builds.

The rules are those of the row-by-row validator and come from the same places: types, keys and CHECKs of the source tables, codes
of the dictionary, known ids of the store. Names are resolved already (`school_id`, `major_code`, `direction`), because looking up
printed names row by row is what such a file is meant to avoid.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import CheckConstraint, Engine, Integer, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import Column

from warehouse.errors import InputError
from warehouse.files import file_hash
from warehouse.intake.batch import BatchKind, Loaded, known_ids, refuse_mixing, shortened, supersede
from warehouse.intake.limits import MAX_TEXT, shown
from warehouse.intake.validate import AMOUNT, FIRST_YEAR, LAST_YEAR, codes_of
from warehouse.settings import Home, configure
from warehouse.source.base import Base
from warehouse.source.columnar import SUFFIX, columnar_file
from warehouse.source.dictionary import money_units
from warehouse.source.provenance import Batch
from warehouse.source.schema import MODELS
from warehouse.source.types import duckdb_type

MAX_ROWS = 20_000_000
"""Rows of one file. Checking a file for rows that stand there twice needs memory in proportion to it."""


@dataclass(frozen=True)
class Rule:
    """One rule of a file: the condition that a row breaks it, the column to show, and how to mend it."""

    broken: str
    column: str | None
    remedy: str


@dataclass(frozen=True)
class _Checked:
    path: Path
    name: str
    table: str
    content_sha256: str
    row_count: int


def load_columnar(engine: Engine, home: Home, files: list[tuple[Path, str]], kind: BatchKind = "filing") -> list[Loaded]:
    """Register Parquet files (path, name in batches and messages), all or none. Raises InputError with one line per fault."""
    home.columnar.mkdir(parents=True, exist_ok=True)
    with Session(engine) as session, session.begin():
        refuse_mixing(session, kind)
        known = known_ids(session)
        with duckdb.connect() as connection:
            configure(connection, home)
            for column, values in known.items():
                connection.execute(f'create table "known_{column}" as select unnest(?::varchar[]) as id', [sorted(values)])
            for table, path in _registered_reference(session, home, {name for _, name in files}):
                _remember_ids(connection, table, path)
            checked = []
            for path, name in files:
                one = _check(connection, path, name, kind)
                checked.append(one)
                _remember_ids(connection, one.table, one.path)
        return [_register(session, home, one, kind) for one in checked]


def _check(connection: duckdb.DuckDBPyConnection, path: Path, name: str, kind: BatchKind) -> _Checked:
    table = path.name.removesuffix(SUFFIX).split(".")[-1]
    if path.suffix != SUFFIX or table not in MODELS:
        raise InputError(f"{path.name}: the name must end in .<table>{SUFFIX} with one of these tables: {', '.join(MODELS)}")
    model = MODELS[table]
    if model.is_reference and kind != "synthetic":
        raise InputError(f"{name}: {table} is reference data and is not filed; change seeds/reference/ and run `warehouse load`")
    try:
        relation = f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}', file_row_number = true)"
        found = {str(row[0]): str(row[1]) for row in connection.execute(f"describe select * exclude (file_row_number) from {relation}").fetchall()}
    except duckdb.Error as error:
        raise InputError(f"{name}: cannot be read as Parquet ({str(error).splitlines()[0]}); write the file again") from error
    faults = _header_faults(name, model, found)
    if faults:
        raise InputError(*faults)
    row_count = _count(connection, f"select count(*) from {relation}")
    if not 0 < row_count <= MAX_ROWS:
        raise InputError(f"{name}: holds {row_count:,} rows; a batch has 1 to {MAX_ROWS:,}, split the file")
    faults = [*_broken_rules(connection, relation, name, rules_of(model)), *_repeated_rows(connection, relation, name, model, row_count)]
    if faults:
        raise InputError(*shortened(faults))
    return _Checked(path, name, table, file_hash(path), row_count)


def filed_columns(model: type[Base]) -> list[Column[Any]]:
    """The columns of a columnar file: all of its table but the batch, which is the file."""
    return [c for c in model.__table__.columns if c.name != "batch_id"]  # type: ignore[misc]  # table columns, not labels


def _header_faults(name: str, model: type[Base], found: dict[str, str]) -> list[str]:
    expected = {c.name: duckdb_type(c).replace(", ", ",") for c in filed_columns(model)}
    faults = [f"{name}: unknown column '{shown(c)}'; {model.__tablename__} takes: {', '.join(expected)}" for c in found if c not in expected]
    for column, type_name in expected.items():
        if column not in found:
            faults.append(f"{name}: column '{column}' is missing; add it (cells may be empty if unknown)")
        elif found[column].replace(", ", ",") != type_name:
            faults.append(f"{name}: column {column} is {found[column]}, it must be {type_name}; cast it")
    return faults


def rules_of(model: type[Base]) -> list[Rule]:
    """Every rule of a source table as a condition on one row: required cells, codes, years, lengths, known ids and the table's own CHECKs."""
    codes = codes_of(model)
    rules = []
    for column in filed_columns(model):
        quoted = f'"{column.name}"'
        if not column.nullable:
            rules.append(Rule(f"{quoted} is null or cast({quoted} as varchar) = ''", column.name, "is empty but required; fill it in"))
        if column.name in codes:
            listed = ", ".join(f"'{value}'" for value in codes[column.name])
            rules.append(Rule(f"{quoted} not in ({listed})", column.name, f"is not a known code; use one of: {', '.join(codes[column.name])}"))
        if isinstance(column.type, Integer) and column.name.endswith("_year"):
            rules.append(
                Rule(f"{quoted} not between {FIRST_YEAR} and {LAST_YEAR}", column.name, f"is not a year between {FIRST_YEAR} and {LAST_YEAR}")
            )
        if duckdb_type(column) == "VARCHAR":
            rules.append(Rule(f"length({quoted}) > {MAX_TEXT}", column.name, f"is longer than {MAX_TEXT:,} characters"))
        if column.name in ("amount_as_printed", "income_as_printed"):
            rules.append(Rule(f"not regexp_full_match({quoted}, '{AMOUNT.pattern}')", column.name, "is not an amount; write digits with a point"))
        if column.name == "unit_as_printed" and model.__tablename__ in ("funding", "training"):
            listed = ", ".join(f"'{unit}'" for unit in sorted(money_units()))
            rules.append(Rule(f"{quoted} not in ({listed})", column.name, f"is not a unit of money; use one of: {listed}"))
        for key in column.foreign_keys:
            known = f'"known_{key.column.name}"'
            remedy = "is not known; correct it or have it added to seeds/reference/"
            rules.append(Rule(f"{quoted} is not null and {quoted} not in (select id from {known})", column.name, remedy))
    for constraint in model.__table__.constraints:  # type: ignore[attr-defined]  # a Table, typed as FromClause
        if isinstance(constraint, CheckConstraint) and not str(constraint.name).endswith("_code"):
            short = str(constraint.name).removeprefix(f"ck_{model.__tablename__}_")
            rules.append(Rule(f"not ({constraint.sqltext})", None, f"breaks rule {short} of {model.__tablename__}; correct the row"))
    return rules


def _broken_rules(connection: duckdb.DuckDBPyConnection, relation: str, name: str, rules: list[Rule], shown_rows: int = 5) -> list[str]:
    """One scan counts what each rule finds; only rules that found something are asked for their first rows."""
    counts = connection.execute(f"select {', '.join(f'count_if({rule.broken})' for rule in rules)} from {relation}").fetchone() or ()
    faults = []
    for rule, count in zip(rules, counts, strict=True):
        if not count:
            continue
        value = f'cast("{rule.column}" as varchar)' if rule.column else "null"
        rows = connection.execute(f"select file_row_number + 1, {value} from {relation} where {rule.broken} order by 1 limit {shown_rows}").fetchall()
        for number, cell in rows:
            where = f"{name}: row {number}" + (f", column {rule.column}" if rule.column else "")
            faults.append(f"{where}:{f' {shown(cell)!r}' if cell else ''} {rule.remedy}")
        if count > len(rows):
            faults.append(f"{name}: … and {count - len(rows):,} more rows that break the same rule")
    return faults


def _repeated_rows(connection: duckdb.DuckDBPyConnection, relation: str, name: str, model: type[Base], row_count: int) -> list[str]:
    key = ", ".join(f'"{c}"' for c in model.natural_key)
    ids = [c.name for c in model.__table__.primary_key if c.name != "batch_id"]
    row_id = ", ".join(f'"{c}"' for c in ids)
    faults = []
    # Hashes of 64 bits stand for the keys: at the row limit a false alarm has odds of about one in a hundred thousand.
    for columns, told in ((row_id, "have an id that stands in another row"), (key, "repeat the key of another row")):
        distinct = _count(connection, f"select count(distinct hash({columns})) from {relation}")
        if distinct < row_count:
            first = connection.execute(
                f"select min(file_row_number) + 1 from {relation} group by hash({columns}) having count(*) > 1 order by 1 limit 1"
            ).fetchone()
            faults.append(f"{name}: {row_count - distinct:,} rows {told} ({columns}), first near row {first[0] if first else '?'}; remove them")
    return faults


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _registered_reference(session: Session, home: Home, replaced: set[str]) -> list[tuple[str, Path]]:
    """Reference files registered before and not replaced by these: a district that files again names schools that stand in them."""
    batches = session.scalars(select(Batch).where(Batch.batch_storage == "columnar", Batch.batch_status == "approved"))
    return [
        (batch.target_table, columnar_file(home.columnar, batch.batch_id))
        for batch in batches
        if MODELS[batch.target_table].is_reference and batch.source_name not in replaced
    ]


def _remember_ids(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """A file of schools makes their ids known to the files after it."""
    model = MODELS[table]
    if model.is_reference:
        for column in model.__table__.primary_key:
            connection.execute(f'create table if not exists "known_{column.name}" (id varchar)')
            connection.execute(f'insert into "known_{column.name}" select "{column.name}" from read_parquet(?)', [str(path)])


def _register(session: Session, home: Home, checked: _Checked, kind: BatchKind) -> Loaded:
    known = session.scalar(select(Batch).where(Batch.content_sha256 == checked.content_sha256))
    if known is not None:
        if known.source_name != checked.name:
            raise InputError(
                f"{checked.name}: has the same content as {known.source_name} (batch {known.batch_id}); a file is taken once, remove the copy"
            )
        # The same bytes, so a file that was lost or damaged is mended by loading it again.
        _keep(checked, columnar_file(home.columnar, known.batch_id), kind)
        if known.batch_status != "superseded":
            return Loaded(checked.name, known.batch_id, "unchanged", known.row_count)
        supersede(session, checked.name)
        known.batch_status = "approved"
        session.flush()
        return Loaded(checked.name, known.batch_id, "restored", known.row_count)
    batch_id = f"B-{checked.content_sha256[:12]}"
    # The file first: a kill leaves a file without a batch, which nobody reads, never a batch without its file.
    _keep(checked, columnar_file(home.columnar, batch_id), kind)
    supersede(session, checked.name)
    session.add(
        Batch(
            batch_id=batch_id,
            source_name=checked.name,
            target_table=checked.table,
            batch_kind=kind,
            batch_status="submitted" if kind == "filing" else "approved",
            content_sha256=checked.content_sha256,
            row_count=checked.row_count,
            loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            batch_storage="columnar",
        )
    )
    session.flush()
    return Loaded(checked.name, batch_id, "stored", checked.row_count)


def _keep(checked: _Checked, target: Path, kind: BatchKind) -> None:
    """Put a checked file under its batch id. Files of the panel, which nobody else holds, are linked; whoever filed may still write his."""
    fresh = target.with_suffix(f".{os.getpid()}")
    fresh.unlink(missing_ok=True)
    if kind == "synthetic" and checked.path.stat().st_dev == target.parent.stat().st_dev:
        os.link(checked.path, fresh)
    else:
        shutil.copyfile(checked.path, fresh)
        if file_hash(fresh) != checked.content_sha256:
            raise InputError(f"{checked.name}: changed while it was taken in; load it again")
    fresh.chmod(0o444)
    fresh.replace(target)

"""Storing a file as a batch: whole or not at all."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from warehouse.errors import InputError
from warehouse.intake.names import NameBook
from warehouse.intake.reader import SourceFile, read_csv
from warehouse.intake.validate import Record, Validator
from warehouse.settings import PUBLISHED_SEEDS, REFERENCE_SEEDS
from warehouse.source.base import Base
from warehouse.source.consortium import Consortium
from warehouse.source.contest import Contest
from warehouse.source.figure import Indicator
from warehouse.source.major import Major
from warehouse.source.organisation import Organisation
from warehouse.source.provenance import Batch, Document
from warehouse.source.schema import LOAD_ORDER, MODELS, metadata
from warehouse.source.school import School

BatchKind = Literal["reference", "published", "filing", "synthetic"]
Outcome = Literal["stored", "unchanged", "restored"]
MAX_ERRORS_SHOWN = 50


@dataclass(frozen=True)
class Loaded:
    """What became of one file."""

    name: str
    batch_id: str
    outcome: Outcome
    row_count: int

    def __str__(self) -> str:
        told = {"stored": "stored as", "unchanged": "nothing to do, already stored as", "restored": "made current again:"}
        return f"{self.name}: {told[self.outcome]} batch {self.batch_id}, {self.row_count} rows"


def bundled_files() -> list[tuple[Path, BatchKind]]:
    """The files of the project, in an order that satisfies every foreign key."""
    order = {str(model.__tablename__): position for position, model in enumerate(LOAD_ORDER)}
    reference = [(p, "reference") for p in REFERENCE_SEEDS.glob("*.csv") if p.name.removesuffix(".csv") in order]
    published = [(p, "published") for p in PUBLISHED_SEEDS.glob("*/*.csv")]
    files: list[tuple[Path, BatchKind]] = [*reference, *published]  # type: ignore[list-item]
    return sorted(files, key=lambda f: (order.get(f[0].name.removesuffix(".csv").split(".")[-1], -1), f[1] != "reference", str(f[0])))


def bundled_name(path: Path) -> str:
    """The name of a bundled file in batches and messages: from `seeds/` on, so that it does not depend on the machine."""
    return path.relative_to(REFERENCE_SEEDS.parent.parent).as_posix()


def load_bundled(engine: Engine, published_as: BatchKind = "published", leave_out: Callable[[Path], bool] = lambda _: False) -> list[Loaded]:
    """Load all bundled files, all or none; batches of bundled files that are gone are superseded.

    A demonstration home takes the transcription in as `synthetic`, since everything in such a home is marked.
    """
    files = [(path, published_as if kind == "published" else kind) for path, kind in bundled_files() if not leave_out(path)]
    names = {bundled_name(path) for path, _ in files}
    with Session(engine) as session, session.begin():
        loaded = [_take(session, path, kind, bundled_name(path)) for path, kind in files]
        published = session.scalars(select(Batch).where(Batch.batch_kind == "published", Batch.batch_status == "approved"))
        for batch in published:
            if batch.source_name not in names:
                batch.batch_status = "superseded"
        session.flush()
        _refuse_uses_of_removed_rows(session)
    return loaded


def load_file(engine: Engine, path: Path, kind: BatchKind = "filing", name: str | None = None) -> Loaded:
    """Take one file in. Raises InputError with one line per fault; then nothing of the file is stored."""
    with Session(engine) as session, session.begin():
        loaded = _take(session, path, kind, name or path.name)
        _refuse_uses_of_removed_rows(session)
        return loaded


def _take(session: Session, path: Path, kind: BatchKind, name: str) -> Loaded:
    source = read_csv(path, name)
    if kind == "filing" and MODELS[source.target_table].is_reference:
        raise InputError(f"{name}: {source.target_table} is reference data and is not filed; change seeds/reference/ and run `warehouse load`")
    refuse_mixing(session, kind)
    known = session.scalar(select(Batch).where(Batch.content_sha256 == source.content_sha256))
    if known is not None:
        return _known_content(session, source, known)
    validation = Validator(source, NameBook.read(session), known_ids(session)).run()
    if validation.errors:
        raise InputError(*shortened(validation.errors))
    batch_id = f"B-{source.content_sha256[:12]}"
    supersede(session, source.name)
    session.add(
        Batch(
            batch_id=batch_id,
            source_name=source.name,
            target_table=source.target_table,
            batch_kind=kind,
            batch_status="approved" if kind != "filing" else "submitted",
            content_sha256=source.content_sha256,
            row_count=len(validation.records),
            loaded_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            batch_storage="rows",
        )
    )
    session.flush()
    _store(session, source, batch_id, validation.records)
    return Loaded(source.name, batch_id, "stored", len(validation.records))


def refuse_mixing(session: Session, kind: BatchKind) -> None:
    """A home holds real files or the synthetic panel, never both. Raises InputError."""
    if kind == "reference":
        return
    others = Batch.batch_kind != "synthetic" if kind == "synthetic" else Batch.batch_kind == "synthetic"
    found = session.scalar(select(Batch.source_name).where(Batch.batch_kind != "reference", others).limit(1))
    if found and kind == "synthetic":
        raise InputError(f"this home holds real data ({found}); the synthetic panel goes into a home of its own, set WAREHOUSE_HOME")
    if found:
        raise InputError(f"this home holds the synthetic panel ({found}); real data goes into a home of its own, set WAREHOUSE_HOME")


def _known_content(session: Session, source: SourceFile, batch: Batch) -> Loaded:
    if batch.source_name != source.name:
        raise InputError(
            f"{source.name}: has the same content as {batch.source_name} (batch {batch.batch_id}); a file is taken once, remove the copy"
        )
    if batch.batch_status != "superseded":
        return Loaded(source.name, batch.batch_id, "unchanged", batch.row_count)
    supersede(session, source.name)
    # Before its rows are stored again, or they would be taken for rows of a superseded batch and removed.
    batch.batch_status = "approved"
    session.flush()
    if MODELS[source.target_table].is_reference:
        validation = Validator(source, NameBook.read(session), known_ids(session)).run()
        if validation.errors:
            raise InputError(*shortened(validation.errors))
        _store(session, source, batch.batch_id, validation.records)
    return Loaded(source.name, batch.batch_id, "restored", batch.row_count)


def supersede(session: Session, name: str) -> None:
    """A bundled file replaces what stood under its name; rows of subject tables stay, as history."""
    session.execute(
        update(Batch)
        .where(Batch.source_name == name, Batch.batch_status == "approved", Batch.batch_kind != "filing")
        .values(batch_status="superseded")
    )


def _store(session: Session, source: SourceFile, batch_id: str, records: list[Record]) -> None:
    model = MODELS[source.target_table]
    rows = [{**record, "batch_id": batch_id} for record in records]
    try:
        with session.begin_nested():
            if model.is_reference:
                _upsert_reference(session, model, source.name, rows)
            else:
                session.execute(insert(model), rows)
    except IntegrityError as error:
        raise InputError(*shortened(_broken_rules(session, source, rows, error))) from error


def _broken_rules(session: Session, source: SourceFile, rows: list[Record], error: IntegrityError) -> list[str]:
    """One line for each row that the table refuses by itself: the database names a rule, not a row. Nothing of this is kept."""
    model = MODELS[source.target_table]
    lines = []
    for file_row, row in zip(source.rows, rows, strict=True):
        try:
            with session.begin_nested():
                is_there = session.get(model, tuple(row[column.name] for column in model.__table__.primary_key)) is not None
                session.execute(update(model) if is_there else insert(model), [row])
        except IntegrityError as refused:
            lines.append(f"{source.name}: row {file_row.number}: breaks {_rule(refused, model)}; correct the row")
    return lines or [f"{source.name}: breaks {_rule(error, model)}; nothing was stored"]


def _upsert_reference(session: Session, model: type[Base], name: str, rows: list[Record]) -> None:
    """Reference rows keep their key: changed ones are updated, ones that left the file go, or stay superseded while history uses them."""
    keys = [column.name for column in model.__table__.primary_key]
    key_columns = [getattr(model, key) for key in keys]
    existing = {tuple(row) for row in session.execute(select(*key_columns))}
    fresh = [row for row in rows if tuple(row[key] for key in keys) not in existing]
    changed = [row for row in rows if tuple(row[key] for key in keys) in existing]
    if changed:
        session.execute(update(model), changed)
    earlier = select(Batch.batch_id).where(Batch.source_name == name, Batch.batch_status == "superseded")
    for key in session.execute(select(*key_columns).where(model.__table__.c.batch_id.in_(earlier))).all():
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.execute(delete(model).filter_by(**dict(zip(keys, key, strict=True))))
    # Last, because a row under a new key may carry the unique name of a row that has just left.
    if fresh:
        session.execute(insert(model), fresh)


def _refuse_uses_of_removed_rows(session: Session) -> None:
    """An approved row may not use a reference row that has left its file: the release would lose it. Raises InputError."""
    for table in metadata().sorted_tables:
        for foreign_key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            used = foreign_key.column.table
            if used.name not in MODELS or "batch_id" not in table.columns:
                continue
            user_batch, used_batch = aliased(Batch), aliased(Batch)
            column = foreign_key.parent
            lost = session.execute(
                select(column, user_batch.source_name, used_batch.source_name)
                .join(user_batch, user_batch.batch_id == table.c.batch_id)
                .join(used, used.c[foreign_key.column.name] == column)
                .join(used_batch, used_batch.batch_id == used.c.batch_id)
                .where(user_batch.batch_status == "approved", used_batch.batch_status != "approved")
                .limit(1)
            ).first()
            if lost:
                raise InputError(
                    f"{lost[2]}: {foreign_key.column.name}={lost[0]} left the file but rows of {lost[1]} still use it; "
                    "put it back or remove its uses first"
                )


def known_ids(session: Session) -> dict[str, set[str]]:
    """Ids of approved reference rows that a file may name, by column."""
    columns = {
        "document_id": Document.document_id,
        "contest_id": Contest.contest_id,
        "indicator_id": Indicator.indicator_id,
        "consortium_id": Consortium.consortium_id,
        "school_id": School.school_id,
        "major_code": Major.major_code,
        "organisation_id": Organisation.organisation_id,
    }
    current = select(Batch.batch_id).where(Batch.batch_status == "approved")
    return {name: set(session.scalars(select(column).where(column.class_.batch_id.in_(current)))) for name, column in columns.items()}


def shortened(errors: list[str]) -> list[str]:
    if len(errors) <= MAX_ERRORS_SHOWN:
        return errors
    return [*errors[:MAX_ERRORS_SHOWN], f"… and {len(errors) - MAX_ERRORS_SHOWN} more faults in this file"]


def _rule(error: IntegrityError, model: type[Base]) -> str:
    """The rule in words of the table: `rule students_not_negative of enrolment`."""
    told = str(error.orig).splitlines()[0]
    check = re.search(rf"ck_{model.__tablename__}_(\w+)", told)
    return f"rule {check[1]} of {model.__tablename__}" if check else f"a rule of {model.__tablename__} ({told})"

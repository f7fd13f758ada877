"""What all source tables share: naming of constraints, code checks, provenance columns, exact decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, MetaData, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from warehouse.source.dictionary import code_sets

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that keeps its digits: NUMERIC on PostgreSQL, text on SQLite (which has binary floats only)."""

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """Base of all source tables.

    `natural_key` names the columns whose values identify a row; intake derives the row's id from them, so an id never
    depends on the position of a row in a file. `id_column` holds that id (empty where the key is issued in the file).
    """

    metadata = MetaData(naming_convention=NAMING)
    natural_key: ClassVar[tuple[str, ...]] = ()
    id_column: ClassVar[str] = ""
    is_reference: ClassVar[bool] = False


class Place:
    """Where a row stands in its source: section, table or figure or case number, and row; for a file without print, file and line."""

    section: Mapped[str | None]
    locator: Mapped[str | None]
    locator_row: Mapped[str | None]
    transcription_note: Mapped[str | None]


class Provenance(Place):
    """Where a row comes from. Every row has its batch and its place; a transcribed row also has its document."""

    @declared_attr
    def batch_id(cls) -> Mapped[str]:
        return mapped_column(ForeignKey("batch.batch_id"), index=True)

    @declared_attr
    def document_id(cls) -> Mapped[str | None]:
        return mapped_column(ForeignKey("document.document_id"))


class Filed(Provenance):
    """A row of a subject table: one per batch and id, so a restatement stands beside what it replaces."""

    @declared_attr
    def batch_id(cls) -> Mapped[str]:
        return mapped_column(ForeignKey("batch.batch_id"), primary_key=True)


def code(column: str, code_set: str) -> CheckConstraint:
    """A CHECK that `column` holds a code of `code_set` (see `seeds/reference/code_list.csv`)."""
    values = ", ".join(f"'{value}'" for value in code_sets()[code_set])
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_code")


def not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    """One CHECK a column that it is 0 or more (cast, because SQLite keeps exact decimals as text)."""
    return tuple(CheckConstraint(f"CAST({c} AS NUMERIC) >= 0", name=f"{c}_not_negative") for c in columns)


def percentage(*columns: str) -> tuple[CheckConstraint, ...]:
    """One CHECK a column that it lies between 0 and 100 percent."""
    return tuple(CheckConstraint(f"CAST({c} AS NUMERIC) BETWEEN 0 AND 100", name=f"{c}_percentage") for c in columns)

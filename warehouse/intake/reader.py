"""Reading a CSV file into rows, refusing what cannot be read clearly."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import InputError
from warehouse.intake.fault import Fault
from warehouse.intake.limits import MAX_BYTES, shown
from warehouse.source.schema import MODELS


@dataclass(frozen=True)
class FileRow:
    """One data row with its line number in the file (the header is line 1)."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class SourceFile:
    """A file, or a sheet of a workbook, as read: its name for messages, target table, content hash, header, rows, and what did not fit.

    `place` stands as locator in rows that name no place of print; it is the name where empty. A sheet is a `form`: its
    codes are chosen by their labels.
    """

    name: str
    target_table: str
    content_sha256: str
    columns: tuple[str, ...]
    rows: tuple[FileRow, ...]
    faults: tuple[Fault, ...]
    place: str = ""
    is_form: bool = False


def target_table(path: Path) -> str:
    """The source table a file is for: the last part of its name before `.csv` (`table_02.recognition.csv`)."""
    table = path.name.removesuffix(".csv").split(".")[-1]
    if path.suffix != ".csv" or table not in MODELS:
        known = ", ".join(MODELS)
        raise InputError(f"{path.name}: the name must end in .<table>.csv with one of these tables: {known}")
    return table


def read_csv(path: Path, name: str) -> SourceFile:
    """Read a UTF-8 CSV (with or without BOM). Raises InputError naming file, row and remedy."""
    table = target_table(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{name}: {size:,} bytes is over the limit of {MAX_BYTES:,}; split the file")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); check the path and its rights") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{name}: row {line}: not UTF-8; save the file as CSV UTF-8") from error
    if "\0" in text:
        raise InputError(f"{name}: row {text[: text.index(chr(0))].count(chr(10)) + 1}: holds a NUL byte; export the file again as CSV")
    columns, rows, faults = _parse(name, text)
    return SourceFile(name, table, hashlib.sha256(content).hexdigest(), columns, rows, faults)


def _parse(name: str, text: str) -> tuple[tuple[str, ...], tuple[FileRow, ...], tuple[Fault, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if not header or not any(cell.strip() for cell in header):
            raise InputError(f"{name}: is empty; the first row must hold the column names")
        columns = tuple(cell.strip() for cell in header)
        duplicates = sorted({c for c in columns if columns.count(c) > 1})
        if duplicates:
            raise InputError(f"{name}: row 1: column '{shown(duplicates[0])}' stands there twice; keep one of them")
        rows, faults = [], []
        for cells in reader:
            number = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                faults.append(Fault("ragged", name, number, values={"cells": len(cells), "header": len(columns)}))
                continue
            rows.append(FileRow(number, {c: cell.strip() for c, cell in zip(columns, cells, strict=True)}))
    except csv.Error as error:
        raise InputError(f"{name}: row {reader.line_num}: is not valid CSV ({error}); check its quotes") from error
    if not rows and not faults:
        raise InputError(f"{name}: holds no data rows; a batch needs at least one")
    return columns, tuple(rows), tuple(faults)

"""Files that people hand in, as grids of cells: workbooks and CSV in whatever encoding, read right or refused."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from warehouse.errors import InputError
from warehouse.intake.archive import inspect_archive
from warehouse.intake.limits import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from warehouse.intake.tidy import plain

Cells = tuple[object, ...]


@dataclass
class Grid:
    """One sheet: rows that hold anything with their numbers, merged ranges as (left, top, right, bottom), formulas without a value."""

    title: str
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    is_hidden: bool = False


def read_workbook(name: str, content: bytes) -> list[Grid]:
    """The sheets of an XLSX. Raises InputError with one line for a file that is not taken."""
    archive = inspect_archive(name, content)
    try:
        grids = _grids(name, content, archive.merged)
        if archive.with_formulas:
            _find_uncached(content, grids, archive.with_formulas)
    except InputError:
        raise
    except Exception as error:  # a damaged part makes the library raise whatever its parser meets
        told = (str(error).splitlines() or [""])[0][:120] or type(error).__name__
        raise InputError(f"{name}: cannot be read as a workbook ({told}); open it in a spreadsheet program and save it again as .xlsx") from error
    return [grid for grid, _ in grids]


def _grids(name: str, content: bytes, merged: dict[str, list[str]]) -> list[tuple[Grid, str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    grids = []
    try:
        for worksheet in book.worksheets:
            part = str(getattr(worksheet, "_worksheet_path", "")).lstrip("/")
            grid = Grid(worksheet.title, is_hidden=worksheet.sheet_state != "visible")
            grid.merged = [box for box in (range_boundaries(ref) for ref in merged.get(part, [])) if None not in box]  # type: ignore[misc]
            worksheet.reset_dimensions()  # what the file says of its size may be wrong
            for number, row in enumerate(worksheet.iter_rows(), start=1):
                values = tuple(_value(cell) for cell in row)
                if any(value is not None for value in values):
                    grid.rows.append((number, values))
                    if len(grid.rows) > MAX_ROWS and not grid.is_hidden:
                        raise InputError(f"{name}: sheet {grid.title} has more than {MAX_ROWS:,} rows; split the filing")
            grids.append((grid, part))
    finally:
        book.close()
    return grids


def _value(cell: Any) -> object:
    value = cell.value
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return plain(Decimal(repr(value)) * 100) + "%"  # what people see in the cell
    return value


def _find_uncached(content: bytes, grids: list[tuple[Grid, str]], parts: frozenset[str]) -> None:
    """Formulas whose value the file does not hold: written by a program that does not calculate."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        by_title = {worksheet.title: worksheet for worksheet in book.worksheets}
        for grid, part in grids:
            if part not in parts:
                continue
            known = dict(grid.rows)
            worksheet = by_title[grid.title]
            worksheet.reset_dimensions()
            for number, row in enumerate(worksheet.iter_rows(), start=1):
                cells = known.get(number, ())
                for position, cell in enumerate(row, start=1):
                    empty = position > len(cells) or cells[position - 1] is None
                    if empty and cell.data_type == "f":
                        grid.uncached.add((number, position))
    finally:
        book.close()


def read_csv_grid(name: str, content: bytes) -> Grid:
    """A CSV in UTF-8 (with or without BOM) or GB18030, parted by commas, semicolons or tabs. Raises InputError with one line."""
    if len(content) > MAX_BYTES:
        raise InputError(f"{name}: {len(content):,} bytes is over the limit of {MAX_BYTES:,}; split the file")
    text = _decoded(name, content)
    if "\0" in text:
        raise InputError(f"{name}: row {text[: text.index(chr(0))].count(chr(10)) + 1}: holds a NUL byte; export the file again as CSV")
    grid = Grid(Path(name).stem)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        for cells in reader:
            values = tuple(cell if cell.strip() else None for cell in cells)
            while values and values[-1] is None:
                values = values[:-1]
            if len(values) > MAX_COLUMNS:
                raise InputError(f"{name}: row {reader.line_num}: has more than {MAX_COLUMNS} columns; check its commas and quotes")
            if values:
                grid.rows.append((reader.line_num, values))
                if len(grid.rows) > MAX_ROWS:
                    raise InputError(f"{name}: has more than {MAX_ROWS:,} rows; split the filing")
    except csv.Error as error:
        raise InputError(f"{name}: row {reader.line_num}: is not valid CSV ({error}); check its quotes") from error
    if not grid.rows:
        raise InputError(f"{name}: is empty; the first row must hold the column names")
    return grid


def _decoded(name: str, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{name}: is UTF-16 text; save it as CSV UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        broken = error
    line = content[: broken.start].count(b"\n") + 1
    # GB18030 accepts almost any bytes, so a damaged UTF-8 file would come out as other characters: more sound UTF-8
    # sequences than broken ones mean UTF-8.
    lenient = content.decode("utf-8", errors="replace")
    sound = sum(1 for c in lenient if ord(c) > 127 and c != "\ufffd")
    if content.startswith(b"\xef\xbb\xbf") or sound > lenient.count("\ufffd"):
        raise InputError(f"{name}: row {line}: is damaged UTF-8; save the file again as CSV UTF-8")
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: row {line}: is neither UTF-8 nor GB18030 text; save the file as CSV UTF-8") from error


def is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not re.sub(r"[\s\u200b\ufeff]+", "", cell))


def shown_cell(cell: object) -> str:
    """A raw cell for a message."""
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return plain(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return "" if cell is None else str(cell)

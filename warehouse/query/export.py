"""Answers as files that people can trust: CSV, XLSX and Parquet that say where they come from and that no spreadsheet executes."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

from warehouse.errors import InputError
from warehouse.query.about import About, words
from warehouse.query.answer import Answer
from warehouse.query.output import plain

if TYPE_CHECKING:
    import pandas as pd

Sheet = Any
"""A worksheet of a write-only workbook, whose type stubs lack most of what it can do."""

Kind = Literal["csv", "xlsx", "parquet"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MIME: dict[Kind, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet read a cell as a formula; the last four are the full-width forms, which East Asian versions run too."""

XLSX_ROWS = 1_048_575
"""Rows of a worksheet below its header."""
XLSX_TEXT = 32_767
"""Most characters of a worksheet cell."""
EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; longer ones, such as keys, are written as text."""
_TOO_LONG = 1_000_000_000_000_000
"""The first number of more than 15 digits."""
_FIRST_EXCEL_DATE = date(1900, 3, 1)
"""Before it spreadsheets count a 29 February 1900 that never was, and disagree on the day."""
# Control characters that XML cannot hold, carriage returns that it would change, and text that looks like the escape itself.
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def export(answer: Answer, kind: Kind, about: About) -> bytes:
    """The answer as a file.

    CSV: UTF-8 with a byte order mark, data only. XLSX: sheets data, notes, release, query. Parquet: typed, the rest in its metadata.
    Numbers stay numbers and dates dates; text that begins like a formula is defused. Raises InputError for an unknown kind and for
    more rows than a worksheet can hold.
    """
    if kind == "csv":
        return _csv(answer)
    if kind == "xlsx":
        return _xlsx(answer, about)
    if kind == "parquet":
        return _parquet(answer, about)
    raise InputError(f"export: '{kind}' is not one of {', '.join(KINDS)}")


def file_name(stem: str, about: About, kind: str) -> str:
    """A file name that carries release and date, and says if the data is synthetic."""
    safe = re.sub(r"[^\w-]+", "_", stem).strip("_")[:80] or "answer"
    parts = [safe, "synthetic" if about.is_synthetic else "", about.release_id, about.release_date.isoformat()]
    return "_".join(part for part in parts if part) + f".{kind}"


def answer_of(frame: pd.DataFrame) -> Answer:
    """A data frame as an answer; what pandas marks as missing is missing. Numbers and dates become Python's own."""
    columns = [[_python(cell) for cell in frame.iloc[:, position]] for position in range(frame.shape[1])]
    return Answer([str(name) for name in frame.columns], list(zip(*columns, strict=True)) if columns else [], True)


def defused(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _python(cell: Any) -> Any:
    import pandas as pd

    if isinstance(cell, (list, tuple, dict)):
        return cell
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date() if cell == cell.normalize() and cell.tzinfo is None else cell.to_pydatetime()
    return cell.item() if hasattr(cell, "item") else cell


# CSV


def _csv(answer: Answer) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([defused(column) for column in answer.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in answer.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, (int, float)):
        return repr(cell)
    if isinstance(cell, (date, datetime, time)):
        return cell.isoformat()
    return defused(_as_text(cell))


def _as_text(cell: Any) -> str:
    """A value that has no plain form of its own: nested ones as JSON, bytes as hex digits."""
    if isinstance(cell, (list, tuple, dict)):
        return json.dumps(plain(cell), ensure_ascii=False)
    return cell.hex() if isinstance(cell, (bytes, bytearray)) else str(cell)


# XLSX


def _xlsx(answer: Answer, about: About) -> bytes:
    from openpyxl import Workbook

    if len(answer.rows) > XLSX_ROWS:
        raise InputError(f"export: a worksheet holds {XLSX_ROWS:,} rows, the answer has {len(answer.rows):,}; choose CSV or Parquet")
    book = Workbook(write_only=True)
    data: Sheet = book.create_sheet("data")
    data.freeze_panes = "A2"
    for position, column in enumerate(answer.columns, start=1):
        data.column_dimensions[_letter(position)].width = _width(column, [row[position - 1] for row in answer.rows[:200]])
    data.append([_text_cell(data, column, bold=True) for column in answer.columns])
    shortened = 0
    for row in answer.rows:
        cells = [_cell(data, value) for value in row]
        shortened += sum(1 for value in row if isinstance(value, str) and len(value) > XLSX_TEXT)
        data.append(cells)
    if answer.rows and answer.columns:
        data.auto_filter.ref = f"A1:{_letter(len(answer.columns))}{len(answer.rows) + 1}"
    text_sheet(book.create_sheet("notes"), _notes(answer, about, shortened), (28, 24, 70, 14, 60, 50))
    text_sheet(book.create_sheet("release"), _release(answer, about), (24, 60))
    text_sheet(book.create_sheet("query"), [(line,) for line in about.query.splitlines()], (120,))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _notes(answer: Answer, about: About, shortened: int) -> list[tuple[str, ...]]:
    say = words(about.language)
    rows: list[tuple[str, ...]] = []
    if about.is_synthetic:
        rows.append((say["synthetic"],))
    if not answer.is_complete:
        rows.append((say["cut"].format(rows=f"{len(answer.rows):,}"),))
    if answer.cells_cut:
        rows.append((say["cells_cut"].format(cells=answer.cells_cut),))
    if shortened:
        rows.append((say["shortened"].format(cells=shortened, limit=f"{XLSX_TEXT:,}"),))
    rows += [(say["note"], note) for note in about.notes]
    rows += [(), (say["column"], say["label"], say["meaning"], say["unit"], say["caveat"], say["where"])]
    rows += [(note.column, note.label, note.meaning, note.unit, note.caveat, note.tables) for note in about.columns]
    rows += [(), (say["symbols"],)]
    rows += [(say[f"symbol_{name}"], say[f"symbol_{name}_means"]) for name in ("empty", "zero", "dots", "dash", "apostrophe", "long")]
    return rows


def _release(answer: Answer, about: About) -> list[tuple[str, ...]]:
    say = words(about.language)
    return [
        (say["release_id"], about.release_id),
        (say["released"], about.release_date.isoformat()),
        (say["language"], about.language),
        (say["rows"], f"{len(answer.rows):,}"),
        (say["complete"], say["whole"] if answer.is_complete else say["cut"].format(rows=f"{len(answer.rows):,}")),
        *([(say["synthetic"],)] if about.is_synthetic else []),
    ]


def text_sheet(sheet: Sheet, rows: Sequence[tuple[str, ...]], widths: Sequence[int]) -> None:
    """Fill a sheet of a write-only workbook with text that no spreadsheet runs; widths are in characters."""
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[_letter(position)].width = width
    for row in rows:
        sheet.append([_text_cell(sheet, text, wrap=True) for text in row])


def _cell(sheet: Sheet, value: Any) -> Any:
    from openpyxl.cell.cell import WriteOnlyCell

    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float, Decimal)):
        return _number(value) if _fits(value) else _text_cell(sheet, _csv_cell(value))
    if isinstance(value, datetime):
        if value.tzinfo is None and value.date() >= _FIRST_EXCEL_DATE:
            return value
        return _text_cell(sheet, value.isoformat())
    if isinstance(value, date):
        if value < _FIRST_EXCEL_DATE:
            return _text_cell(sheet, value.isoformat())
        cell: Any = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # the stubs know datetime only
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _text_cell(sheet, value.isoformat() if isinstance(value, time) else _as_text(value))


def _number(value: int | float | Decimal) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _fits(value: int | float | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit; its numbers are finite and have 15 digits. A float has no more to lose."""
    if isinstance(value, float):
        return math.isfinite(float(f"{value:.{EXACT_DIGITS}g}"))  # the very largest would be rounded up to no number at all
    if isinstance(value, int):
        return abs(value) < _TOO_LONG
    return value.is_finite() and len(value.normalize().as_tuple().digits) <= EXACT_DIGITS and abs(value) < _TOO_LONG


def _text_cell(sheet: Sheet, text: str, bold: bool = False, wrap: bool = False) -> Any:
    """Text that stays text: typed as a string, with the quote prefix, so that editing the cell does not make a formula of it."""
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell: Any = WriteOnlyCell(sheet, _TO_ESCAPE.sub(lambda found: f"_x{ord(found.group()):04X}_", text[:XLSX_TEXT]))
    cell.data_type = "s"  # openpyxl reads a leading = as a formula
    cell.quotePrefix = text.startswith(FORMULA_STARTS)
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _letter(position: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(position))


def _width(column: str, sample: Sequence[Any]) -> int:
    """Wide enough for what is there, within 8 and 60; a Chinese character takes two places."""
    shown = [column, *("" if cell is None else _csv_cell(cell) for cell in sample)]
    return max(8, min(60, max(sum(2 if ord(c) > 0x2E7F else 1 for c in text) for text in shown) + 2))


# Parquet


def _parquet(answer: Answer, about: About) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = answer.to_arrow()
    told = {note.column: {key: str(value) for key, value in asdict(note).items() if value} for note in about.columns}
    described = zip(table.schema, answer.columns, strict=True)
    fields = [one.with_metadata(told[column]) if column in told else one for one, column in described]
    about_file = {
        "release_id": about.release_id,
        "release_date": about.release_date.isoformat(),
        "language": about.language,
        "query": about.query,
        "notes": json.dumps(about.notes, ensure_ascii=False),
        "columns": json.dumps([asdict(note) for note in about.columns], ensure_ascii=False),
        "is_synthetic": str(about.is_synthetic).lower(),
        "is_complete": str(answer.is_complete).lower(),
    }
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(table.columns, schema=pa.schema(fields, metadata=about_file)), out)
    return out.getvalue()

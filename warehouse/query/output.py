"""Answers as text: table for people, CSV and JSON for scripts."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from warehouse.errors import InputError
from warehouse.query.adhoc import Answer


def as_csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in answer.rows)
    return out.getvalue()


def as_json(answer: Answer) -> str:
    repeated = sorted({c for c in answer.columns if answer.columns.count(c) > 1})
    if repeated:
        raise InputError(f"json: the answer has two columns '{repeated[0]}'; give one another name with `as`")
    rows = [dict(zip(answer.columns, (plain(cell) for cell in row), strict=True)) for row in answer.rows]
    return json.dumps({"columns": answer.columns, "rows": rows, "complete": answer.is_complete}, ensure_ascii=False, indent=1)


def plain(cell: Any) -> Any:
    """A value as JSON can hold it: decimals as numbers, dates as text, what JSON lacks as null or text."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)):
        return [plain(part) for part in cell]
    if isinstance(cell, dict):
        return {str(key): plain(part) for key, part in cell.items()}
    if isinstance(cell, float) and not math.isfinite(cell):
        return None  # JSON has no NaN and no infinity.
    return cell if cell is None or isinstance(cell, (bool, int, float, str)) else str(cell)

"""Cells as people fill them in, to text that the validator judges. Only what can be read one way is changed; the rest is refused there."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, Integer
from sqlalchemy.sql.schema import Column

from warehouse.intake.validate import ValueFault
from warehouse.source.base import ExactDecimal

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
"""Full-width forms only: NFKC would also turn 12² into 122."""
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?")
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")
_DATE = re.compile(r"([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_ERROR_VALUES = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
FIRST_SERIAL, LAST_SERIAL = 1, 109_574
"""Days since 1899-12-30 that a date column may hold: 1900 to 2199."""


def tidy(column: Column[Any], cell: object) -> str:
    """The text of a cell for its column. Raises ValueFault for what is no value at all: an error, a stray date, a control character."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return ("true" if cell else "false") if isinstance(column.type, Boolean) else str(cell).upper()
    if isinstance(cell, (int, float, Decimal)):
        return _of_number(column, cell)
    if isinstance(cell, (datetime, date, time, timedelta)):
        return _of_date(column, cell)
    return _of_text(column, str(cell))


def is_number(column: Column[Any]) -> bool:
    return isinstance(column.type, (Integer, ExactDecimal)) and not isinstance(column.type, Boolean)


def plain(number: int | float | Decimal) -> str:
    """A number with all its digits and no exponent; a whole one without a point."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        return str(number)
    if exact == exact.to_integral_value() and abs(exact) < 10**15:
        return str(int(exact))
    return format(exact.normalize(), "f")


def _of_number(column: Column[Any], number: int | float | Decimal) -> str:
    if isinstance(column.type, Date) and isinstance(number, (int, float)):
        if number == int(number) and FIRST_SERIAL <= number <= LAST_SERIAL:
            return (date(1899, 12, 30) + timedelta(days=int(number))).isoformat()
        raise ValueFault("not_a_date")
    return plain(number)


def _of_date(column: Column[Any], moment: datetime | date | time | timedelta) -> str:
    if isinstance(column.type, Date) and isinstance(moment, date):
        if isinstance(moment, datetime) and moment.time() != time():
            raise ValueFault("not_a_date")
        return (moment.date() if isinstance(moment, datetime) else moment).isoformat()
    raise ValueFault("stray_date")


def _of_text(column: Column[Any], text: str) -> str:
    text = text.translate(_INVISIBLE).strip()
    if text in _ERROR_VALUES:
        raise ValueFault("error_value")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cn") and c not in "\n\r\t" for c in text):
        raise ValueFault("control_character")
    text = re.sub(r"[\n\r\t]+", " ", text)
    if isinstance(column.type, Date):
        match = _DATE.fullmatch(text.translate(_HALF_WIDTH))
        return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text
    return _digits(column, text) if is_number(column) or column.name in ("amount_as_printed", "income_as_printed") else text


def _digits(column: Column[Any], text: str) -> str:
    half = text.translate(_HALF_WIDTH).strip()
    if not re.fullmatch(r"[-0-9,. %]+", half):
        return text
    if isinstance(column.type, ExactDecimal) and column.name.endswith("_pct"):
        half = half.removesuffix("%").strip()
    if _THOUSANDS.fullmatch(half):
        half = half.replace(",", "").replace(" ", "")
    whole = _WHOLE.fullmatch(half)
    return whole[1] if whole and isinstance(column.type, Integer) else half

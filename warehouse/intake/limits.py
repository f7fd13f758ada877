"""How large a file may be, in one place, and how much of it a message repeats."""

from __future__ import annotations

import unicodedata

MIB = 1024 * 1024

MAX_BYTES = 50 * MIB
"""Largest CSV file that is taken row by row."""
MAX_WORKBOOK_BYTES = 20 * MIB
"""Largest workbook as it lies on disk, packed."""
MAX_UNPACKED_BYTES = 200 * MIB
"""Largest sum of the unpacked parts of a workbook: what a bomb would exceed."""
MAX_PART_BYTES = 64 * MIB
"""Largest unpacked part of a workbook."""
MAX_PARTS = 500
"""Most parts (files inside the zip) of a workbook."""
MAX_SHEETS = 40
"""Most sheets of a workbook."""
MAX_ROWS = 20_000
"""Most rows of one sheet or filed CSV that hold anything."""
MAX_ROW_ELEMENTS = 200_000
"""Most rows of one sheet that are stored at all, the empty formatted ones included."""
EXCEL_LAST_ROW = 1_048_576
"""Where a sheet of the file format ends."""
MAX_COLUMNS = 200
"""Most columns of one sheet."""
MAX_HEADER_ROW = 20
"""The header must stand within so many rows from the top."""
MAX_SHOWN = 80
"""Longest part of a cell that a message repeats."""
MAX_TEXT = 4_000
"""Longest text of a cell."""


def shown(text: str) -> str:
    """A cell for a message: cut, and with line ends and other invisible characters spelt out, so that it stays one line."""
    cut = text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else repr(c)[1:-1] for c in cut)

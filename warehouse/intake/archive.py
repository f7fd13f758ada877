"""Is this an XLSX that may be opened? Looked at as a zip first, before any library reads it: bombs, macros, links, passwords."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from warehouse.errors import InputError
from warehouse.intake.limits import (
    EXCEL_LAST_ROW,
    MAX_COLUMNS,
    MAX_PART_BYTES,
    MAX_PARTS,
    MAX_ROW_ELEMENTS,
    MAX_SHEETS,
    MAX_UNPACKED_BYTES,
    MAX_WORKBOOK_BYTES,
    MIB,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORBIDDEN = {
    "vbaproject": "holds macros; save it as .xlsx without macros",
    "vbadata": "holds macros; save it as .xlsx without macros",
    "macrosheets/": "holds macro sheets; save it as .xlsx without macros",
    "externallinks/": "links to other files; break the links (Data, Edit Links) and save it again",
    "connections.xml": "holds data connections; remove them and save it again",
    "querytables/": "holds data connections; remove them and save it again",
    "activex/": "holds embedded controls; remove them and save it again",
    "embeddings/": "holds embedded objects; remove them and save it again",
    "ctrlprops/": "holds embedded controls; remove them and save it again",
}
"""Parts that a form never has, by a piece of their name."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_LAST_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="([0-9]+)"')
_COLUMN = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Za-z]+)[0-9]')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_EXTERNAL = re.compile(rb'<(?:\w+:)?Relationship\s[^>]*TargetMode\s*=\s*"External"[^>]*>')


@dataclass(frozen=True)
class Archive:
    """What the look at the zip found: merged ranges by sheet part, and the sheet parts that hold formulas."""

    merged: dict[str, list[str]] = field(default_factory=dict)
    with_formulas: frozenset[str] = frozenset()


def inspect_archive(name: str, content: bytes) -> Archive:
    """Raises InputError with one line for anything that is not a plain workbook within the limits."""
    if len(content) > MAX_WORKBOOK_BYTES:
        raise InputError(f"{name}: {len(content):,} bytes is over the limit of {MAX_WORKBOOK_BYTES // MIB} MiB for a workbook; split the filing")
    if content.startswith(_OLE):
        raise InputError(f"{name}: is protected by a password or an old .xls file; save it as .xlsx without a password")
    if not content.startswith(b"PK"):
        raise InputError(f"{name}: is not an .xlsx workbook; save it as .xlsx")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _look(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, OverflowError) as error:
        raise InputError(f"{name}: is damaged ({_one_line(error)}); open it in a spreadsheet program and save it again as .xlsx") from error


def _look(name: str, archive: zipfile.ZipFile) -> Archive:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise InputError(f"{name}: holds {len(parts):,} parts, over the limit of {MAX_PARTS}; copy the cells into a fresh template")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise InputError(f"{name}: is damaged (two parts have the same name); save it again as .xlsx")
    if any(part.flag_bits & 0x1 for part in parts):
        raise InputError(f"{name}: is protected by a password; save it without one")
    unpacked = sum(part.file_size for part in parts)
    largest = max((part.file_size for part in parts), default=0)
    if unpacked > MAX_UNPACKED_BYTES or largest > MAX_PART_BYTES:
        raise InputError(
            f"{name}: unpacks to {unpacked / MIB:,.0f} MiB, over the limit of {MAX_UNPACKED_BYTES // MIB} MiB "
            f"({MAX_PART_BYTES // MIB} MiB for one part); copy the filled cells into a fresh template"
        )
    for filename in names:
        for piece, told in _FORBIDDEN.items():
            if piece in filename.lower().replace("\\", "/"):
                raise InputError(f"{name}: {told}")
    if "[Content_Types].xml" not in names or not any(filename.startswith("xl/workbook") for filename in names):
        raise InputError(f"{name}: is a zip file but no .xlsx workbook; save it as .xlsx")
    sheets = [part for part in parts if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")]
    if len(sheets) > MAX_SHEETS:
        raise InputError(f"{name}: has {len(sheets)} sheets, over the limit of {MAX_SHEETS}; keep those of the template")
    merged: dict[str, list[str]] = {}
    formulas: set[str] = set()
    for part in parts:
        data = archive.read(part)  # also checks its checksum
        if part.filename.endswith((".xml", ".rels")):
            _check_xml(name, part.filename, data)
        if part in sheets:
            rows = len(_ROW.findall(data))
            if rows > MAX_ROW_ELEMENTS:
                raise InputError(
                    f"{name}: a sheet stores {rows:,} rows, over the limit of {MAX_ROW_ELEMENTS:,}; copy the filled cells into a fresh template"
                )
            if max(map(int, _LAST_ROW.findall(data)), default=0) > EXCEL_LAST_ROW:
                raise InputError(f"{name}: is damaged (a row beyond the end of a sheet); save it again as .xlsx")
            if any(_position(letters) > MAX_COLUMNS for letters in set(_COLUMN.findall(data))):
                raise InputError(f"{name}: a sheet uses more than {MAX_COLUMNS} columns; copy the filled cells into a fresh template")
            merged[part.filename] = [ref.decode() for ref in _MERGED.findall(data)]
            if _FORMULA.search(data):
                formulas.add(part.filename)
    return Archive(merged, frozenset(formulas))


def _check_xml(name: str, part: str, data: bytes) -> None:
    """No document types and so no entities, no encoding in which they could hide, no links that load something."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:200]:
        raise InputError(f"{name}: part {part} is not UTF-8; save the workbook again as .xlsx")
    declared = re.match(rb'\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["\']([A-Za-z0-9._-]+)', data[:300])
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        raise InputError(f"{name}: part {part} is not UTF-8; save the workbook again as .xlsx")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(f"{name}: part {part} declares XML entities, which no spreadsheet program does; it is not taken")
    if part == "[Content_Types].xml" and b"macroEnabled" in data:
        raise InputError(f"{name}: holds macros; save it as .xlsx without macros")
    if part.endswith(".rels") and any(b"/hyperlink" not in link for link in _EXTERNAL.findall(data)):
        raise InputError(f"{name}: links to other files; break the links (Data, Edit Links) and save it again")


def _position(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _one_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120] or type(error).__name__

"""A filing as handed in: from grids of cells to source files for the validator, each cell with its place in the sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import get_column_letter

from warehouse.errors import InputError
from warehouse.intake.fault import Fault
from warehouse.intake.form import FormColumn, Sheet, column_names, form_version, heading_key, sheet_of, sheet_title_key, sheets
from warehouse.intake.grid import Cells, Grid, is_blank, read_csv_grid, read_workbook, shown_cell
from warehouse.intake.limits import MAX_HEADER_ROW, shown
from warehouse.intake.names import normalise
from warehouse.intake.reader import FileRow, SourceFile
from warehouse.intake.template import LISTS
from warehouse.intake.tidy import tidy
from warehouse.intake.validate import ValueFault, given_columns
from warehouse.intake.wording import LANGUAGES, wording
from warehouse.source.schema import MODELS

_YEAR = re.compile(r"(19|20)[0-9]{2}")
_UNFILLED_IS_LEFT_OUT = ("enrolment", "graduate_outcome", "teacher_count")
"""Tables whose rows are prefilled: one in which nothing was counted is not filed, and said so."""


@dataclass(frozen=True)
class SheetPlace:
    """Where the cells of a table stand: sheet title, header row, column → position."""

    title: str
    header_row: int
    positions: dict[str, int]

    def address(self, row: int | None, column: str | None) -> str:
        """Such as `D7`; the header where no row is meant, the first column where the column is not in the sheet."""
        position = self.positions.get(column or "", 1)
        return f"{get_column_letter(position)}{row or self.header_row}"


@dataclass
class Handed:
    """One filing before validation. `content` is the workbook as handed in, empty for CSV files; `grids` are its sheets by table."""

    file_name: str
    school: str
    year: str
    template_version: str | None
    collector: str
    sources: list[SourceFile] = field(default_factory=list)
    places: dict[str, SheetPlace] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    content: bytes = b""
    grids: dict[str, Grid] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """Names that a form offers instead of ids: contest name → id."""

    contests: dict[str, str]


def read_handed(files: list[tuple[str, bytes]], choices: Choices, school: str = "", year: str = "") -> list[Handed]:
    """Workbooks, each a filing, and CSV files, together one filing. Raises InputError for a file that cannot be read at all."""
    handed, tables = [], []
    for name, content in files:
        if Path(name).suffix.lower() == ".csv":
            tables.append((name, content))
        elif Path(name).suffix.lower() == ".xlsx":
            handed.append(_of_workbook(name, content, choices))
        else:
            raise InputError(f"{name}: is neither .xlsx nor .csv; save it as one of them")
    if tables:
        handed.append(_of_csv(tables, choices, school, year))
    return handed


def _of_workbook(name: str, content: bytes, choices: Choices) -> Handed:
    grids = read_workbook(name, content)
    cover = _cover(name, grids)
    version = cover["version"] or None
    handed = Handed(name, cover["school"], cover["year"], version, cover["collector"], content=content)
    if version != form_version():
        handed.faults.append(Fault("other_version", name, values={"found": version or "-", "now": form_version()}, severity="warning"))
    reserved = {wording(lang, key) for lang in LANGUAGES for key in ("form.cover", "form.notes", "form.result")} | {LISTS}
    for grid in grids:
        sheet = next((s for s in sheets() if normalise(grid.title).casefold() in sheet_title_key(s)), None)
        if sheet is None:
            if grid.title not in reserved and grid.rows:
                handed.faults.append(Fault("unread_sheet", name, values={"sheet": shown(grid.title)}, severity="warning"))
        elif sheet.table in handed.places:
            handed.faults.append(Fault("sheet_twice", name, values={"sheet": sheet.title}))
        else:
            _take(handed, grid, sheet, f"{name} {sheet.title}", choices, cover)
    if not handed.sources and not any(fault.severity == "error" for fault in handed.faults):
        raise InputError(f"{name}: holds no filled rows in any sheet of the form; fill in at least one")
    return handed


def _cover(name: str, grids: list[Grid]) -> dict[str, str]:
    """What the cover says. Raises InputError if there is no cover, or it names no school or year."""
    titles = {wording(language, "form.cover") for language in LANGUAGES}
    grid = next((g for g in grids if g.title in titles), None)
    if grid is None:
        raise InputError(f"{name}: has no cover sheet '{wording('zh', 'form.cover')}'; fill in a workbook made by `warehouse template`")
    keys = ("school", "year", "collector", "version")
    headings = {heading_key(wording(language, f"cover.{key}")): key for language in LANGUAGES for key in keys}
    found = dict.fromkeys(keys, "")
    for _, cells in grid.rows:
        key = headings.get(heading_key(shown_cell(cells[0])) if cells else "")
        if key and len(cells) > 1:
            found[key] = shown_cell(cells[1]).strip()
    if not found["school"] or not _YEAR.fullmatch(found["year"]):
        raise InputError(f"{name}: the cover names no school or no year; fill in a workbook made by `warehouse template`")
    return found


def _of_csv(files: list[tuple[str, bytes]], choices: Choices, school: str, year: str) -> Handed:
    handed = Handed(", ".join(name for name, _ in files), school, year, None, "")
    for name, content in files:
        table = Path(name).name.removesuffix(Path(name).suffix).split(".")[-1]
        sheet = sheet_of(table) or next((s for s in sheets() if normalise(table).casefold() in sheet_title_key(s)), None)
        if sheet is None:
            known = ", ".join(s.table for s in sheets())
            raise InputError(f"{name}: the name must end in .<table>.csv with one of these tables: {known}")
        if sheet.table in handed.places:
            raise InputError(f"{name}: {sheet.table} is handed in twice; put its rows into one file")
        _take(handed, read_csv_grid(name, content), sheet, name, choices, {"school": school, "year": year})
    if not handed.sources and not handed.faults:
        raise InputError(f"{handed.file_name}: holds no data rows")
    _scope_of_rows(handed)
    return handed


def _scope_of_rows(handed: Handed) -> None:
    """School and year of CSV files are what all their rows say."""
    schools, years = {handed.school} - {""}, {handed.year} - {""}
    for source in handed.sources:
        sheet = sheet_of(source.target_table)
        assert sheet is not None
        for column, what in sheet.supplied.items():
            (schools if what == "school" else years).update(row.values[column] for row in source.rows if row.values[column])
    if len(schools) > 1 and len({normalise(s) for s in schools}) > 1:
        raise InputError(
            f"{handed.file_name}: speaks of {len(schools)} schools ({'、'.join(sorted(schools)[:3])} …); a filing is of one, split the file"
        )
    if len(years) > 1:
        raise InputError(f"{handed.file_name}: speaks of the years {', '.join(sorted(years))}; a filing is of one, split the file")
    if not schools or not years:
        raise InputError(f"{handed.file_name}: says no school or no year; add --school and --year")
    handed.school, handed.year = sorted(schools)[0], years.pop()
    for source in handed.sources:
        sheet = sheet_of(source.target_table)
        for column, what in sheet.supplied.items() if sheet else ():
            for row in source.rows:
                row.values[column] = row.values[column] or (handed.school if what == "school" else handed.year)


def _take(handed: Handed, grid: Grid, sheet: Sheet, name: str, choices: Choices, cover: dict[str, str]) -> None:
    """Find the header, then take the rows below it."""
    handed.grids[sheet.table] = grid
    header = _find_header(grid, sheet)
    if header is None:
        if len(grid.rows) > 0:
            handed.faults.append(Fault("no_header", name, values={"limit": MAX_HEADER_ROW}, table=sheet.table))
            handed.places[sheet.table] = SheetPlace(grid.title, 1, {})
        return
    header_row, headings = header
    positions, faults = _positions(name, sheet, header_row, headings)
    handed.places[sheet.table] = place = SheetPlace(grid.title, header_row, positions)
    for left, top, right, bottom in grid.merged:
        if top <= header_row <= bottom and left < right:
            faults.append(Fault("merged_header", name, values={"range": _range(left, top, right, bottom)}, table=sheet.table))
        elif bottom > header_row:
            faults.append(
                Fault("merged_cells", name, max(top, header_row + 1), values={"range": _range(left, top, right, bottom)}, table=sheet.table)
            )
    rows = []
    if not any(fault.severity == "error" and fault.row is None for fault in faults):
        for number, cells in grid.rows:
            if number > header_row and any(not is_blank(cell) for cell in cells):
                row = _row(name, sheet, place, number, cells, grid, choices, cover, faults)
                if row is not None:
                    rows.append(row)
    if not rows and faults and all(fault.key == "unfilled_row" for fault in faults):
        faults = [Fault("unfilled_sheet", name, values={"sheet": sheet.title}, severity="warning", table=sheet.table)]
    handed.faults.extend(fault for fault in faults if fault.row is None or fault.severity != "error")
    if rows or any(fault.row is not None and fault.severity == "error" for fault in faults):
        columns = tuple(given_columns(MODELS[sheet.table]))
        own = tuple(fault for fault in faults if fault.row is not None and fault.severity == "error")
        handed.sources.append(SourceFile(name, sheet.table, "", columns, tuple(rows), own, place=sheet.title, is_form=True))


def _find_header(grid: Grid, sheet: Sheet) -> tuple[int, Cells] | None:
    """The row among the first ones that holds most of the headings."""
    names = column_names(sheet)
    best: tuple[int, int, Cells] | None = None
    for number, cells in grid.rows:
        if number > MAX_HEADER_ROW:
            break
        known = sum(1 for cell in cells if isinstance(cell, str) and heading_key(cell) in names)
        if known >= 2 and (best is None or known > best[0]):
            best = (known, number, cells)
    return (best[1], best[2]) if best else None


def _positions(name: str, sheet: Sheet, header_row: int, headings: Cells) -> tuple[dict[str, int], list[Fault]]:
    names = column_names(sheet)
    ignored = {heading_key(c) for c in given_columns(MODELS[sheet.table])}
    positions: dict[str, int] = {}
    faults = []
    for position, heading in enumerate(headings, start=1):
        if is_blank(heading):
            continue
        key = heading_key(shown_cell(heading))
        column = names.get(key) or (key if key in ignored else None)
        if column is None:
            told = {"name": shown(shown_cell(heading)), "cell": f"{get_column_letter(position)}{header_row}"}
            faults.append(Fault("unknown_heading", name, values=told, table=sheet.table))
        elif column in positions:
            faults.append(Fault("heading_twice", name, values={"name": shown(shown_cell(heading))}, table=sheet.table))
        else:
            positions[column] = position
    missing = [c for c in sheet.columns if c.is_required and c.name not in positions]
    faults.extend(Fault("missing_heading", name, values={"name": c.entry.label_zh}, table=sheet.table) for c in missing)
    return positions, faults


def _row(
    name: str, sheet: Sheet, place: SheetPlace, number: int, cells: Cells, grid: Grid, choices: Choices, cover: dict[str, str], faults: list[Fault]
) -> FileRow | None:
    """One row as texts by column. Cells outside the headings are refused: what they say would be lost."""
    given = given_columns(MODELS[sheet.table])
    values = dict.fromkeys(given, "")
    for column, what in sheet.supplied.items():
        values[column] = cover[what]
    taken = set(place.positions.values())
    stray = [i for i, cell in enumerate(cells, start=1) if i not in taken and not is_blank(cell)]
    if stray:
        where = f"{get_column_letter(stray[0])}{number}"
        faults.append(Fault("stray_cell", name, number, value=shown_cell(cells[stray[0] - 1]), values={"cell": where}, table=sheet.table))
    for column, position in place.positions.items():
        cell = cells[position - 1] if position <= len(cells) else None
        if (number, position) in grid.uncached:
            faults.append(Fault("formula_without_value", name, number, column, table=sheet.table))
            continue
        try:
            text = tidy(given[column], cell)
        except ValueFault as fault:
            faults.append(Fault(fault.key, name, number, column, shown_cell(cell), fault.values, table=sheet.table))
            continue
        if text or column not in sheet.supplied:
            values[column] = _chosen(sheet.column(column), text, choices)
        if column == "medal":
            values["medal_as_printed"] = values["medal_as_printed"] or text
    if sheet.table in _UNFILLED_IS_LEFT_OUT and _is_unfilled(sheet, values, number, faults):
        label = next(shown_cell(cell) for cell in cells if not is_blank(cell))
        faults.append(Fault("unfilled_row", name, number, values={"label": shown(label)}, severity="warning", table=sheet.table))
        return None
    return FileRow(number, values)


def _is_unfilled(sheet: Sheet, values: dict[str, str], number: int, faults: list[Fault]) -> bool:
    has_fault = any(fault.row == number for fault in faults)
    return not has_fault and not any(values[c.name] for c in sheet.columns if c.is_number)


def _chosen(column: FormColumn | None, text: str, choices: Choices) -> str:
    """A label as its code; text that is none stays as it is, for the validator to refuse."""
    if column is None or not text:
        return text
    key = normalise(text).casefold()
    if column.name == "major_as_printed" and key in {normalise(wording(lang, "form.whole_school")).casefold() for lang in LANGUAGES}:
        return ""
    if column.name == "contest_id":
        return next((contest for title, contest in choices.contests.items() if normalise(title).casefold() == key), text)
    for label, code in column.choices.items():
        if key in (normalise(label).casefold(), code.casefold()):
            return code
    return text


def _range(left: int, top: int, right: int, bottom: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"

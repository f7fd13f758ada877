"""The workbook that a school fills in: one sheet a subject, rendered from the dictionary, the codes and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from warehouse.errors import InputError
from warehouse.intake.form import SUBJECTS, FormColumn, Sheet, form_version, sheets
from warehouse.intake.history import History
from warehouse.intake.limits import MAX_ROWS
from warehouse.intake.validate import Record
from warehouse.intake.wording import catalogue, wording
from warehouse.source.dictionary import chinese, code_labels, code_sets, labels_of, tables

HEADER_ROW = 3
LISTS = "_lists"
"""The hidden sheet that holds what drop-downs offer."""
COVER_FIELDS = ("school", "school_id", "year", "collector", "statement", "version")
"""What stands on the cover, from its third row on: heading in the first column, value in the second."""

_UNLOCKED, _LOCKED = Protection(locked=False), Protection(locked=True)
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_FILLED = PatternFill("solid", fgColor="F2F2F2")
_INPUT = PatternFill("solid", fgColor="FFF9E5")
_LINE = Border(bottom=Side(style="thin", color="BFBFBF"))


def write_template(history: History, subjects: Iterable[str] = ()) -> bytes:
    """The workbook of one school and year, as XLSX. Raises InputError for a subject that is not asked."""
    wanted = list(subjects) or list(SUBJECTS)
    unknown = [s for s in wanted if s not in SUBJECTS]
    if unknown:
        raise InputError(f"subject: '{unknown[0]}' is not one of {', '.join(SUBJECTS)}")
    book = Workbook()
    book.properties.title = f"{history.school.school_name} {history.year}"
    cover = book.active
    assert isinstance(cover, Worksheet)
    _write_cover(cover, history)
    lists = _Lists(book.create_sheet(LISTS), history)
    for sheet in sheets():
        if sheet.subject in wanted:
            _write_sheet(book.create_sheet(sheet.title), sheet, history, lists)
    _write_notes(book.create_sheet(wording("zh", "form.notes")), [s for s in sheets() if s.subject in wanted])
    lists.worksheet.sheet_state = "hidden"
    book.move_sheet(LISTS, offset=len(book.sheetnames))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_cover(worksheet: Worksheet, history: History) -> None:
    worksheet.title = wording("zh", "form.cover")
    worksheet["A1"] = wording("zh", "form.title", year=history.year)
    worksheet["A1"].font = Font(bold=True, size=16)
    worksheet["A2"] = wording("zh", "form.guide")
    worksheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    worksheet.merge_cells("A2:B2")
    worksheet.row_dimensions[1].height, worksheet.row_dimensions[2].height = 30, 96
    values: dict[str, str | int] = {
        "school": history.school.school_name, "school_id": history.school.school_id, "year": history.year,
        "collector": "", "statement": wording("zh", "form.statement_placeholder"), "version": form_version(),
    }  # fmt: skip
    for number, name in enumerate(COVER_FIELDS, start=3):
        head, cell = worksheet.cell(number, 1, wording("zh", f"cover.{name}")), worksheet.cell(number, 2, values[name])
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD_FILL
        head.comment = Comment(wording("en", f"cover.{name}"), "warehouse", width=220, height=60)
        head.alignment = cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left")
        cell.border = _LINE
        if name == "collector":
            cell.protection, cell.fill = _UNLOCKED, _INPUT
        worksheet.row_dimensions[number].height = 60 if name == "statement" else 24
    worksheet.column_dimensions["A"].width, worksheet.column_dimensions["B"].width = 22, 70
    worksheet.sheet_view.showGridLines = False
    worksheet.protection.sheet = True
    _fit(worksheet)


class _Lists:
    """Columns of the hidden sheet, one a list; the same list is written once."""

    def __init__(self, worksheet: Worksheet, history: History) -> None:
        self.worksheet = worksheet
        self.history = history
        self._ranges: dict[tuple[str, ...], str] = {}

    def range(self, values: Iterable[str]) -> str:
        """The address of a list, for a drop-down."""
        key = tuple(values)
        if key not in self._ranges:
            column = len(self._ranges) + 1
            for number, value in enumerate(key, start=1):
                self.worksheet.cell(number, column, value)
            letter = get_column_letter(column)
            self._ranges[key] = f"'{LISTS}'!${letter}$1:${letter}${max(1, len(key))}"
        return self._ranges[key]

    def of(self, column: FormColumn) -> list[str]:
        """What a column offers; empty if it is free."""
        if column.name == "major_as_printed":
            return list(dict.fromkeys(name for level in self.history.school.levels for name in self.history.majors[level]))
        if column.name == "contest_id":
            return list(self.history.contests)
        if column.name == "consortium_name":
            return self.history.consortia
        return list(column.choices)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, history: History, lists: _Lists) -> None:
    school = f"{history.school.school_name}（{history.school.school_id}）"
    worksheet["A1"] = wording("zh", "form.sheet_title", title=sheet.title, title_en=sheet.title_en, school=school, year=history.year)
    worksheet["A1"].font = Font(bold=True, size=13)
    worksheet["A2"] = wording("zh", "form.sheet_guide")
    worksheet["A2"].font = Font(italic=True, color="7F7F7F")
    for number, column in enumerate(sheet.columns, start=1):
        _write_head(worksheet, sheet, number, column)
        letter = get_column_letter(number)
        style = worksheet.column_dimensions[letter]
        style.width = _width(column)
        style.protection, style.number_format = _UNLOCKED, _format(column)
        offered = lists.of(column)
        if offered:
            _offer(worksheet, letter, lists.range(offered), is_strict=bool(column.choices) or column.name == "contest_id")
    for number, values in enumerate(_prefilled(sheet, history), start=HEADER_ROW + 1):
        for name, value in values.items():
            position = next(i for i, c in enumerate(sheet.columns, start=1) if c.name == name)
            filled = worksheet.cell(number, position, value)
            filled.fill, filled.protection, filled.number_format = _FILLED, _UNLOCKED, _format(sheet.columns[position - 1])
    worksheet.freeze_panes = f"B{HEADER_ROW + 1}"
    worksheet.protection.sheet = True
    worksheet.protection.formatColumns = worksheet.protection.formatRows = False
    worksheet.protection.insertRows = worksheet.protection.deleteRows = False
    worksheet.protection.sort = worksheet.protection.autoFilter = False
    worksheet.sheet_properties.tabColor = "1F4E79"
    _fit(worksheet)
    worksheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _write_head(worksheet: Worksheet, sheet: Sheet, number: int, column: FormColumn) -> None:
    for row in (1, 2):
        worksheet.cell(row, number).protection = _LOCKED
    cell = worksheet.cell(HEADER_ROW, number, column.header)
    cell.font, cell.fill, cell.protection = Font(bold=True, color="FFFFFF"), _HEAD_FILL, _LOCKED
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    worksheet.row_dimensions[HEADER_ROW].height = 36
    told = [column.entry.label_en, _hint(sheet, column), chinese(column.entry).meaning_zh, column.entry.meaning]
    told += [f"Unit: {_unit(column.entry.unit, 'en')}"] if column.entry.unit else []
    cell.comment = Comment("\n".join(t for t in (*told, column.entry.caveat) if t), "warehouse", width=360, height=180)


def _offer(worksheet: Worksheet, letter: str, address: str, is_strict: bool) -> None:
    """A drop-down. A major, school or consortium may also be typed under another known name; a code may not."""
    offer = DataValidation(type="list", formula1=f"={address}", allow_blank=True, showErrorMessage=is_strict)
    offer.errorTitle, offer.error = wording("zh", "form.list_title"), wording("zh", "form.list_error")
    offer.add(f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + MAX_ROWS}")
    worksheet.add_data_validation(offer)


def _format(column: FormColumn) -> str:
    """Numbers look like numbers; everything else is text, so that a spreadsheet makes no dates of names."""
    if column.name.endswith("_year"):
        return "0"
    if not column.is_number:
        return "@"
    return "#,##0.####" if hasattr(column.column.type, "scale") and column.column.type.scale else "#,##0"


def _width(column: FormColumn) -> float:
    if column.name in ("major_as_printed", "event_name", "item_as_printed", "training_name", "consortium_name", "recognition_title", "contest_id"):
        return 32
    return 13 if column.is_number else 18


def _hint(sheet: Sheet, column: FormColumn) -> str:
    """How to fill the column, in Chinese, where there is more to say than its name."""
    words = catalogue("zh")
    return words.get(f"hint.{sheet.table}.{column.name}") or words.get(f"hint.{column.name}", "")


def _prefilled(sheet: Sheet, history: History) -> list[dict[str, str]]:
    """What is known already: last year's majors, the total row, the categories of teachers."""
    programmes = [p for p in history.previous.get("programme", []) if p["status"] != "withdrawn" and p["major_as_printed"]]
    levels, pathways = code_labels(code_sets()["education_level"]), code_labels(code_sets()["pathway"])

    def labelled(row: Record) -> dict[str, str]:
        return {"major_as_printed": row["major_as_printed"], "education_level": levels[row["education_level"]]}

    if sheet.table == "programme":
        kept = ("campus", "partner_as_printed", "department")
        rows = [labelled(p) | {"pathway": pathways[p["pathway"]]} | {c: p[c] for c in kept if p[c]} for p in programmes]
    elif sheet.table == "enrolment":
        total = {"major_as_printed": wording("zh", "form.whole_school"), "pathway": pathways["all"]}
        rows = [total, *(labelled(p) | {"pathway": pathways[p["pathway"]]} for p in programmes)]
    elif sheet.table == "graduate_outcome":
        rows = [{"major_as_printed": wording("zh", "form.whole_school")}, *map(labelled, programmes)]
    elif sheet.table == "teacher_count":
        rows = [{"teacher_category": label} for label in code_labels(code_sets()["teacher_category"]).values()]
    else:
        rows = []
    return list({tuple(row.items()): row for row in rows}.values())


def _write_notes(worksheet: Worksheet, asked: list[Sheet]) -> None:
    heads = ("sheet", "column", "english", "required", "hint", "meaning_zh", "meaning", "unit", "caveat_zh", "caveat", "choices")
    widths = (16, 20, 22, 8, 36, 40, 60, 10, 40, 50, 50)
    for number, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = worksheet.cell(1, number, wording("zh", f"notes.{head}"))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD_FILL
        worksheet.column_dimensions[get_column_letter(number)].width = width
    row = 2
    for sheet in asked:
        for column in sheet.columns:
            entry, in_chinese = column.entry, chinese(column.entry)
            told = (
                sheet.title, entry.label_zh, entry.label_en, wording("zh", "form.yes") if column.is_required else "",
                _hint(sheet, column), in_chinese.meaning_zh, entry.meaning, _unit(entry.unit, "zh"),
                in_chinese.caveat_zh, entry.caveat, "、".join(column.choices),
            )  # fmt: skip
            for number, value in enumerate(told, start=1):
                worksheet.cell(row, number, value).alignment = Alignment(wrap_text=True, vertical="top")
            row += 1
        worksheet.cell(row - 1, 1).comment = Comment(tables()[sheet.table].description, "warehouse", width=300, height=80)
    worksheet.freeze_panes = "A2"
    worksheet.protection.sheet = True
    _fit(worksheet)


def _fit(worksheet: Worksheet) -> None:
    """Printed one page wide."""
    worksheet.page_setup.orientation, worksheet.page_setup.fitToHeight = "landscape", 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _unit(unit: str, language: str) -> str:
    return labels_of("unit", language)[unit] if unit else ""

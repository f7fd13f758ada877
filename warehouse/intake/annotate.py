"""The workbook handed back: coloured cells with a comment that says what is wrong and how to mend it, and a summary sheet."""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from warehouse.errors import InputError
from warehouse.intake.fault import Severity
from warehouse.intake.filing import Finding, Report
from warehouse.intake.grid import Grid, shown_cell
from warehouse.intake.limits import shown
from warehouse.intake.wording import wording

AUTHOR = "warehouse check"
COLOURS: dict[Severity, str] = {"error": "FFC7CE", "warning": "FFEB9C", "notice": "DDEBF7"}
_HEADS = ("severity", "sheet", "cell", "column", "value", "text_zh", "text_en")
_WIDTHS = (10, 18, 8, 18, 24, 70, 70)


def annotated(report: Report) -> bytes:
    """A copy of what was handed in, as XLSX, with every finding in its cell. Raises InputError if it cannot be copied."""
    book = _copy(report)
    for worksheet in book.worksheets:
        _clean(worksheet)
    by_cell: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.sheet and finding.cell:
            by_cell[(finding.sheet, finding.cell)].append(finding)
    for (title, address), findings in by_cell.items():
        if title in book.sheetnames:
            cell = book[title][address]
            if isinstance(cell, Cell):
                _mark(cell, findings)
    _summarise(book, report)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _copy(report: Report) -> Workbook:
    handed = report.handed
    assert handed is not None
    if handed.content:
        try:
            return load_workbook(BytesIO(handed.content), keep_links=False)
        except Exception as error:  # the reader has taken the cells; a damaged drawing or style may still stop a copy
            raise InputError(
                f"{report.file_name}: cannot be copied ({(str(error).splitlines() or ['?'])[0][:120]}); the report lists all findings"
            ) from error
    book = Workbook()
    book.remove(book.worksheets[0])
    for table, grid in handed.grids.items():
        _write_grid(book.create_sheet(handed.places[table].title if table in handed.places else table), grid)
    return book


def _write_grid(worksheet: Worksheet, grid: Grid) -> None:
    for number, cells in grid.rows:
        for position, value in enumerate(cells, start=1):
            if value is not None:
                _as_text(worksheet.cell(number, position), shown_cell(value))


def _clean(worksheet: Worksheet) -> None:
    """Marks of an earlier check go: a mended workbook is handed in with them."""
    for row in worksheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()


def _mark(cell: Cell, findings: list[Finding]) -> None:
    worst = findings[0].severity  # findings come with the gravest first
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    told = "\n".join(f"{wording('zh', f'severity.{f.severity}')}：{f.text_zh}\n{f.text_en}" for f in findings)
    cell.comment = Comment(told[:8_000], AUTHOR, width=380, height=60 + 60 * len(findings))


def _summarise(book: Workbook, report: Report) -> None:
    title = wording("zh", "form.result")
    if title in book.sheetnames:
        book.remove(book[title])
    worksheet = book.create_sheet(title, 0)
    worksheet["A1"] = wording("zh", "result.title", school=report.school_name, year=report.year)
    worksheet["A1"].font = Font(bold=True, size=14)
    counts: dict[str, int] = {severity: report.count(severity) for severity in COLOURS}
    worksheet["A2"] = wording("zh", "result.counts", **counts) + "　" + wording("en", "result.counts", **counts)
    for number, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True), start=1):
        cell = worksheet.cell(4, number, wording("zh", f"result.{head}"))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
        worksheet.column_dimensions[cell.column_letter].width = width
    for row, finding in enumerate(report.findings, start=5):
        told = (
            wording("zh", f"severity.{finding.severity}"), finding.sheet, finding.cell, finding.label, shown(finding.value), finding.text_zh,
            finding.text_en,
        )  # fmt: skip
        for number, value in enumerate(told, start=1):
            cell = worksheet.cell(row, number)
            _as_text(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        worksheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[finding.severity])
        if finding.sheet in book.sheetnames and finding.cell:
            link = worksheet.cell(row, 3)
            link.hyperlink = f"#'{finding.sheet}'!{finding.cell}"
            link.font = Font(color="0563C1", underline="single")
    worksheet.freeze_panes = "A5"
    book.active = 0


def _as_text(cell: object, value: str) -> None:
    """Text, even where it begins like a formula, without characters that the format cannot hold."""
    assert isinstance(cell, Cell)
    cell.value = "".join(c for c in value if c.isprintable() or c in "\n\t\u3000")
    cell.data_type = "s"

"""A school's filing: the template, what is read from it, what is refused, and the cells in which it is said."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import run_cli
from filings import COMMERCE, NURSING, RIGHT, WHOLE_SCHOOL, Form, Values, cover_value, filled, template
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from worlds import REFERENCE, World, copy_of, new_world

from warehouse.errors import InputError
from warehouse.intake import archive
from warehouse.intake.annotate import AUTHOR, COLOURS, annotated
from warehouse.intake.filing import Report, check, submit
from warehouse.intake.form import form_version, sheets
from warehouse.intake.review import Actor
from warehouse.intake.template import HEADER_ROW

SCHOOL, YEAR = "S0025", 2025
COLLECTOR = Actor("王采集")


ENROLMENT_HEAD = (
    "document_id,section,locator,locator_row,school_as_printed,campus,major_as_printed,education_level,pathway,academic_year,students,intake,"
    "transcription_note\n"
)


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small world, and one more major that no school of it has yet."""
    world = new_world(tmp_path_factory.mktemp("world"))
    more = "740104,旅游服务与管理,secondary,74,旅游大类,7401,旅游类,two_sources\n"
    world.load("more.major.csv", REFERENCE["major"].splitlines()[0] + "\n" + more, "reference", "more.major.csv")
    return world


@pytest.fixture
def world(first_world: World, tmp_path: Path) -> Iterator[World]:
    own = copy_of(first_world, tmp_path / "world")
    yield own
    own.engine.dispose()


@pytest.fixture(scope="session")
def right_content(first_world: World) -> bytes:
    """A filled workbook without a fault."""
    return filled(first_world.engine, SCHOOL, YEAR).content()


def checked(world: World, content: bytes, name: str = "filing.xlsx") -> Report:
    (report,) = check(world.engine, [(name, content)])
    return report


def found(report: Report, *severities: str) -> list[tuple[str, str, str]]:
    """Sheet, cell and key of the findings."""
    wanted = severities or ("error", "warning", "notice")
    return [(f.sheet, f.cell, f.key) for f in report.findings if f.severity in wanted]


def marked_cells(content: bytes) -> set[tuple[str, str]]:
    """Cells of an annotated workbook that carry both colour and comment of the check."""
    book = load_workbook(io.BytesIO(content))
    marked = set()
    for worksheet in book.worksheets:
        for row in worksheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.comment is not None and cell.comment.author == AUTHOR:
                    assert cell.fill.fgColor.rgb[2:] in COLOURS.values()
                    marked.add((worksheet.title, cell.coordinate))
    return marked


# The template


def test_the_template_asks_what_the_dictionary_says(first_world: World) -> None:
    book = load_workbook(io.BytesIO(template(first_world.engine, SCHOOL, YEAR)))
    assert book.sheetnames == ["封面", "专业点", "在校生与招生", "毕业去向", "教师统计", "获奖", "培训", "联合体成员", "认定", "填报说明", "_lists"]
    assert book["_lists"].sheet_state == "hidden"
    for sheet in sheets():
        worksheet = book[sheet.title]
        assert worksheet.freeze_panes == f"B{HEADER_ROW + 1}"
        assert worksheet.protection.sheet
        for number, column in enumerate(sheet.columns, start=1):
            head = worksheet.cell(HEADER_ROW, number)
            assert head.value == column.header
            assert head.protection.locked
            assert head.comment is not None
            assert head.comment.text.startswith(column.entry.label_en)
            assert column.entry.meaning in head.comment.text
            assert not worksheet.column_dimensions[head.column_letter].protection.locked
    assert book["在校生与招生"].column_dimensions["E"].number_format == "#,##0"
    assert book["在校生与招生"].column_dimensions["A"].number_format == "@"
    notes = {(row[0], row[1]): row for row in book["填报说明"].iter_rows(min_row=2, values_only=True)}
    assert notes[("在校生与招生", "在校生数")][7] == "人"
    assert "Students enrolled" in str(notes[("在校生与招生", "在校生数")][6])
    assert notes[("毕业去向", "毕业生数")][5] == "当年毕业生人数，两个比率的分母。"


def test_drop_downs_offer_majors_of_the_schools_level_and_every_code(first_world: World) -> None:
    book = load_workbook(io.BytesIO(template(first_world.engine, SCHOOL, YEAR)))

    def offered(title: str, position: int) -> list[str]:
        letter = "ABCDEFGHIJKLM"[position - 1]
        (rule,) = [v for v in book[title].data_validations.dataValidation if str(v.sqref).startswith(f"{letter}{HEADER_ROW + 1}:")]
        column, last = str(rule.formula1).split("$")[1], int(str(rule.formula1).rsplit("$", 1)[1])
        return [book["_lists"][f"{column}{row}"].value for row in range(1, last + 1)]

    form = Form(book)
    assert offered("专业点", form.position("programme", "major_as_printed")) == ["护理", "电子商务", "旅游服务与管理", "舞蹈表演"]
    assert offered("专业点", form.position("programme", "status")) == ["招生", "已批未招", "停招", "撤销"]
    assert offered("专业点", form.position("programme", "is_new")) == ["是", "否"]
    assert "2024年世界职业院校技能大赛总决赛争夺赛" in offered("获奖", form.position("award", "contest_id"))
    assert offered("联合体成员", form.position("consortium_member", "consortium_name")) == ["泛酒店业产教融合共同体"]


def test_school_year_version_and_last_years_majors_are_filled_in(world: World) -> None:
    from warehouse.intake.review import approve, review

    (done,) = submit(world.engine, [("a.xlsx", filled(world.engine, SCHOOL, 2024).content())], COLLECTOR, acknowledge=True)
    assert done.filing_id is not None
    review(world.engine, done.filing_id, Actor("李审核"))
    approve(world.engine, done.filing_id, Actor("赵校长"), "属实")

    content = template(world.engine, SCHOOL, YEAR)

    assert cover_value(content, "school") == "上海市曹杨职业技术学校"
    assert cover_value(content, "year") == YEAR
    assert cover_value(content, "version") == form_version()
    rows = list(load_workbook(io.BytesIO(content))["专业点"].iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    assert [row[:3] for row in rows] == [("护理", "中等职业", "单一学段"), ("电子商务", "中等职业", "单一学段"), ("舞蹈表演", "中等职业", "单一学段")]
    rows = list(load_workbook(io.BytesIO(content))["在校生与招生"].iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    assert [row[0] for row in rows] == ["全校合计", "护理", "电子商务", "舞蹈表演"]


def test_a_template_of_some_subjects_has_those_sheets_only(world: World) -> None:
    target = world.folder / "some.xlsx"
    done = run_cli(world.folder, "template", "programme", "enrolment", "--school", "曹杨职校", "--year", "2025", "-o", str(target))
    assert (done.returncode, done.stderr) == (0, f"written: {target}\n")
    assert load_workbook(target).sheetnames == ["封面", "专业点", "在校生与招生", "填报说明", "_lists"]
    done = run_cli(world.folder, "template", "pupils", "--school", "S0025", "--year", "2025", "-o", str(target))
    assert done.returncode == 2
    assert done.stderr.startswith("error: subject: 'pupils' is not one of programme, enrolment,")
    done = run_cli(world.folder, "template", "--school", "曹杨中学", "--year", "2025")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


# A filing without a fault, and one with many


def test_a_right_filing_has_no_findings(world: World, right_content: bytes) -> None:
    report = checked(world, right_content)
    assert report.findings == []
    assert report.rows == {table: len(rows) for table, rows in RIGHT.items()}
    assert (report.school_id, report.year) == (SCHOOL, YEAR)


PLANTED: list[tuple[str, int, str, Any, str]] = [
    ("programme", 0, "status", "招", "unknown_label"),
    ("programme", 1, "major_as_printed", "电子商物", "unknown_major"),
    ("programme", 2, "partner_as_printed", "上海信息技木学校", "unknown_school"),
    ("enrolment", 0, "students", 1010, "total_differs"),
    ("enrolment", 1, "intake", 600, "intake_over_students"),
    ("enrolment", 2, "intake", "130人", "not_an_integer"),
    ("enrolment", 3, "intake", -1, "broken_rule"),
    ("graduate_outcome", 0, "placed", 301, "placed_over_graduates"),
    ("graduate_outcome", 1, "employed_directly", 199, "employed_directly_over_placed"),
    ("graduate_outcome", 2, "placement_rate_pct", 95, "rate_differs"),
    ("teacher_count", 1, "headcount", 130, "part_over_whole"),
    ("teacher_count", 2, "base_category", None, "share_without_base"),
    ("award", 0, "contest_id", "2024年世界技能大赛", "unknown_choice"),
    ("award", 0, "award_count", "=1+1", "formula_without_value"),
    ("training", 0, "persons", datetime(2025, 3, 1), "stray_date"),
    ("training", 0, "unit_as_printed", "万", "not_a_money_unit"),
    ("consortium_member", 0, "consortium_name", "泛酒店产教融合体", "unknown_consortium"),
    ("recognition", 0, "recognition_level", "市", "unknown_label"),
]
"""Table, row, column, what is planted there, and the finding that must name its cell."""


def planted(form: Form) -> set[tuple[str, str, str]]:
    """Plant every error; sheet, cell and key of each."""
    form.put("enrolment", 0, "intake", None)  # so that planted intakes do not also contradict the total
    return {(form.sheet(t).title, form.put(t, row, column, value), key) for t, row, column, value, key in PLANTED}


def test_every_planted_error_is_marked_in_its_cell_and_no_other_cell_is(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    expected = planted(form)

    (done,) = submit(world.engine, [("filing.xlsx", form.content())], COLLECTOR)

    assert done.outcome == "refused"
    assert len(expected) >= 15
    assert expected <= set(found(done.report, "error"))
    copy = annotated(done.report)
    assert marked_cells(copy) == {(sheet, cell) for sheet, cell, _ in expected}
    summary = list(load_workbook(io.BytesIO(copy))["检查结果"].iter_rows(min_row=5, values_only=True))
    assert {(row[1], row[2]) for row in summary} == {(sheet, cell) for sheet, cell, _ in expected}
    assert world.rows("select count(*) from filing") == [(0,)]
    told = {f.key: (f.text_zh, f.text_en) for f in done.report.findings}
    assert "您是否要填“电子商务”" in told["unknown_major"][0]
    assert "did you mean 电子商务?" in told["unknown_major"][1]


def test_the_marked_copy_can_be_mended_and_handed_in(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    planted(form)
    mended = Form.of(annotated(checked(world, form.content())))
    mended.put("enrolment", 0, "intake", 330)
    for table, row, column, _, _ in PLANTED:
        address = mended.put(table, row, column, RIGHT[table][row].get(column))
        mended.sheet(table)[address].number_format = "General"  # a date leaves its format behind; the remedy says so

    (done,) = submit(world.engine, [("filing.checked.xlsx", mended.content())], COLLECTOR)

    assert (done.outcome, done.report.findings) == ("submitted", [])
    assert world.rows("select students, intake from enrolment order by students desc") == [(1000, 330), (500, 200), (400, 130), (100, 0)]
    assert marked_cells(annotated(done.report)) == set()


def test_a_duplicate_row_names_the_other_one(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    for column, value in RIGHT["programme"][0].items():
        form.put("programme", 3, column, value)
    assert found(checked(world, form.content())) == [("专业点", "A7", "duplicate")]


# Warnings


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "key"),
    [
        ("enrolment", 0, "students", 10, "unit_last_year"),
        ("enrolment", 1, "students", 900, "changed_much"),
        ("programme", 1, "major_as_printed", "旅游服务与管理", "new_major"),
        ("programme", 0, "is_new", "是", "not_new"),
        ("training", 0, "income_as_printed", "1250000", "unit_income"),
    ],
)
def test_what_is_unlikely_is_a_warning_that_must_be_acknowledged(world: World, table: str, row: int, column: str, value: Any, key: str) -> None:
    approved(world, filled(world.engine, SCHOOL, 2024).content())
    form = filled(world.engine, SCHOOL, YEAR)
    form.fill("recognition", [{**RIGHT["recognition"][0], "item_as_printed": "电子商务"}])
    for sheet in ("award", "consortium_member"):  # these are in the warehouse already
        form.fill(sheet, [])
    address = form.put(table, row, column, value)
    if table == "enrolment":
        for other in range(4):
            form.put("enrolment", other, "students" if other != row else "intake", None)
    content = form.content()

    (kept,) = submit(world.engine, [("filing.xlsx", content)], COLLECTOR)
    assert kept.outcome == "draft", [f.line() for f in kept.report.findings]
    assert (form.sheet(table).title, address, key) in found(kept.report, "warning")
    (again,) = submit(world.engine, [("filing.xlsx", content)], COLLECTOR)
    assert (again.outcome, again.filing_id, again.version) == ("draft", kept.filing_id, 1)
    (handed_in,) = submit(world.engine, [("filing.xlsx", content)], COLLECTOR, acknowledge=True)
    assert (handed_in.outcome, handed_in.filing_id) == ("submitted", kept.filing_id)
    log = world.rows(f"select log_action, detail from audit_log where filing_id = '{kept.filing_id}' order by entry_no")
    assert [action for action, _ in log] == ["save", "submit"]
    assert len(json.loads(log[1][1])["warnings_acknowledged"]) == kept.report.count("warning")


def approved(world: World, content: bytes) -> str:
    from warehouse.intake.review import approve, review

    (done,) = submit(world.engine, [("filing.xlsx", content)], COLLECTOR, acknowledge=True)
    assert done.filing_id is not None, [f.line() for f in done.report.findings]
    review(world.engine, done.filing_id, Actor("李审核"))
    approve(world.engine, done.filing_id, Actor("赵校长"), "本校对所报数据的真实性负责。")
    return done.filing_id


def test_a_number_far_from_the_peers_is_asked_about(world: World, right_content: bytes) -> None:
    world.load_published("t.enrolment.csv", ENROLMENT_HEAD + "PTQAR2024,1.1,表1,1,上海信息技术学校,,,,all,2024,3109,,\n")
    form = Form.of(right_content)
    address = form.put("enrolment", 0, "students", "0")
    for row, value in enumerate((30, 20, 7, 3)):
        form.put("enrolment", row, "students", value)
        form.put("enrolment", row, "intake", None)
    assert ("在校生与招生", address, "unit_peers") in found(checked(world, form.content()), "warning")


def test_what_print_already_says_of_the_year_is_not_filed_again(world: World) -> None:
    world.load_published("t.enrolment.csv", ENROLMENT_HEAD + "PTQAR2024,1.1,表1,1,上海市曹杨职业技术学校,,,,all,2025,1415,,\n")
    report = checked(world, filled(world.engine, SCHOOL, YEAR).content())
    assert [f.key for f in report.findings] == ["year_recorded"]
    assert "PTQAR2024 表1" in report.findings[0].text_en


# Cells as people fill them in


def only(table: str, rows: list[Values]) -> dict[str, list[Values]]:
    return {t: rows if t == table else [] for t in RIGHT}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("１２３", 123), ("1,234", 1234), ("１，２３４", 1234), (" 77 ", 77), ("\u300088\u200b", 88), ("12.0", 12), (12.0, 12), ("1 234", 1234),
        (0, 0),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_typed(world: World, typed: Any, stored: int) -> None:
    form = filled(world.engine, SCHOOL, YEAR, only("enrolment", [{**WHOLE_SCHOOL, "pathway": "不分途径", "students": typed}]))
    report = checked(world, form.content())
    assert [f.line() for f in report.findings if f.severity == "error"] == []
    assert report.records["enrolment"][0]["students"] == stored


@pytest.mark.parametrize(
    "typed", ["12²", "1,23", "12,3456", "1.234", 12.5, "1e3", "一百", "1.2万", "100人", "约100", "-", "无", "١٢", "1 23", "0x10", "#N/A", True, "12%"]
)
def test_a_number_that_can_be_read_two_ways_is_refused(world: World, typed: Any) -> None:
    form = filled(world.engine, SCHOOL, YEAR, only("enrolment", [{**WHOLE_SCHOOL, "pathway": "不分途径", "students": typed, "intake": 5}]))
    (finding,) = [f for f in checked(world, form.content()).findings if f.severity == "error"]
    assert (finding.sheet, finding.cell) == ("在校生与招生", "E4")


def test_a_percentage_is_what_people_see_in_the_cell(world: World) -> None:
    form = filled(
        world.engine, SCHOOL, YEAR, only("teacher_count", [{"teacher_category": "双师型教师", "share_pct": 0.667, "base_category": "专任教师"}])
    )
    form.sheet("teacher_count").cell(4, form.position("teacher_count", "share_pct")).number_format = "0.0%"
    assert str(checked(world, form.content()).records["teacher_count"][0]["share_pct"]) == "66.7"
    form.put("teacher_count", 0, "share_pct", "66.7％")
    assert str(checked(world, form.content()).records["teacher_count"][0]["share_pct"]) == "66.7"


def test_names_are_read_whatever_their_brackets_and_spaces(world: World) -> None:
    rows = [
        {**NURSING, "major_as_printed": " 护 理（老年护理） ", "status": "招生 "},
        {**COMMERCE, "major_as_printed": "电商", "status": "recruiting"},
    ]
    records = checked(world, filled(world.engine, SCHOOL, YEAR, only("programme", rows)).content()).records["programme"]
    assert [(r["major_code"], r["direction"], r["status"]) for r in records] == [("720201", "老年护理", "recruiting"), ("730701", None, "recruiting")]


def test_a_formula_with_its_result_is_read(world: World, right_content: bytes) -> None:
    content = edit_part(right_content, "xl/worksheets/sheet3.xml", lambda xml: xml.replace(b"<v>500</v>", b"<f>200+300</f><v>500</v>"))
    report = checked(world, content)
    assert report.findings == []
    assert 500 in [r["students"] for r in report.records["enrolment"]]


def test_merged_cells_are_named(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    form.sheet("enrolment").merge_cells("E5:E6")
    form.sheet("teacher_count").merge_cells(f"B{HEADER_ROW}:C{HEADER_ROW}")
    keys = {f.key for f in checked(world, form.content()).findings}
    assert {"merged_cells", "merged_header"} <= keys


def test_trailing_empty_rows_and_an_own_sheet_do_no_harm(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    form.sheet("enrolment").cell(900, 1).value = "  "
    form.book.create_sheet("草稿")["A1"] = "自己的笔记"
    report = checked(world, form.content())
    assert found(report) == [("", "", "unread_sheet")]
    assert report.rows["enrolment"] == 4


def test_a_changed_heading_and_a_stray_cell_are_errors(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    form.sheet("enrolment").cell(HEADER_ROW, 6).value = "新生"
    form.sheet("programme").cell(4, 15).value = 99
    assert set(found(checked(world, form.content()), "error")) == {("在校生与招生", "F3", "unknown_heading"), ("专业点", "O4", "stray_cell")}


# CSV

PROGRAMMES = "专业（原文）,教育层次,培养途径,专业点状态\r\n护理,中等职业,单一学段,招生\r\n电子商务（直播）,中等职业,单一学段,停招\r\n,,,\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_any_usual_encoding(world: World, encoding: str, delimiter: str) -> None:
    content = PROGRAMMES.replace(",", delimiter).encode(encoding)
    (report,) = check(world.engine, [("x.programme.csv", content)], school="曹杨职校", year="2025")
    assert report.findings == []
    assert [(r["major_code"], r["direction"], r["status"]) for r in report.records["programme"]] == [
        ("720201", None, "recruiting"),
        ("730701", "直播", "suspended"),
    ]
    assert [(r["locator"], r["locator_row"]) for r in report.records["programme"]] == [("专业点", "2"), ("专业点", "3")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PROGRAMMES.encode()[:40] + b"\xff" + PROGRAMMES.encode()[40:], "row 1: is damaged UTF-8"),
        (PROGRAMMES.encode("utf-16"), "is UTF-16 text"),
        (b"", "is empty"),
        (b"\x00" * 10, "holds a NUL byte"),
        (b"major_as_printed,status\n\"open", "is not valid CSV"),
    ],
)  # fmt: skip
def test_a_csv_that_cannot_be_read_right_is_refused(world: World, content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        check(world.engine, [("x.programme.csv", content)], school="S0025", year="2025")


def test_csv_files_of_one_school_and_year_are_one_filing(world: World) -> None:
    enrolment = (
        'school_as_printed,academic_year,major_as_printed,education_level,pathway,students,intake\n曹杨职校,2025,护理,中等职业,单一学段,"1,100",90\n'
    )
    files = [("x.programme.csv", PROGRAMMES.encode()), ("x.enrolment.csv", enrolment.encode())]
    (done,) = submit(world.engine, files, COLLECTOR, acknowledge=True)
    assert done.outcome == "submitted"
    assert done.report.rows == {"programme": 2, "enrolment": 1}
    assert marked_cells(annotated(done.report)) == {(f.sheet, f.cell) for f in done.report.findings if f.cell}
    two = enrolment + "上海信息技术学校,2025,护理,中等职业,单一学段,10,9\n"
    with pytest.raises(InputError, match="speaks of 2 schools"):
        check(world.engine, [("x.enrolment.csv", two.encode())])


# Workbooks that are not opened


def edit_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def entity_bomb(content: bytes) -> bytes:
    bomb = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>'
    return edit_part(content, "xl/workbook.xml", lambda xml: bomb + xml)


def a_link(kind: bytes) -> Callable[[bytes], bytes]:
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Type="http://x/relationships/' + kind + b'" Target="http://example.org/x"/></Relationships>'
    )
    return lambda content: edit_part(content, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))


SHEET = "xl/worksheets/sheet3.xml"
"""The part that holds 在校生与招生."""


def in_sheet(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: edit_part(content, SHEET, lambda xml: xml.replace(old, new))


def many_parts(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(501):
            archive.writestr(f"docProps/{number}.xml", b"<x/>")
    return out.getvalue()


FORBIDDEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "password": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is protected by a password or an old .xls file"),
    "not a zip": (lambda _: b"hello", "is not an .xlsx workbook"),
    "cut": (lambda content: content[: len(content) // 2], "is damaged"),
    "zip of text": (lambda _: with_part(with_part(b"", "a.txt", b"a"), "b.txt", b"b"), "is a zip file but no .xlsx workbook"),
    "macros": (lambda content: with_part(content, "xl/vbaProject.bin", b"x"), "holds macros"),
    "external links": (lambda content: with_part(content, "xl/externalLinks/externalLink1.xml", b"<x/>"), "links to other files"),
    "loaded link": (a_link(b"image"), "links to other files"),
    "embedded": (lambda content: with_part(content, "xl/embeddings/oleObject1.bin", b"x"), "holds embedded objects"),
    "data connection": (lambda content: with_part(content, "xl/connections.xml", b"<x/>"), "holds data connections"),
    "entities": (entity_bomb, "declares XML entities"),
    "utf-16": (lambda content: edit_part(content, "xl/workbook.xml", lambda xml: xml.decode().encode("utf-16")), "is not UTF-8"),
    "bomb": (lambda content: with_part(content, "xl/media/zeros.bin", b"\0" * (archive.MAX_PART_BYTES + 1)), "over the limit of 200 MiB"),
    "many parts": (many_parts, "parts, over the limit of 500"),
    "many columns": (in_sheet(b'r="A4"', b'r="XFD4"'), "more than 200 columns"),
    "far row": (in_sheet(b'<row r="4"', b'<row r="99999999"'), "beyond the end"),
    "broken sheet": (lambda content: edit_part(content, SHEET, lambda x: x[:-200]), "cannot be read as a workbook"),
    "no cover": (lambda content: edit_part(content, "xl/workbook.xml", lambda x: x.replace("封面".encode(), "表一".encode())), "has no cover sheet"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_workbook_that_may_not_be_opened_is_refused_with_one_line(world: World, right_content: bytes, kind: str) -> None:
    spoil, told = FORBIDDEN[kind]
    with pytest.raises(InputError) as refused:
        check(world.engine, [("filing.xlsx", spoil(right_content))])
    assert told in str(refused.value)
    assert len(refused.value.lines) == 1 and "\n" not in str(refused.value)


def test_a_sheet_of_too_many_rows_is_refused(world: World, right_content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.intake.grid.MAX_ROWS", 3)
    with pytest.raises(InputError, match="has more than 3 rows; split the filing"):
        check(world.engine, [("filing.xlsx", right_content)])


def test_a_hyperlink_is_no_reason_to_refuse(world: World, right_content: bytes) -> None:
    form = Form.of(right_content)
    form.book["封面"]["D1"] = "x"
    form.book["封面"]["D1"].hyperlink = "https://example.org"
    assert checked(world, form.content()).findings == []


def test_a_workbook_of_another_kind_says_what_to_do(world: World) -> None:
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(InputError, match="has no cover sheet '封面'; fill in a workbook made by `warehouse template`"):
        check(world.engine, [("filing.xlsx", out.getvalue())])


# Other spreadsheet programs


def test_libreoffice_opens_and_prints_the_workbook_and_what_it_saves_is_read_the_same(world: World, right_content: bytes) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian package libreoffice-calc): the workbook is not opened in another program")
    path = world.folder / "filing.xlsx"
    path.write_bytes(right_content)
    for kind in ("xlsx", "pdf"):
        command = [
            program,
            f"-env:UserInstallation=file://{world.folder}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(world.folder / "out"),
        ]
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=400)
    assert (world.folder / "out" / "filing.pdf").read_bytes().startswith(b"%PDF-")
    saved = checked(world, (world.folder / "out" / "filing.xlsx").read_bytes())
    right = checked(world, right_content)
    assert saved.findings == []
    assert saved.records == right.records

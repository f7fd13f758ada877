"""Filings to try things on: a form filled by script as a school would, cell by cell under its headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from warehouse.intake.form import sheet_of
from warehouse.intake.history import read_history, school_named
from warehouse.intake.template import HEADER_ROW, write_template
from warehouse.intake.wording import wording

Values = dict[str, Any]

NURSING = {"major_as_printed": "护理", "education_level": "中等职业", "pathway": "单一学段"}
COMMERCE = {"major_as_printed": "电子商务", "education_level": "中等职业", "pathway": "单一学段"}
DANCE = {"major_as_printed": "舞蹈表演", "education_level": "中等职业", "pathway": "单一学段"}
WHOLE_SCHOOL = {"major_as_printed": "全校合计"}
LEVEL_ONLY = ("major_as_printed", "education_level")

RIGHT: dict[str, list[Values]] = {
    "programme": [
        {**NURSING, "status": "招生"},
        {**COMMERCE, "status": "招生", "department": "商贸系"},
        {**DANCE, "status": "停招"},
    ],
    "enrolment": [
        {**WHOLE_SCHOOL, "pathway": "不分途径", "students": 1000, "intake": 330},
        {**NURSING, "students": 500, "intake": 200},
        {**COMMERCE, "students": 400, "intake": 130},
        {**DANCE, "students": 100, "intake": 0},
    ],
    "graduate_outcome": [
        {**WHOLE_SCHOOL, "graduates": 300, "placed": 297, "progressed": 150, "employed_directly": 140, "placement_rate_pct": 99},
        {**{c: NURSING[c] for c in LEVEL_ONLY}, "graduates": 200, "placed": 198, "progressed": 100},
        {**{c: COMMERCE[c] for c in LEVEL_ONLY}, "graduates": 100, "placed": 99, "progressed": 50},
    ],
    "teacher_count": [
        {"teacher_category": "教职工", "headcount": 120},
        {"teacher_category": "专任教师", "headcount": 90},
        {"teacher_category": "双师型教师", "headcount": 60, "share_pct": 66.7, "base_category": "专任教师"},
    ],
    "award": [
        {
            "contest_id": "2024年世界职业院校技能大赛总决赛争夺赛", "event_name": "护理技能", "participant_kind": "学生", "medal": "金奖",
            "award_count": 1, "recipients": 2,
        }
    ],
    "training": [
        {"training_name": "养老护理员", "sessions": 4, "persons": 150, "person_times": 300, "income_as_printed": "12.5", "unit_as_printed": "万元"}
    ],
    "consortium_member": [
        {"consortium_name": "泛酒店业产教融合共同体", "consortium_kind": "行业产教融合共同体", "member_role": "成员单位", "since_year": 2025}
    ],
    "recognition": [
        {"recognition_title": "上海市中等职业学校优质专业", "item_kind": "专业", "item_as_printed": "护理", **{c: NURSING[c] for c in LEVEL_ONLY},
         "status": "立项", "recognition_level": "市级"}
    ],
}  # fmt: skip
"""A whole filing without a fault, by table; the rows of a sheet from the first below its heading."""


@dataclass
class Form:
    """A workbook in the hands of a school."""

    book: Workbook
    edited: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, content: bytes) -> Form:
        return cls(load_workbook(BytesIO(content)))

    def sheet(self, table: str) -> Worksheet:
        sheet = sheet_of(table)
        assert sheet is not None
        return self.book[sheet.title]

    def position(self, table: str, column: str) -> int:
        sheet = sheet_of(table)
        assert sheet is not None
        return next(i for i, c in enumerate(sheet.columns, start=1) if c.name == column)

    def fill(self, table: str, rows: list[Values]) -> None:
        """Fill rows in order from the first, over what was filled in before."""
        worksheet = self.sheet(table)
        for number in range(HEADER_ROW + 1, worksheet.max_row + 1):
            for position in range(1, worksheet.max_column + 1):
                worksheet.cell(number, position).value = None
        for index, row in enumerate(rows):
            for column, value in row.items():
                self.put(table, index, column, value)

    def put(self, table: str, index: int, column: str, value: Any) -> str:
        """Put a value under a heading, `index` rows below the first; its address."""
        cell = self.sheet(table).cell(HEADER_ROW + 1 + index, self.position(table, column))
        cell.value = value
        return str(cell.coordinate)

    def content(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def template(engine: Engine, school: str, year: int = 2025) -> bytes:
    with Session(engine) as session:
        return write_template(read_history(session, school_named(session, school), year))


def filled(engine: Engine, school: str, year: int = 2025, rows: dict[str, list[Values]] = RIGHT) -> Form:
    """The template of a school, filled."""
    form = Form.of(template(engine, school, year))
    for table, of_table in rows.items():
        form.fill(table, of_table)
    return form


def cover_value(content: bytes, field_name: str) -> object:
    """What the cover of a workbook says under a heading."""
    worksheet = load_workbook(BytesIO(content))[wording("zh", "form.cover")]
    return next(row[1].value for row in worksheet.iter_rows() if row[0].value == wording("zh", f"cover.{field_name}"))

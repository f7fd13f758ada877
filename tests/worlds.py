"""Small worlds: a source store in a temporary SQLite, its handful of reference rows taken in through intake itself.

Schools, majors, documents and contests carry their real names and ids, so that a test reads like a case from the reports.
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from warehouse.errors import InputError
from warehouse.intake.batch import BatchKind, Loaded, load_file
from warehouse.source.base import Base
from warehouse.source.store import migrate, open_store

Row = dict[str, str]

REFERENCE: dict[str, str] = {
    "document": """\
document_id,document_kind,title_zh,title_en,publisher,published_date,period_year,report_year,preference_rank,note
SHQAR2024,annual_report,上海市职业教育质量年度报告（2024年度）,Shanghai annual quality report 2024,上海市教育委员会,2025-03-13,2024,2024,1,
PTQAR2024,annual_report,普陀区中等职业教育质量年度报告（2024年度）,Putuo annual quality report 2024,普陀区教育局,,2024,2024,2,
""",
    "school": """\
document_id,section,locator,locator_row,school_id,school_name,school_level,school_kind,transcription_note
SHQAR2024,中职篇 1.1,表1,,S0001,上海信息技术学校,secondary,secondary,
SHQAR2024,中职篇 1.1,正文,,S0025,上海市曹杨职业技术学校,secondary,secondary,
SHQAR2024,高职篇 1.1,表13,,S0071,上海城建职业学院,higher_vocational,higher_vocational,
SHQAR2024,中职篇 5.2,正文,,S0102,上海视觉艺术学院,other,applied_university,
PTQAR2024,3.5,正文,,S0118,曹杨二中,other,special,
""",
    "school_alias": """\
alias_name,alias_bin,school_id,reason
上海信息技术学校,canonical,S0001,
上海市曹杨职业技术学校,canonical,S0025,
曹杨职校,mapped,S0025,short form as printed
上海城建职业学院,canonical,S0071,
上海视觉艺术学院,canonical,S0102,
曹杨二中,canonical,S0118,
各职业学校,ignored,,all schools together
""",
    "organisation": """\
organisation_id,organisation_name,organisation_kind,note
O0002,上海三菱电梯有限公司,company,
O0029,锦江国际（集团）有限公司,company,
""",
    "organisation_alias": """\
alias_name,alias_bin,organisation_id,reason
上海三菱电梯有限公司,canonical,O0002,
锦江国际（集团）有限公司,canonical,O0029,
""",
    "major": """\
major_code,major_name,education_level,category_code,category_name,class_code,class_name,confirmed_by
720201,护理,secondary,72,医药卫生大类,7202,护理类,two_sources
730701,电子商务,secondary,73,财经商贸大类,7307,电子商务类,two_sources
750202,舞蹈表演,secondary,75,文化艺术大类,7502,表演艺术类,two_sources
520201,护理,higher_vocational,52,医药卫生大类,5202,护理类,two_sources
550101,艺术设计,higher_vocational,55,文化艺术大类,5501,艺术设计类,two_sources
""",
    "major_alias": """\
alias_name,education_level,alias_bin,major_code,alias_kind,reason,reviewed_by
电商,secondary,mapped,730701,short_form,short form as printed,policy data steward
动画,general_undergraduate,ignored,,outside_catalogue,ordinary bachelor major,policy data steward
""",
    "contest": """\
contest_id,contest_name,contest_name_en,edition_label,contest_year,contest_level
NVSC-2023-TEACHER,2023年全国职业院校技能大赛（教师比赛）,National Vocational Skills Contest 2023,2023年,2023,national
WVSC-2024-FINAL,2024年世界职业院校技能大赛总决赛争夺赛,World Vocational College Skills Competition 2024,2024年,2024,world
""",
    "indicator": """\
indicator_id,label_zh,label_en,unit,definition,not_comparable_with
student_count,学生数,Students,person,Students of a school.,new_student_count
""",
    "consortium": """\
document_id,section,locator,locator_row,consortium_name,consortium_kind,consortium_level,recognition_title,status,batch_label,since_year,transcription_note
SHQAR2024,高职篇 5.2,表20,1,泛酒店业产教融合共同体,industry_community,city,上海市行业产教融合共同体,initiated,,,
""",
}
"""The reference rows of every world, in an order that satisfies the foreign keys."""

PRINTED: dict[str, Row] = {
    "enrolment": {
        "document_id": "PTQAR2024",
        "section": "1.1",
        "locator": "表1",
        "locator_row": "1",
        "school_as_printed": "上海市曹杨职业技术学校",
        "campus": "",
        "major_as_printed": "",
        "education_level": "",
        "pathway": "all",
        "academic_year": "2024",
        "students": "1415",
        "intake": "",
        "transcription_note": "",
    },
    "award": {
        "document_id": "SHQAR2024",
        "section": "中职篇 1.5",
        "locator": "表9",
        "locator_row": "1",
        "contest_id": "WVSC-2024-FINAL",
        "event_name": "通用机电设备安装与调试",
        "participant_kind": "student",
        "school_as_printed": "上海信息技术学校",
        "medal": "gold",
        "medal_as_printed": "金奖",
        "item_as_printed": "",
        "award_count": "1",
        "recipients": "",
        "co_recipient_as_printed": "",
        "transcription_note": "",
    },
    "reported_figure": {
        "figure_id": "PTQAR2024-T1-0004",
        "document_id": "PTQAR2024",
        "section": "1.1",
        "locator": "表1",
        "locator_row": "1 学生人数",
        "subject_type": "school",
        "sector": "secondary",
        "subject_as_printed": "曹杨职校",
        "indicator_id": "student_count",
        "breakdown": "",
        "period_as_printed": "2024 年",
        "period": "2024",
        "period_basis": "point_in_time",
        "value_as_printed": "1,415",
        "value_number": "1415",
        "unit_as_printed": "人",
        "qualifier": "exact",
        "qualifier_as_printed": "",
        "numerator_figure_id": "",
        "denominator_figure_id": "",
        "repeats_figure_id": "",
        "transcription_note": "",
    },
    "consortium_member": {
        "document_id": "SHQAR2024",
        "section": "高职篇 5.2",
        "locator": "表20",
        "locator_row": "1",
        "consortium_name": "泛酒店业产教融合共同体",
        "consortium_kind": "industry_community",
        "member_as_printed": "锦江国际（集团）有限公司",
        "member_role": "lead_company",
        "since_year": "",
        "transcription_note": "",
    },
    "graduate_outcome": {
        "document_id": "PTQAR2024",
        "section": "2.8",
        "locator": "正文",
        "locator_row": "段1",
        "school_as_printed": "上海市曹杨职业技术学校",
        "major_as_printed": "",
        "education_level": "",
        "period_year": "2024",
        "graduates": "337",
        "placed": "",
        "progressed": "",
        "employed_directly": "",
        "studying_abroad": "",
        "placement_rate_pct": "98.8",
        "placement_rate_qualifier": "over",
        "progression_rate_pct": "54.95",
        "transcription_note": "",
    },
}
"""One valid row of a subject table; a test changes what it is about."""


def csv_of(table: str, *changes: Row) -> str:
    """A CSV file of a subject table: one row for each set of changes to the printed example, or the example alone."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(PRINTED[table]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(PRINTED[table] | change for change in changes or ({},))
    return out.getvalue()


@dataclass(frozen=True)
class World:
    """A source store and a folder to write files into."""

    folder: Path
    engine: Engine

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, name: str, content: str | bytes, kind: BatchKind = "filing", known_as: str | None = None) -> Loaded:
        """Write a CSV file and take it in; `known_as` is its name in batches and messages, such as `seeds/…`."""
        return load_file(self.engine, self.write(name, content), kind, known_as)

    def load_reference(self, table: str, content: str) -> Loaded:
        return self.load(f"{table}.csv", content, "reference", f"seeds/reference/{table}.csv")

    def load_published(self, name: str, content: str) -> Loaded:
        return self.load(name, content, "published", f"seeds/published/PTQAR2024/{name}")

    def lines_refusing(self, name: str, content: str | bytes, kind: BatchKind = "filing", known_as: str | None = None) -> list[str]:
        """The lines with which intake refuses a file, having made sure that every table stayed as it was."""
        before = self.content()
        with pytest.raises(InputError) as refused:
            self.load(name, content, kind, known_as)
        assert refused.value.exit_code == 2
        assert self.content() == before
        lines = str(refused.value).split("\n")
        assert lines == refused.value.lines
        return lines

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every source table."""
        return {table: sorted(self.rows(f"select * from {table}"), key=repr) for table in Base.metadata.tables}

    def batches(self) -> list[tuple[Any, ...]]:
        """Name, status and row count of the batches of subject tables, oldest first."""
        return self.rows("select source_name, batch_status, row_count from batch where batch_kind <> 'reference' order by rowid")


def new_world(folder: Path) -> World:
    """A migrated store with the reference rows above."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_store(f"sqlite:///{folder / 'source.sqlite'}")
    migrate(engine)
    world = World(folder, engine)
    for table, content in REFERENCE.items():
        world.load_reference(table, content)
    return world


def copy_of(world: World, folder: Path) -> World:
    """A world of one's own with the same rows, without migrating again."""
    folder.mkdir(parents=True, exist_ok=True)
    world.engine.dispose()  # The last connection to close writes the write-ahead log into the file.
    store = folder / "source.sqlite"
    shutil.copyfile(world.folder / "source.sqlite", store)
    return World(folder, open_store(f"sqlite:///{store}"))

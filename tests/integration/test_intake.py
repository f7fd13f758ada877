"""Intake: a file is stored whole under its batch, or refused with lines that say where and how to mend and nothing is stored."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import run_cli
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from worlds import PRINTED, REFERENCE, World, copy_of, csv_of, new_world

from warehouse.errors import InputError
from warehouse.intake import batch as intake
from warehouse.intake import reader
from warehouse.intake.batch import Loaded, load_bundled
from warehouse.source.provenance import Batch
from warehouse.source.schema import MODELS

ENROLMENT_COLUMNS = (
    "pathway, campus, academic_year, students, intake, document_id, section, locator, locator_row, transcription_note, "
    "school_as_printed, major_as_printed, education_level"
)


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world all others are copied from. Nobody loads anything into it."""
    return new_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(first_world: World, tmp_path: Path) -> Iterator[World]:
    own = copy_of(first_world, tmp_path / "world")
    yield own
    own.engine.dispose()


# A file that is right


def test_a_right_file_is_stored_whole_and_waits_for_review(world: World) -> None:
    content = csv_of("enrolment", {}, {"school_as_printed": "上海信息技术学校", "locator_row": "2", "students": "3109"})
    loaded = world.load("putuo.enrolment.csv", content)
    batch_id = "B-" + hashlib.sha256(content.encode()).hexdigest()[:12]
    assert loaded == Loaded("putuo.enrolment.csv", batch_id, "stored", 2)
    assert str(loaded) == f"putuo.enrolment.csv: stored as batch {batch_id}, 2 rows"
    assert world.rows("select school_as_printed, school_id, students, intake, batch_id from enrolment order by school_id") == [
        ("上海信息技术学校", "S0001", 3109, None, batch_id),
        ("上海市曹杨职业技术学校", "S0025", 1415, None, batch_id),
    ]
    assert world.batches() == [("putuo.enrolment.csv", "submitted", 2)]


def test_a_bundled_file_is_approved_at_once(world: World) -> None:
    world.load_published("table_01.enrolment.csv", csv_of("enrolment"))
    assert world.batches() == [("seeds/published/PTQAR2024/table_01.enrolment.csv", "approved", 1)]


def test_a_byte_order_mark_is_accepted(world: World) -> None:
    assert world.load("putuo.enrolment.csv", b"\xef\xbb\xbf" + csv_of("enrolment").encode()).outcome == "stored"
    assert world.rows("select count(*) from enrolment") == [(1,)]


def test_columns_may_stand_in_any_order(world: World) -> None:
    columns = list(reversed(PRINTED["enrolment"]))
    world.load("putuo.enrolment.csv", ",".join(columns) + "\n" + ",".join(PRINTED["enrolment"][c] for c in columns) + "\n")
    assert world.rows("select document_id, school_id, students from enrolment") == [("PTQAR2024", "S0025", 1415)]


@pytest.mark.parametrize("printed", ["上海市曹杨职业技术学校", "曹杨职校", "曹杨　职校", "上海市 曹杨职业技术学校"])
def test_a_school_is_stored_as_printed_and_as_resolved(world: World, printed: str) -> None:
    world.load("putuo.enrolment.csv", csv_of("enrolment", {"school_as_printed": printed}))
    assert world.rows("select school_as_printed, school_id from enrolment") == [(printed, "S0025")]


@pytest.mark.parametrize("printed", ["锦江国际（集团）有限公司", "锦江国际(集团)有限公司", "锦江国际〔集团〕 有限公司"])
def test_an_organisation_resolves_whatever_its_brackets(world: World, printed: str) -> None:
    world.load("table_20.consortium_member.csv", csv_of("consortium_member", {"member_as_printed": printed}))
    assert world.rows("select member_as_printed, organisation_id, school_id from consortium_member") == [(printed, "O0029", None)]


def test_a_member_of_a_consortium_may_be_a_school(world: World) -> None:
    world.load("table_20.consortium_member.csv", csv_of("consortium_member", {"member_as_printed": "曹杨职校", "member_role": "lead_school"}))
    assert world.rows("select school_id, organisation_id from consortium_member") == [("S0025", None)]


@pytest.mark.parametrize(
    ("printed", "level", "code", "direction"),
    [
        ("护理", "secondary", "720201", None),
        ("护理", "higher_vocational", "520201", None),
        ("舞蹈表演(中国舞)", "secondary", "750202", "中国舞"),
        ("舞蹈表演（中国舞）", "secondary", "750202", "中国舞"),
        ("护理（中高贯通）", "higher_vocational", "520201", None),
        ("电商", "secondary", "730701", None),
        ("动画(数字互动娱乐)", "general_undergraduate", None, "数字互动娱乐"),
    ],
)
def test_a_major_resolves_by_its_level_and_gives_its_direction(
    world: World, printed: str, level: str, code: str | None, direction: str | None
) -> None:
    world.load("putuo.enrolment.csv", csv_of("enrolment", {"major_as_printed": printed, "education_level": level}))
    assert world.rows("select major_as_printed, major_code, direction from enrolment") == [(printed, code, direction)]


@pytest.mark.parametrize("printed", ["数字媒体艺术设计", "室内艺术设计", "艺术", "艺术设计与制作"])
def test_a_major_is_not_taken_for_one_whose_name_it_contains(world: World, printed: str) -> None:
    content = csv_of("enrolment", {"school_as_printed": "上海城建职业学院", "major_as_printed": printed, "education_level": "higher_vocational"})
    (line,) = world.lines_refusing("x.enrolment.csv", content)
    assert f"row 2, column major_as_printed: '{printed}' is not a major of level higher_vocational" in line


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1,415", "1415"),
        ("1，415", "1415"),
        ("１４１５", "1415"),
        ("1 415", "1415"),
        ("14.50", "14.5"),
        ("18.3:1", "18.3"),
        ("18.3：1", "18.3"),
        ("一千", "1000"),
    ],
)
def test_a_number_agrees_with_its_print_in_whatever_digits(world: World, printed: str, number: str) -> None:
    world.load("table_01.reported_figure.csv", csv_of("reported_figure", {"value_as_printed": printed, "value_number": number}))
    assert world.rows("select value_as_printed, value_number, school_id from reported_figure") == [(printed, number, "S0025")]


# A file that is wrong: one line, and nothing is stored

ONE_FAULT: dict[str, tuple[str, str, str]] = {
    "unknown column": (
        "x.enrolment.csv",
        csv_of("enrolment").replace("transcription_note", "transcription_note,pupils").replace(",1415,,", ",1415,,,"),
        f"x.enrolment.csv: row 1: unknown column 'pupils'; enrolment takes: {ENROLMENT_COLUMNS}",
    ),
    "missing column": (
        "x.enrolment.csv",
        csv_of("enrolment").replace(",transcription_note", "").replace(",1415,,", ",1415,"),
        "x.enrolment.csv: row 1: column 'transcription_note' is missing; add it (cells may be empty if unknown)",
    ),
    "unknown code": (
        "x.enrolment.csv",
        csv_of("enrolment", {"pathway": "part_time"}),
        "x.enrolment.csv: row 2, column pathway: 'part_time' is not a known code; "
        "use one of: plain, secondary_to_diploma, secondary_to_bachelor, diploma_to_bachelor, five_year, all",
    ),
    "unknown level beside a major": (
        "x.enrolment.csv",
        csv_of("enrolment", {"major_as_printed": "护理", "education_level": "college"}),
        "x.enrolment.csv: row 2, column education_level: 'college' is not a known code; "
        "use one of: secondary, higher_vocational, vocational_undergraduate, general_undergraduate",
    ),
    "misspelt school": (
        "x.enrolment.csv",
        csv_of("enrolment", {"school_as_printed": "上海信息技木学校"}),
        "x.enrolment.csv: row 2, column school_as_printed: '上海信息技木学校' is not a known school name (did you mean 上海信息技术学校?); "
        "correct it or add it to seeds/reference/school_alias.csv",
    ),
    "unknown school": (
        "x.enrolment.csv",
        csv_of("enrolment", {"school_as_printed": "复旦附中"}),
        "x.enrolment.csv: row 2, column school_as_printed: '复旦附中' is not a known school name; "
        "correct it or add it to seeds/reference/school_alias.csv",
    ),
    "name that stands for no school": (
        "x.enrolment.csv",
        csv_of("enrolment", {"school_as_printed": "各职业学校"}),
        "x.enrolment.csv: row 2, column school_as_printed: '各职业学校' stands for no school (bin ignored in seeds/reference/school_alias.csv); "
        "name one school",
    ),
    "misspelt school of a figure": (
        "x.reported_figure.csv",
        csv_of("reported_figure", {"subject_as_printed": "曹扬职校"}),
        "x.reported_figure.csv: row 2, column subject_as_printed: '曹扬职校' is not a known school name (did you mean 曹杨职校?); "
        "correct it or add it to seeds/reference/school_alias.csv",
    ),
    "misspelt major": (
        "x.enrolment.csv",
        csv_of("enrolment", {"major_as_printed": "舞蹈表现", "education_level": "secondary"}),
        "x.enrolment.csv: row 2, column major_as_printed: '舞蹈表现' is not a major of level secondary (did you mean 舞蹈表演?); "
        "correct it or add it to seeds/reference/major_alias.csv",
    ),
    "major of another level": (
        "x.enrolment.csv",
        csv_of("enrolment", {"major_as_printed": "舞蹈表演", "education_level": "higher_vocational"}),
        "x.enrolment.csv: row 2, column major_as_printed: '舞蹈表演' is not a major of level higher_vocational; "
        "correct it or add it to seeds/reference/major_alias.csv",
    ),
    "major without a level": (
        "x.enrolment.csv",
        csv_of("enrolment", {"major_as_printed": "护理"}),
        "x.enrolment.csv: row 2, column education_level: is empty but a major is given; the same name exists at several levels",
    ),
    "misspelt organisation": (
        "x.award.csv",
        csv_of("award", {"co_recipient_as_printed": "上海三菱电梯公司"}),
        "x.award.csv: row 2, column co_recipient_as_printed: '上海三菱电梯公司' is not a known organisation (did you mean 上海三菱电梯有限公司?); "
        "correct it or add it to seeds/reference/organisation_alias.csv",
    ),
    "misspelt member": (
        "x.consortium_member.csv",
        csv_of("consortium_member", {"member_as_printed": "上海信息技木学校"}),
        "x.consortium_member.csv: row 2, column member_as_printed: '上海信息技木学校' is no known school or organisation "
        "(did you mean 上海信息技术学校?); correct it or add it to school_alias.csv or organisation_alias.csv in seeds/reference",
    ),
    "unknown consortium": (
        "x.consortium_member.csv",
        csv_of("consortium_member", {"consortium_kind": "education_group"}),
        "x.consortium_member.csv: row 2, column consortium_name: '泛酒店业产教融合共同体' is not a known consortium of this kind; "
        "load the .consortium.csv file that names it first",
    ),
    "unknown kind of consortium": (
        "x.consortium_member.csv",
        csv_of("consortium_member", {"consortium_kind": "club"}),
        "x.consortium_member.csv: row 2, column consortium_kind: 'club' is not a known code; "
        "use one of: city_consortium, industry_community, education_group, integration_base",
    ),
    "text in an integer column": (
        "x.enrolment.csv",
        csv_of("enrolment", {"students": "1415人"}),
        "x.enrolment.csv: row 2, column students: '1415人' is not a whole number; write digits only, the unit belongs in its own column",
    ),
    "decimal in an integer column": (
        "x.enrolment.csv",
        csv_of("enrolment", {"students": "1415.5"}),
        "x.enrolment.csv: row 2, column students: '1415.5' is not a whole number; write digits only, the unit belongs in its own column",
    ),
    "number too large": (
        "x.enrolment.csv",
        csv_of("enrolment", {"students": "2147483648"}),
        "x.enrolment.csv: row 2, column students: '2147483648' is too large a number for this column; check the unit",
    ),
    "number of five thousand digits": (
        "x.enrolment.csv",
        csv_of("enrolment", {"students": "9" * 5_000}),
        f"x.enrolment.csv: row 2, column students: '{'9' * 80}…' is too large a number for this column; check the unit",
    ),
    "text in a decimal column": (
        "x.graduate_outcome.csv",
        csv_of("graduate_outcome", {"placement_rate_pct": "98.8%"}),
        "x.graduate_outcome.csv: row 2, column placement_rate_pct: '98.8%' is not a decimal number; write digits and a point only",
    ),
    "too many decimal places": (
        "x.graduate_outcome.csv",
        csv_of("graduate_outcome", {"placement_rate_pct": "98.80001"}),
        "x.graduate_outcome.csv: row 2, column placement_rate_pct: '98.80001' has more than 3 digits before the point or 4 after it; check the unit",
    ),
    "too many digits before the point": (
        "x.graduate_outcome.csv",
        csv_of("graduate_outcome", {"placement_rate_pct": "9880"}),
        "x.graduate_outcome.csv: row 2, column placement_rate_pct: '9880' has more than 3 digits before the point or 4 after it; check the unit",
    ),
    "bad date": (
        "x.document.csv",
        REFERENCE["document"].replace("2025-03-13", "13/03/2025"),
        "x.document.csv: row 2, column published_date: '13/03/2025' is not a date; write YYYY-MM-DD",
    ),
    "day that does not exist": (
        "x.document.csv",
        REFERENCE["document"].replace("2025-03-13", "2025-02-30"),
        "x.document.csv: row 2, column published_date: '2025-02-30' is not a date; write YYYY-MM-DD",
    ),
    "empty required cell": (
        "x.enrolment.csv",
        csv_of("enrolment", {"school_as_printed": ""}),
        "x.enrolment.csv: row 2, column school_as_printed: is empty but required; fill it in",
    ),
    "required cell of white space": (
        "x.enrolment.csv",
        csv_of("enrolment", {"academic_year": " 　 "}),
        "x.enrolment.csv: row 2, column academic_year: is empty but required; fill it in",
    ),
    "unknown document": (
        "x.enrolment.csv",
        csv_of("enrolment", {"document_id": "PTQAR2023"}),
        "x.enrolment.csv: row 2, column document_id: 'PTQAR2023' is not known; add it to seeds/reference/document.csv or correct it",
    ),
    "unknown contest": (
        "x.award.csv",
        csv_of("award", {"contest_id": "WVSC-2023-FINAL"}),
        "x.award.csv: row 2, column contest_id: 'WVSC-2023-FINAL' is not known; add it to seeds/reference/contest.csv or correct it",
    ),
    "unknown indicator": (
        "x.reported_figure.csv",
        csv_of("reported_figure", {"indicator_id": "pupil_count"}),
        "x.reported_figure.csv: row 2, column indicator_id: 'pupil_count' is not known; add it to seeds/reference/indicator.csv or correct it",
    ),
    "unknown major code of an alias": (
        "x.major_alias.csv",
        REFERENCE["major_alias"].replace("730701", "739999"),
        "x.major_alias.csv: row 2, column major_code: '739999' is not known; add it to seeds/reference/major.csv or correct it",
    ),
    "unknown organisation of an alias": (
        "x.organisation_alias.csv",
        REFERENCE["organisation_alias"].replace("O0029", "O0099"),
        "x.organisation_alias.csv: row 3, column organisation_id: 'O0099' is not known; add it to seeds/reference/organisation.csv or correct it",
    ),
    "same record twice": (
        "x.enrolment.csv",
        csv_of("enrolment", {}, {"school_as_printed": "曹杨职校", "students": "1416"}),
        "x.enrolment.csv: row 3: is the same record as row 2 "
        "(document_id=PTQAR2024, locator=表1, school_id=S0025, pathway=all, academic_year=2024); remove one of them",
    ),
    "number that differs from its print": (
        "x.reported_figure.csv",
        csv_of("reported_figure", {"value_as_printed": "1,415", "value_number": "1451"}),
        "x.reported_figure.csv: row 2, column value_number: '1451' differs from value_as_printed '1,415'; transcribe the number again",
    ),
    "ratio that differs from its print": (
        "x.reported_figure.csv",
        csv_of("reported_figure", {"value_as_printed": "18.3:1", "value_number": "1.83"}),
        "x.reported_figure.csv: row 2, column value_number: '1.83' differs from value_as_printed '18.3:1'; transcribe the number again",
    ),
    "row with too many cells": (
        "x.enrolment.csv",
        csv_of("enrolment").replace("上海市曹杨职业技术学校", "上海市,曹杨职业技术学校"),
        "x.enrolment.csv: row 2: has 14 cells but the header has 13; quote cells that hold a comma",
    ),
    "negative count": (
        "x.enrolment.csv",
        csv_of("enrolment", {"locator_row": "2", "school_as_printed": "上海信息技术学校"}, {"students": "-1415"}),
        "x.enrolment.csv: row 3: breaks rule students_not_negative of enrolment; correct the row",
    ),
    "row that counts nothing": (
        "x.enrolment.csv",
        csv_of("enrolment", {"students": ""}),
        "x.enrolment.csv: row 2: breaks rule something_counted of enrolment; correct the row",
    ),
    "share over a hundred": (
        "x.graduate_outcome.csv",
        csv_of("graduate_outcome", {"placement_rate_pct": "100.1"}),
        "x.graduate_outcome.csv: row 2: breaks rule placement_rate_pct_percentage of graduate_outcome; correct the row",
    ),
    "line end inside a wrong cell": (
        "x.enrolment.csv",
        csv_of("enrolment", {"pathway": "five\nyear"}),
        "x.enrolment.csv: row 3, column pathway: 'five\\nyear' is not a known code; "
        "use one of: plain, secondary_to_diploma, secondary_to_bachelor, diploma_to_bachelor, five_year, all",
    ),
}
"""File name, content and the whole line, for each fault a file can have."""


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_a_file_with_one_fault_gets_one_line_and_stores_nothing(world: World, fault: str) -> None:
    name, content, line = ONE_FAULT[fault]
    is_reference = MODELS[name.split(".")[-2]].is_reference
    assert world.lines_refusing(name, content, "reference" if is_reference else "filing") == [line]


def test_reference_data_is_not_filed(world: World) -> None:
    assert world.lines_refusing("school.csv", REFERENCE["school"] + "PTQAR2024,3.5,正文,,S0119,某校,other,special,\n") == [
        "school.csv: school is reference data and is not filed; change seeds/reference/ and run `warehouse load`"
    ]


def test_an_id_may_change_in_a_reference_file_and_in_its_uses_at_once(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """History keeps the old id, and loading is not blocked by it."""
    reference, published = tmp_path / "seeds" / "reference", tmp_path / "seeds" / "published"
    reference.mkdir(parents=True)
    (published / "PTQAR2024").mkdir(parents=True)
    monkeypatch.setattr(intake, "REFERENCE_SEEDS", reference)
    monkeypatch.setattr(intake, "PUBLISHED_SEEDS", published)
    indicator = "indicator_id,label_zh,label_en,unit,definition,not_comparable_with\n{id},在校生,students,person,people enrolled,\n"
    figure = csv_of("reported_figure", {"indicator_id": "{id}"})
    for name, content in REFERENCE.items():
        (reference / f"{name}.csv").write_text(content, encoding="utf-8")
    for id_ in ("student_count", "enrolled_student_count"):
        (reference / "indicator.csv").write_text(indicator.format(id=id_), encoding="utf-8")
        (published / "PTQAR2024" / "a.reported_figure.csv").write_text(figure.replace("{id}", id_), encoding="utf-8")
        load_bundled(world.engine)
    approved = "select f.indicator_id from reported_figure f join batch b on b.batch_id = f.batch_id where b.batch_status = 'approved'"
    assert world.rows(approved) == [("enrolled_student_count",)]
    assert world.rows("select count(*) from reported_figure") == [(2,)]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("x.enrolment.csv", csv_of("enrolment").encode("gb18030"), "x.enrolment.csv: row 2: not UTF-8; save the file as CSV UTF-8"),
        (
            "x.enrolment.csv",
            csv_of("enrolment").replace("1415", "14\x0015").encode(),
            "x.enrolment.csv: row 2: holds a NUL byte; export the file again as CSV",
        ),
        ("x.enrolment.csv", b"", "x.enrolment.csv: is empty; the first row must hold the column names"),
        ("x.enrolment.csv", csv_of("enrolment").splitlines()[0].encode(), "x.enrolment.csv: holds no data rows; a batch needs at least one"),
        (
            "figures.csv",
            csv_of("enrolment").encode(),
            "figures.csv: the name must end in .<table>.csv with one of these tables: document, school, school_alias, school_fact, organisation, "
            "organisation_alias, major, major_alias, contest, indicator, consortium, consortium_member, programme, enrolment, graduate_outcome, "
            "teacher_count, teacher_team, award, training, recognition, funding, reported_figure",
        ),
    ],
    ids=["not UTF-8", "NUL byte", "empty file", "header only", "wrong file name"],
)
def test_a_file_that_cannot_be_read_gets_one_line_and_stores_nothing(world: World, name: str, content: bytes, line: str) -> None:
    assert world.lines_refusing(name, content) == [line]


def test_a_file_that_is_too_large_gets_one_line_and_stores_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 1_000)
    content = csv_of("enrolment").encode().ljust(1_001, b"\n")
    assert world.lines_refusing("x.enrolment.csv", content) == ["x.enrolment.csv: 1,001 bytes is over the limit of 1,000; split the file"]


def test_the_same_content_under_another_name_is_refused(world: World) -> None:
    content = csv_of("enrolment")
    world.load("putuo.enrolment.csv", content)
    batch_id = "B-" + hashlib.sha256(content.encode()).hexdigest()[:12]
    assert world.lines_refusing("putuo_copy.enrolment.csv", content) == [
        f"putuo_copy.enrolment.csv: has the same content as putuo.enrolment.csv (batch {batch_id}); a file is taken once, remove the copy"
    ]


def test_all_faults_of_a_file_are_reported_at_once(world: World) -> None:
    content = csv_of(
        "enrolment",
        {"school_as_printed": "上海信息技木学校", "pathway": "part_time", "students": "many"},
        {"locator_row": "2", "document_id": "PTQAR2023", "intake": "12.5"},
        {"locator_row": "3", "academic_year": ""},
        {"locator_row": "4"},
        {"locator_row": "5"},
    )
    assert world.lines_refusing("x.enrolment.csv", content + "PTQAR2024,1.1\n") == [
        "x.enrolment.csv: row 7: has 2 cells but the header has 13; quote cells that hold a comma",
        "x.enrolment.csv: row 2, column pathway: 'part_time' is not a known code; "
        "use one of: plain, secondary_to_diploma, secondary_to_bachelor, diploma_to_bachelor, five_year, all",
        "x.enrolment.csv: row 2, column students: 'many' is not a whole number; write digits only, the unit belongs in its own column",
        "x.enrolment.csv: row 2, column school_as_printed: '上海信息技木学校' is not a known school name (did you mean 上海信息技术学校?); "
        "correct it or add it to seeds/reference/school_alias.csv",
        "x.enrolment.csv: row 3, column intake: '12.5' is not a whole number; write digits only, the unit belongs in its own column",
        "x.enrolment.csv: row 3, column document_id: 'PTQAR2023' is not known; add it to seeds/reference/document.csv or correct it",
        "x.enrolment.csv: row 4, column academic_year: is empty but required; fill it in",
        "x.enrolment.csv: row 6: is the same record as row 5 "
        "(document_id=PTQAR2024, locator=表1, school_id=S0025, pathway=all, academic_year=2024); remove one of them",
    ]


def test_all_rows_that_break_a_rule_of_the_table_are_reported_at_once(world: World) -> None:
    content = csv_of("enrolment", {"students": "-1"}, {"school_as_printed": "上海信息技术学校"}, {"academic_year": "2023", "intake": "-2"})
    assert world.lines_refusing("x.enrolment.csv", content) == [
        "x.enrolment.csv: row 2: breaks rule students_not_negative of enrolment; correct the row",
        "x.enrolment.csv: row 4: breaks rule intake_not_negative of enrolment; correct the row",
    ]


def test_a_renamed_column_is_unknown_and_missing(world: World) -> None:
    assert world.lines_refusing("x.enrolment.csv", csv_of("enrolment").replace("students", "pupils")) == [
        f"x.enrolment.csv: row 1: unknown column 'pupils'; enrolment takes: {ENROLMENT_COLUMNS}",
        "x.enrolment.csv: row 1: column 'students' is missing; add it (cells may be empty if unknown)",
    ]


def test_a_hopeless_file_shows_fifty_faults_and_counts_the_others(world: World) -> None:
    content = csv_of("enrolment", *({"academic_year": str(1900 + n), "school_as_printed": f"第{n}职校"} for n in range(60)))
    lines = world.lines_refusing("x.enrolment.csv", content)
    assert len(lines) == 51
    assert lines[49].startswith("x.enrolment.csv: row 51, column school_as_printed: '第49职校' is not a known school name")
    assert lines[50] == "… and 10 more faults in this file"


def test_one_wrong_row_among_right_ones_keeps_all_of_them_out(world: World) -> None:
    rows = [{"academic_year": str(year)} for year in range(1990, 2020)]
    assert len(world.lines_refusing("x.enrolment.csv", csv_of("enrolment", *rows, {"pathway": "part_time"}))) == 1
    assert world.rows("select count(*) from enrolment") == [(0,)]


# Files again, changed and gone


def test_loading_a_file_twice_changes_nothing(world: World) -> None:
    first = world.load("putuo.enrolment.csv", csv_of("enrolment"))
    before = world.content()
    again = world.load("putuo.enrolment.csv", csv_of("enrolment"))
    assert (again.outcome, again.batch_id, again.row_count) == ("unchanged", first.batch_id, 1)
    assert str(again) == f"putuo.enrolment.csv: nothing to do, already stored as batch {first.batch_id}, 1 rows"
    assert world.content() == before


def test_loading_a_reference_file_twice_changes_nothing(world: World) -> None:
    before = world.content()
    assert [world.load_reference(table, content).outcome for table, content in REFERENCE.items()] == ["unchanged"] * 10
    assert world.content() == before


def test_a_changed_published_file_supersedes_the_earlier_batch_and_both_keep_their_rows(world: World) -> None:
    name = "seeds/published/PTQAR2024/table_01.enrolment.csv"
    first = world.load_published("table_01.enrolment.csv", csv_of("enrolment", {"students": "1415"}))
    second = world.load_published("table_01.enrolment.csv", csv_of("enrolment", {"students": "1416"}))
    assert second.outcome == "stored"
    assert world.batches() == [(name, "superseded", 1), (name, "approved", 1)]
    assert world.rows("select batch_id, students from enrolment order by students") == [(first.batch_id, 1415), (second.batch_id, 1416)]
    assert world.rows("select count(distinct enrolment_id) from enrolment") == [(1,)]


def test_the_earlier_content_of_a_published_file_restores_its_batch(world: World) -> None:
    name = "seeds/published/PTQAR2024/table_01.enrolment.csv"
    first = world.load_published("table_01.enrolment.csv", csv_of("enrolment", {"students": "1415"}))
    world.load_published("table_01.enrolment.csv", csv_of("enrolment", {"students": "1416"}))
    restored = world.load_published("table_01.enrolment.csv", csv_of("enrolment", {"students": "1415"}))
    assert (restored.outcome, restored.batch_id) == ("restored", first.batch_id)
    assert str(restored) == f"{name}: made current again: batch {first.batch_id}, 1 rows"
    assert world.batches() == [(name, "approved", 1), (name, "superseded", 1)]
    assert world.rows("select students from enrolment order by students") == [(1415,), (1416,)]


def test_a_wrong_new_version_leaves_the_earlier_one_approved(world: World) -> None:
    name = "seeds/published/PTQAR2024/table_01.enrolment.csv"
    world.load_published("table_01.enrolment.csv", csv_of("enrolment"))
    for wrong in ({"students": "many"}, {"students": "-1"}):
        assert len(world.lines_refusing("table_01.enrolment.csv", csv_of("enrolment", wrong), "published", name)) == 1
    assert world.batches() == [(name, "approved", 1)]


def test_a_filing_never_supersedes_what_is_published_or_filed(world: World) -> None:
    world.load_published("table_01.enrolment.csv", csv_of("enrolment", {"students": "1415"}))
    reviewed = world.load("table_01.enrolment.csv", csv_of("enrolment", {"students": "1416"}))
    with world.engine.begin() as connection:
        connection.execute(update(Batch).where(Batch.batch_id == reviewed.batch_id).values(batch_status="approved"))
    world.load("table_01.enrolment.csv", csv_of("enrolment", {"students": "1417"}))
    assert world.batches() == [
        ("seeds/published/PTQAR2024/table_01.enrolment.csv", "approved", 1),
        ("table_01.enrolment.csv", "approved", 1),
        ("table_01.enrolment.csv", "submitted", 1),
    ]


CONTESTS_CHANGED = """\
contest_id,contest_name,contest_name_en,edition_label,contest_year,contest_level
CICI-2024-SHANGHAI,中国国际大学生创新大赛（2024）上海赛区,"China International Innovation Competition 2024, Shanghai",2024,2024,city
WVSC-2024-FINAL,2024年世界职业院校技能大赛总决赛争夺赛,World Vocational College Skills Competition 2024 (final),2024年,2024,world
"""


def test_a_changed_reference_file_updates_adds_and_removes_rows_in_place(world: World) -> None:
    changed = world.load_reference("contest", CONTESTS_CHANGED)
    assert changed.outcome == "stored"
    assert world.rows("select contest_id, contest_name_en, batch_id from contest order by contest_id") == [
        ("CICI-2024-SHANGHAI", "China International Innovation Competition 2024, Shanghai", changed.batch_id),
        ("WVSC-2024-FINAL", "World Vocational College Skills Competition 2024 (final)", changed.batch_id),
    ]
    assert world.rows("select batch_status from batch where source_name = 'seeds/reference/contest.csv' order by rowid") == [
        ("superseded",),
        ("approved",),
    ]


def test_the_earlier_content_of_a_reference_file_restores_its_rows(world: World) -> None:
    before = world.rows("select * from contest order by contest_id")
    world.load_reference("contest", CONTESTS_CHANGED)
    assert world.load_reference("contest", REFERENCE["contest"]).outcome == "restored"
    assert world.rows("select * from contest order by contest_id") == before
    assert len(before) == 2
    assert world.rows("select batch_status from batch where source_name = 'seeds/reference/contest.csv' order by rowid") == [
        ("approved",),
        ("superseded",),
    ]


def test_rows_of_a_changed_reference_file_may_be_in_use(world: World) -> None:
    world.load_reference("school", REFERENCE["school"].replace("曹杨二中,other,special", "曹杨二中,other,university"))
    assert world.rows("select school_name, school_kind from school where school_id = 'S0118'") == [("曹杨二中", "university")]
    assert world.rows("select count(*) from school") == [(5,)]


def test_removing_a_reference_row_that_is_still_used_is_refused_with_one_line(world: World) -> None:
    without = REFERENCE["school"].replace("PTQAR2024,3.5,正文,,S0118,曹杨二中,other,special,\n", "")
    assert world.lines_refusing("school.csv", without, "reference", "seeds/reference/school.csv") == [
        "seeds/reference/school.csv: school_id=S0118 left the file but rows of seeds/reference/school_alias.csv still use it; "
        "put it back or remove its uses first"
    ]


def test_restoring_a_file_without_a_row_that_is_used_by_now_is_refused_with_one_line(world: World) -> None:
    world.load_reference("school", REFERENCE["school"] + "PTQAR2024,3.5,正文,,S0119,真如文英中心小学,other,special,\n")
    world.load_reference("school_alias", REFERENCE["school_alias"] + "真如文英中心小学,canonical,S0119,\n")
    assert world.lines_refusing("school.csv", REFERENCE["school"], "reference", "seeds/reference/school.csv") == [
        "seeds/reference/school.csv: school_id=S0119 left the file but rows of seeds/reference/school_alias.csv still use it; "
        "put it back or remove its uses first"
    ]


def test_an_issued_id_can_be_corrected_while_the_unique_name_stays(world: World) -> None:
    world.load_reference("contest", REFERENCE["contest"].replace("WVSC-2024-FINAL", "WVSC-2024"))
    assert world.rows("select contest_id, contest_name from contest order by contest_id") == [
        ("NVSC-2023-TEACHER", "2023年全国职业院校技能大赛（教师比赛）"),
        ("WVSC-2024", "2024年世界职业院校技能大赛总决赛争夺赛"),
    ]


def test_two_reference_rows_of_one_unique_name_are_refused_with_the_row(world: World) -> None:
    twice = REFERENCE["school"].replace("S0118,曹杨二中", "S0118,上海信息技术学校")
    assert world.lines_refusing("school.csv", twice, "reference", "seeds/reference/school.csv") == [
        "seeds/reference/school.csv: row 6: breaks a rule of school (UNIQUE constraint failed: school.school_name); correct the row"
    ]


def test_a_consortium_keeps_its_id_and_members_when_its_file_changes(world: World) -> None:
    world.load("table_20.consortium_member.csv", csv_of("consortium_member"))
    world.load_reference("consortium", REFERENCE["consortium"].replace(",initiated,", ",recognised,"))
    assert world.rows("select c.status, m.member_as_printed from consortium c join consortium_member m on m.consortium_id = c.consortium_id") == [
        ("recognised", "锦江国际（集团）有限公司")
    ]


def test_a_bundled_file_that_is_gone_is_superseded_and_keeps_its_rows(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published, reference = tmp_path / "seeds" / "published" / "PTQAR2024", tmp_path / "seeds" / "reference"
    for folder in (published, reference):
        folder.mkdir(parents=True)
    for table, content in REFERENCE.items():
        (reference / f"{table}.csv").write_text(content, encoding="utf-8")
    (reference / "identity.csv").write_text("for,dbt,only\n1,2,3\n", encoding="utf-8")
    (published / "table_01.enrolment.csv").write_text(csv_of("enrolment"), encoding="utf-8")
    (published / "table_02.enrolment.csv").write_text(csv_of("enrolment", {"locator": "表2"}), encoding="utf-8")
    monkeypatch.setattr(intake, "REFERENCE_SEEDS", reference)
    monkeypatch.setattr(intake, "PUBLISHED_SEEDS", published.parent)
    assert [loaded.outcome for loaded in load_bundled(world.engine)] == ["unchanged"] * 10 + ["stored"] * 2
    (published / "table_02.enrolment.csv").unlink()
    load_bundled(world.engine)
    assert world.batches() == [
        ("seeds/published/PTQAR2024/table_01.enrolment.csv", "approved", 1),
        ("seeds/published/PTQAR2024/table_02.enrolment.csv", "superseded", 1),
    ]
    assert world.rows("select locator from enrolment order by locator") == [("表1",), ("表2",)]


def test_bundled_files_come_in_an_order_that_satisfies_every_reference() -> None:
    tables = [path.name.removesuffix(".csv").split(".")[-1] for path, _ in intake.bundled_files()]
    for earlier, later in [
        ("document", "school"),
        ("school", "school_alias"),
        ("major", "major_alias"),
        ("organisation", "organisation_alias"),
        ("contest", "award"),
        ("indicator", "reported_figure"),
        ("consortium", "consortium_member"),
        ("school_alias", "enrolment"),
    ]:
        assert max(i for i, t in enumerate(tables) if t == earlier) < min(i for i, t in enumerate(tables) if t == later)


# Ids


def test_record_ids_do_not_depend_on_the_order_of_rows(world: World, first_world: World, tmp_path: Path) -> None:
    rows = [{"locator_row": str(n), "school_as_printed": s} for n, s in enumerate(["上海信息技术学校", "上海市曹杨职业技术学校", "上海城建职业学院"])]
    other = copy_of(first_world, tmp_path / "other")
    world.load("putuo.enrolment.csv", csv_of("enrolment", *rows))
    other.load("putuo.enrolment.csv", csv_of("enrolment", *reversed(rows)))
    ids = "select school_id, enrolment_id from enrolment order by school_id"
    assert world.rows(ids) == other.rows(ids)
    assert len({enrolment_id for _, enrolment_id in world.rows(ids)}) == 3
    other.engine.dispose()


def test_a_record_id_is_the_hash_of_what_identifies_the_row(world: World) -> None:
    world.load("putuo.enrolment.csv", csv_of("enrolment"))
    identity = ["PTQAR2024", "表1", "S0025", "", "", "all", "", "2024"]
    assert world.rows("select enrolment_id from enrolment") == [(hashlib.sha256("\x1f".join(identity).encode()).hexdigest()[:16],)]


# Damage

RIGHT = csv_of(
    "enrolment",
    {},
    {
        "locator_row": "2",
        "school_as_printed": "上海信息技术学校",
        "major_as_printed": "舞蹈表演(中国舞)",
        "education_level": "secondary",
        "pathway": "plain",
    },
    {"locator_row": "3", "school_as_printed": "上海城建职业学院", "major_as_printed": "护理", "education_level": "higher_vocational", "intake": "60"},
)
NASTY = [
    "",
    "0",
    "-0",
    "-1",
    "1e5",
    "1.0",
    "٣",
    "１４",
    "NaN",
    "2147483647",
    "all",
    "护理",
    "(",
    "()",
    "护理()",
    "曹杨职校",
    "\n",
    '"',
    "\x1f",
    "\ufeff",
    "'; drop table batch; --",
]


def assert_refused_or_stored_whole(first_world: World, folder: Path, content: bytes) -> None:
    world = copy_of(first_world, folder)
    before = world.content()
    try:
        loaded = world.load("damaged.enrolment.csv", content)
    except InputError as refused:
        assert world.content() == before
        assert all(line.startswith(("damaged.enrolment.csv: ", "… and ")) and len(line.splitlines()) == 1 for line in refused.lines)
    else:
        assert world.batches() == [("damaged.enrolment.csv", "submitted", loaded.row_count)]
        assert world.rows("select batch_id, count(*) from enrolment group by batch_id") == [(loaded.batch_id, loaded.row_count)]
    finally:
        world.engine.dispose()


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.sampled_from(NASTY) | st.text(max_size=20)), min_size=1, max_size=3))
@example(damage=[(1, 10, "9" * 5_000)])
@example(damage=[(1, 4, "上海\n信息\u2028技术\x85学校")])
@example(damage=[(0, 0, "\n"), (0, 1, "\n")])
def test_damaged_cells_never_give_anything_but_clear_lines_or_a_whole_batch(
    first_world: World, tmp_path: Path, damage: list[tuple[int, int, str]]
) -> None:
    table = list(csv.reader(io.StringIO(RIGHT)))
    for row, column, cell in damage:
        table[row][column] = cell
    out = io.StringIO()
    csv.writer(out).writerows(table)
    assert_refused_or_stored_whole(first_world, tmp_path / "damaged", out.getvalue().encode())


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, len(RIGHT.encode())), length=st.integers(0, 40), splinter=st.binary(max_size=10))
def test_damaged_bytes_never_give_anything_but_clear_lines_or_a_whole_batch(
    first_world: World, tmp_path: Path, start: int, length: int, splinter: bytes
) -> None:
    content = RIGHT.encode()
    assert_refused_or_stored_whole(first_world, tmp_path / "damaged", content[:start] + splinter + content[start + length :])


def test_the_undamaged_file_is_stored(world: World) -> None:
    assert world.load("right.enrolment.csv", RIGHT).row_count == 3


# The command line


def test_loading_a_file_with_a_fault_exits_2_with_one_line(world: World) -> None:
    bad = world.write("bad.enrolment.csv", csv_of("enrolment", {"students": "many"}))
    before = world.content()
    done = run_cli(world.folder, "load", str(bad))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: bad.enrolment.csv: row 2, column students: 'many' is not a whole number; write digits only, the unit belongs in its own column\n"
    )
    assert world.content() == before


def test_loading_a_file_without_a_table_in_its_name_exits_2_with_one_line(world: World) -> None:
    done = run_cli(world.folder, "load", str(world.write("bad.csv", csv_of("enrolment"))))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: bad.csv: the name must end in .<table>.csv with one of these tables: document, school, ")
    assert len(done.stderr.splitlines()) == 1


def test_loading_a_file_that_is_not_there_exits_2_with_one_line(world: World) -> None:
    done = run_cli(world.folder, "load", "nowhere/putuo.enrolment.csv")
    assert done.returncode == 2
    assert done.stderr == "error: putuo.enrolment.csv: cannot be read (No such file or directory); check the path and its rights\n"


def test_loading_a_right_file_says_what_became_of_it(world: World) -> None:
    right = world.write("putuo.enrolment.csv", csv_of("enrolment"))
    first, again = (run_cli(world.folder, "load", str(right)) for _ in range(2))
    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stderr.splitlines()[-1] == "1 files: 1 stored, 0 already there"
    assert again.stderr.splitlines()[-1] == "1 files: 0 stored, 1 already there"


def test_an_unknown_option_exits_2_with_one_line(tmp_path: Path) -> None:
    done = run_cli(tmp_path / "home", "load", "--all")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: No such option: --all; see --help\n"
    assert not (tmp_path / "home").exists()


def test_a_row_without_a_place_of_print_has_its_file_and_line_as_place(world: World) -> None:
    assert world.rows("select locator, locator_row from contest order by 1, 2 limit 1") == [("seeds/reference/contest.csv", "2")]
    assert world.rows("select count(*) from school where locator like 'seeds/%'") == [(0,)]


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("funding", {"amount_as_printed": "=1+1"}, "is not an amount"),
        ("funding", {"amount_as_printed": "1e5"}, "is not an amount"),
        ("funding", {"unit_as_printed": "人"}, "is not a unit of money"),
        ("funding", {"fiscal_year": "-5"}, "is not a year between 1900 and 2100"),
        ("funding", {"fiscal_year": "２０２３"}, "is not a whole number"),
    ],
)
def test_amounts_units_and_years_are_checked_at_the_door(world: World, table: str, change: dict[str, str], told: str) -> None:
    printed = {
        "document_id": "PTQAR2024", "section": "7.4", "locator": "正文", "locator_row": "段1", "transcription_note": "",
        "school_as_printed": PRINTED["enrolment"]["school_as_printed"], "fiscal_year": "2023", "funding_source": "total",
        "amount_as_printed": "8948.66", "unit_as_printed": "万元",
    }  # fmt: skip
    row = printed | change
    (line,) = world.lines_refusing(f"x.{table}.csv", ",".join(row) + "\n" + ",".join(row.values()) + "\n")
    assert told in line


def test_an_empty_place_is_filled_with_file_and_line(world: World) -> None:
    world.load("x.enrolment.csv", csv_of("enrolment", {"locator": "", "locator_row": ""}), "filing")
    assert world.rows("select locator, locator_row from enrolment where locator like 'x.%'") == [("x.enrolment.csv", "2")]


def test_an_empty_place_hides_no_duplicate_and_enters_no_id(world: World) -> None:
    """The line of a row is its place, never a part of what identifies it."""
    programme = {
        "document_id": "", "section": "", "locator": "", "locator_row": "", "transcription_note": "",
        "school_as_printed": PRINTED["enrolment"]["school_as_printed"], "major_as_printed": "", "education_level": "", "pathway": "plain",
        "campus": "", "academic_year": "2024", "status": "recruiting", "is_new": "", "partner_as_printed": "", "department": "",
        "remark_as_printed": "",
    }  # fmt: skip
    header, row, other = (",".join(cells) + "\n" for cells in (programme, programme.values(), (programme | {"campus": "东校区"}).values()))
    (line,) = world.lines_refusing("x.programme.csv", header + row + row)
    assert "row 3: is the same record as row 2" in line
    world.load("x.programme.csv", header + row + other, "filing")
    world.load("y.programme.csv", header + other + row, "filing")
    assert world.rows("select count(*), count(distinct programme_id) from programme") == [(4, 2)]

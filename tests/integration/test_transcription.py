"""The transcribed CSVs say what the two annual reports print, and the reports print no number that the CSVs leave out."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from transcription import CHINESE, NUMBER_COLUMNS, PUBLISHED, ROOT, Allowed, Comparison, Row, read_rows

SHIFTED = "cells shifted in print: the department of the rows above is not printed in this row"
CAMPUS = "printed in brackets inside the school's name"
SAME_SCHOOL = "the paragraph goes on about the school of the paragraph before"

ALLOWED = Allowed(
    printed_otherwise={
        "PTQAR2024-P1-0066": ("三大类", "大 stands between the number and its unit"),
        "PTQAR2024-P2-0008": ("人次达4238", "the unit is printed before the number"),
        "PTQAR2024-P2-0138": ("近三年", "近 means recent here, it is no qualifier"),
        "SHQAR2024-H4-0090": ("1至2个月", "the unit is printed once for both ends of a span"),
    },
    subject_before={f"PTQAR2024-P1-{number:04}": SAME_SCHOOL for number in (76, 77, 78, 79)},
    part_of_cell={
        ("SHQAR2024/table_14.recognition.csv", "major_as_printed"): "the core major: the cluster's name without 专业群",
        ("SHQAR2024/table_07.award.csv", "school_as_printed"): "row 三 8 prints a school and a company in one cell",
        ("SHQAR2024/table_07.award.csv", "co_recipient_as_printed"): "row 三 8 prints a school and a company in one cell",
        ("PTQAR2024/table_01.enrolment.csv", "campus"): CAMPUS,
        ("PTQAR2024/table_01.teacher_count.csv", "campus"): CAMPUS,
    },
    not_in_row={("PTQAR2024/figure_05.programme.csv", "16 智能化生产线安装与运维", "department"): SHIFTED},
    short_name={
        ("PTQAR2024/prose.consortium_member.csv", "上海旅游职业教育集团"): "旅游职教集团",
        ("PTQAR2024/prose.consortium_member.csv", "上海商贸职业教育集团"): "商贸职教集团",
        ("PTQAR2024/prose.consortium_member.csv", "普陀区职业教育联盟"): "职教联盟",
    },
)

NOT_A_FIGURE = {
    r"(?:19|20)\d\d(?=年|学年|上半年|[—-](?=20)|H1)|(?<=20\d\d[—-])20\d\d|（20\d\d）|^2024$": "year",
    r"20\d\d(?=“|世界|利兹|全国|长三角|中芬|国际|德鲁巴|慕尼黑|一带一路|ACP)": "year in the name of an event or publication",
    r"(?<!\d)1?\d月(?:[123]?\d日)?": "date",
    r"〔20\d\d〕\d+号": "number of a document",
    r"第\d+(?:届|个教师节)": "number of an edition",
    r"见表\d+|如图\d+": "number of a table or figure",
    r"^\d\.": "number of a heading inside the text",
    r"[\d(（][\d+()（）]*\+[\dXN()（）+]*|“[16]”是": "pattern such as 1+6, 3+4 or 1+X",
    r"C919|055型|G[56]0|5G|3D|F1in|H1|32位MCU|6T管理|工业4\.0": "name of a product or technique",
    r"2\.0版|IVET-4级|植保员3级": "version of a plan, grade of an occupation",
    r"CY132\.1|GB34053|T/CACE\d{4}-2024|ZL\d+\.[\dX]": "number of a standard or patent",
    r"“763”|“青翼345”|94774|315消费者|《107号|1925书局|500强": "name of a programme, unit, day, film, shop or ranking",
    r"共产党成立100周年": "in the name of a programme of stage productions",
    r"近5年": "span of years, transcribed as the period",
}

# Real numbers that no figure holds yet. Add the figure and take the line away; never add a line without reading the sentence.
MISSED: list[str] = []


@pytest.fixture
def comparison(documents: Path) -> Comparison:
    return Comparison(read_rows(PUBLISHED), documents, ALLOWED)


def test_every_case_and_table_stands_in_one_section_and_the_contents_pages_in_none(comparison: Comparison) -> None:
    for document, cases, tables in (("SHQAR2024", 57, 20), ("PTQAR2024", 5, 3)):
        places = sorted({place for place in comparison.prints[document].blocks if place[1][0] in "案表"}, key=lambda place: place[1])
        assert [locator for _, locator in places] == sorted([f"案例{n + 1}" for n in range(cases)] + [f"表{n + 1}" for n in range(tables)])


def test_every_transcribed_cell_is_printed_where_it_says(comparison: Comparison) -> None:
    assert comparison.misses == []
    assert len(comparison.rows) > 1600
    assert sum(comparison.checked.values()) > 6000


def test_only_the_reviewed_cells_differ_from_the_print(documents: Path) -> None:
    differing = Comparison(read_rows(PUBLISHED), documents, Allowed()).misses
    figures = {miss.problem.split(" ")[0] for miss in differing} - {""}
    assert figures == {*ALLOWED.printed_otherwise, *ALLOWED.subject_before}
    cells = {(miss.file, miss.column) for miss in differing if miss.problem.startswith(" ")}
    short = {(file, "consortium_name") for file, _ in ALLOWED.short_name}
    assert cells == {*ALLOWED.part_of_cell, *((file, column) for file, _, column in ALLOWED.not_in_row), *short}


def test_every_thing_that_an_identity_counts_by_name_is_printed_where_it_says(comparison: Comparison) -> None:
    with (ROOT / "seeds" / "reference" / "named_item.csv").open(encoding="utf-8", newline="") as lines:
        items = list(csv.DictReader(lines))
    assert len(items) > 250
    assert [item for item in items if not comparison.names(item)] == []


def test_a_number_printed_unlike_the_others_says_so_in_its_note(comparison: Comparison) -> None:
    silent = [row["figure_id"] for row in comparison.rows if row["figure_id"] in ALLOWED.printed_otherwise and not row["transcription_note"]]
    assert silent == []


def test_every_printed_number_is_transcribed_or_set_aside_for_a_reason(comparison: Comparison) -> None:
    assert list(comparison.unread(NOT_A_FIGURE)) == MISSED
    assert set(comparison.set_aside) == set(NOT_A_FIGURE), "a rule that sets nothing aside hides what comes later"


def wrong_cell(row: Row, kind: str, rows: list[Row], rng: random.Random) -> tuple[str, str] | None:
    """A column and a wrong value for it, or nothing where the row has no such cell."""
    if kind == "digit":
        column = rng.choice([c for c in row.cells if row[c] and (c in NUMBER_COLUMNS or c == "value_as_printed")] or [""])
        text = row.cells.get(column, "")
        places = [i for i, sign in enumerate(text) if sign.isdigit() or sign in CHINESE]
        if not places:
            return None
        place = rng.choice(places)
        signs = "123456789" if text[place].isascii() else "一二三四五六七八九"
        return column, text[:place] + rng.choice([s for s in signs if s != text[place]]) + text[place + 1 :]
    column = {"unit": "unit_as_printed", "section": "section"}.get(kind) or ("subject_as_printed" if row.is_figure else "school_as_printed")
    if not row[column] or (column == "subject_as_printed" and row["subject_type"] != "school"):
        return None
    alike = [r for r in rows if r[column] and r["subject_type"] == row["subject_type"] and r.document == row.document]
    others = sorted({r.cells[column] for r in alike} - {row.cells[column]})
    return (column, rng.choice(others)) if others else None


def write_copy(rows: list[Row], folder: Path) -> None:
    """The rows as CSV files, line for line as they were read."""
    for file in {row.file for row in rows}:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        with (folder / file).open("w", encoding="utf-8", newline="") as lines:
            cells = [row.cells for row in rows if row.file == file]
            writer = csv.DictWriter(lines, list(cells[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(cells)


@pytest.mark.parametrize("seed", range(5))
def test_ten_wrong_cells_in_a_copy_are_all_found(documents: Path, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = read_rows(PUBLISHED)
    wrong: dict[tuple[str, int], str] = {}
    kinds = ["digit", "digit", "digit", "unit", "unit", "unit", "school", "school", "section", "section"]
    for row in rng.sample(rows, len(rows)):
        cell = wrong_cell(row, kinds[0], rows, rng) if kinds else None
        if cell:
            wrong[row.file, row.line] = f"{kinds.pop(0)}: {row['figure_id']} {cell[0]} {row.cells[cell[0]]} -> {cell[1]}"
            row.cells[cell[0]] = cell[1]
    write_copy(rows, tmp_path)
    found = {(miss.file, miss.line) for miss in Comparison(read_rows(tmp_path), documents, ALLOWED).misses}
    assert len(wrong) == 10
    assert [change for place, change in wrong.items() if place not in found] == []


def test_a_figure_left_out_of_a_copy_is_found(documents: Path) -> None:
    rows = read_rows(PUBLISHED)
    inside = [row for row in rows if row.is_figure and row["value_as_printed"].isdigit() and not row["unit_as_printed"].startswith("年")]
    for left_out in random.Random(7).sample(inside, 3):
        unread = set(Comparison([row for row in rows if row is not left_out], documents, ALLOWED).unread(NOT_A_FIGURE)) - set(MISSED)
        assert len(unread) == 1, left_out["figure_id"]
        assert left_out["value_as_printed"] in unread.pop()

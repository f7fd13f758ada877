"""The transcribed CSVs say what the two annual reports print, and the reports print no number that the CSVs leave out."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from transcription import CHINESE, NUMBER_COLUMNS, PUBLISHED, ROOT, WRITTEN, Allowed, Comparison, Row, read_rows

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
    found_by={"SHQAR2024-H2-0016": ("五个新城", "五个中心, a name, stands before it in the same sentence")},
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

# Number words that count nothing. Read the sentence before adding one: a count with a unit (四大品牌活动, 两位教师) is a figure.
NOT_A_COUNT = {
    r"第[一二三四五六七八九十]+(?:、[一二])?": "ordinal: edition, batch, place, school or person so named",
    r"前三名|十五届五次|十一届五次|(?<!第)二十届": "ordinal without 第",
    r"[一二三](?:、[二三])*等奖|[国上]?[家海]?一类|[一二三]级指标|[四五]星级|（[二四]级）|五星": "grade of a prize, indicator, centre or occupation",
    r"[一二三四五]是": "numbering of the points of a sentence",
    r"二十大|三中全会|中共[一二四]大|“一大”": "party congress or session",
    r"十[三四五]五": "five-year plan",
    r"[一三五]年一?贯?制|五年一贯|三年行动计划|三年制|三学期": "length in the name of a pathway, plan or term",
    r"一带一路|五个中心|五个一工程|六个一|六个特征|一老一幼|两弹一星|两区一堡": "name of an initiative, list or place",
    r"双": "dual: 双师, 双创, 双方, 双团队; two sides, no count with a unit (双平台 alone is a figure)",
    r"[一三四六]位一体|一体(?:化|两翼)?|于一体|推进一体": "as one body: 一体化, 三位一体",
    r"三全育人|五育|三重一大|一训三风|四有标准|五廉共举|一票否决": "slogan of a school: its numbers are part of its name",
    r"三段组合|四维融合|三阶段|九步骤|三圈一链|三元协同|四链|一中心二主体三平台": "slogan of a school: its numbers are part of its name",
    r"三会一课|一支部一品牌|五学联动|五结合|五抓手|五翼|两翼|两观|两力|三情|三作": "slogan of a school: its numbers are part of its name",
    r"三个“牢牢把握”|二大领域、三个层次、五大机制|三点希望": "slogan or rhetorical grouping: its numbers are part of its name",
    r"一技在手，一生无忧|三年，影响学生十五年，成就学生一辈子|一位名师": "motto",
    r"三级(?:中职|数据|质量|公示|管理|审核)|二级学院|二元": "level or form named by number",
    r"三方|两方面": "sides of an agreement or argument",
    r"百分点|千瓦": "unit",
    r"十佳|百强|十大|八大员|三员|十八(?:岁|而志)": "name of an honour, group of trades or ceremony",
    r"一(?:步|方面|系列|大?批|种|致|起|直|定|流|线|支|站式|对一|本通|跳|建设)": "part of a word",
    r"一(?:代|轮|年|位|门|个|条|项|届|期|级)": "indefinite article, or a time, round or grade",
    r"[唯统单之这]一": "only, united, single, one of, this: no number of things",
    r"半年": "half-year of a period",
    r"长三角|三明|四行|半马|六安|二世|八局|二中|零号|新四军": "name of a place or school",
    r"三菱|半导体|百联|百灵|九分厂|百花|上电一号|一尺|三产": "name of a company, prize or sector",
    r"一二九|五四青年|五一|五月|星期二|现代五项|二代|四年级|二次发酵": "name of a day, sport, generation, school year or process",
    r"一公里|二小|百菜百谈|百变|百草|百创|百年|百校|千校|五感|一家乡": "name of a work, brand or activity",
    r"零(?:件|售|点)|赛道二|一和第|一大(?:批)?": "part, retail, zero point; track and sector numbers",
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


def test_every_number_in_chinese_numerals_is_transcribed_or_set_aside_for_a_reason(comparison: Comparison) -> None:
    assert list(comparison.unread(NOT_A_COUNT, WRITTEN)) == []
    assert set(comparison.set_aside) == set(NOT_A_COUNT), "a rule that sets nothing aside hides what comes later"


def test_a_number_in_chinese_numerals_left_out_of_a_copy_is_found(documents: Path) -> None:
    rows = read_rows(PUBLISHED)
    written = [row for row in rows if row.is_figure and row["value_as_printed"] in set("三四五六七八九") and row["unit_as_printed"] != "等奖"]
    assert len(written) > 60
    for left_out in random.Random(11).sample(written, 5):
        unread = list(Comparison([row for row in rows if row is not left_out], documents, ALLOWED).unread(NOT_A_COUNT, WRITTEN))
        assert [left_out["value_as_printed"] in words for words in unread] == [True], left_out["figure_id"]


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

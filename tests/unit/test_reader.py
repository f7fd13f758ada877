"""A CSV file is read as it stands, or refused with one line that says where and how to mend."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from warehouse.errors import InputError
from warehouse.intake import reader
from warehouse.intake.reader import FileRow, read_csv, shown

NAME = "putuo.organisation.csv"
HEADER = "organisation_id,organisation_name,organisation_kind,note\n"
ROW = "O0002,上海三菱电梯有限公司,company,\n"


def read(folder: Path, content: str | bytes, name: str = NAME) -> reader.SourceFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path, name)


def line_refusing(folder: Path, content: str | bytes, name: str = NAME) -> str:
    with pytest.raises(InputError) as refused:
        read(folder, content, name)
    assert len(refused.value.lines) == 1
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_cells_are_trimmed_and_rows_keep_their_line_in_the_file(tmp_path: Path) -> None:
    source = read(tmp_path, HEADER + "\n" + " O0002 , 上海三菱电梯有限公司 ,company,\n,,,\n" + ROW.replace("O0002", "O0003"))
    assert source.target_table == "organisation"
    assert source.columns == ("organisation_id", "organisation_name", "organisation_kind", "note")
    assert source.rows == (
        FileRow(3, {"organisation_id": "O0002", "organisation_name": "上海三菱电梯有限公司", "organisation_kind": "company", "note": ""}),
        FileRow(5, {"organisation_id": "O0003", "organisation_name": "上海三菱电梯有限公司", "organisation_kind": "company", "note": ""}),
    )
    assert source.faults == ()


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    marked = b"\xef\xbb\xbf" + (HEADER + ROW).encode()
    source = read(tmp_path, marked)
    assert source.columns[0] == "organisation_id"
    assert source.content_sha256 == hashlib.sha256(marked).hexdigest()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(tmp_path: Path, line_end: str) -> None:
    source = read(tmp_path, (HEADER + ROW).replace("\n", line_end).encode())
    assert [row.number for row in source.rows] == [2]
    assert source.rows[0].values["organisation_name"] == "上海三菱电梯有限公司"


def test_commas_quotes_and_line_ends_inside_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    source = read(tmp_path, HEADER + 'O0002,"三菱, ""电梯""\n公司",company,\n')
    assert source.rows[0].values["organisation_name"] == '三菱, "电梯"\n公司'


@pytest.mark.parametrize(
    ("name", "table"), [("school.csv", "school"), ("table_02.recognition.csv", "recognition"), ("曹杨 2024.v2.enrolment.csv", "enrolment")]
)
def test_the_last_part_of_the_name_says_the_table(name: str, table: str) -> None:
    assert reader.target_table(Path(name)) == table


KNOWN_TABLES = (
    "document, school, school_alias, school_fact, organisation, organisation_alias, major, major_alias, contest, indicator, consortium, "
    "consortium_member, programme, enrolment, graduate_outcome, teacher_count, teacher_team, award, training, recognition, funding, reported_figure"
)


@pytest.mark.parametrize("name", ["figures.csv", "batch.csv", "school.csv.txt", "school", "school.CSV", "putuo.schools.csv", "school.xlsx"])
def test_a_name_without_a_known_table_is_refused_with_the_tables_there_are(tmp_path: Path, name: str) -> None:
    assert line_refusing(tmp_path, HEADER + ROW, name) == f"{name}: the name must end in .<table>.csv with one of these tables: {KNOWN_TABLES}"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b" , ,\n", b"\n" + HEADER.encode()])
def test_a_file_without_column_names_is_refused_as_empty(tmp_path: Path, content: bytes) -> None:
    assert line_refusing(tmp_path, content) == "putuo.organisation.csv: is empty; the first row must hold the column names"


@pytest.mark.parametrize("content", [HEADER, HEADER.strip(), HEADER + "\n\n", HEADER + ",,,\n"])
def test_a_file_with_column_names_only_is_refused(tmp_path: Path, content: str) -> None:
    assert line_refusing(tmp_path, content) == "putuo.organisation.csv: holds no data rows; a batch needs at least one"


def test_text_that_is_not_utf_8_is_refused_with_its_row(tmp_path: Path) -> None:
    content = (HEADER + "O0001,ABB,company,\n").encode() + ROW.encode("gb18030")
    assert line_refusing(tmp_path, content) == "putuo.organisation.csv: row 3: not UTF-8; save the file as CSV UTF-8"


def test_utf_16_as_spreadsheets_write_it_is_refused(tmp_path: Path) -> None:
    assert line_refusing(tmp_path, (HEADER + ROW).encode("utf-16")) == "putuo.organisation.csv: row 1: not UTF-8; save the file as CSV UTF-8"


def test_a_nul_byte_is_refused_with_its_row(tmp_path: Path) -> None:
    content = HEADER + ROW + "O0003,锦江\0国际,company,\n"
    assert line_refusing(tmp_path, content) == "putuo.organisation.csv: row 3: holds a NUL byte; export the file again as CSV"


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    content = "organisation_id,note,note\nO0002,,\n"
    assert line_refusing(tmp_path, content) == "putuo.organisation.csv: row 1: column 'note' stands there twice; keep one of them"


@pytest.mark.parametrize("content", [HEADER + 'O0002,"上海三菱,company,\n', HEADER + 'O0002,"上海"三菱,company,\n'])
def test_a_quote_that_does_not_close_is_refused_with_its_row(tmp_path: Path, content: str) -> None:
    line = line_refusing(tmp_path, content)
    assert line.startswith("putuo.organisation.csv: row 2: is not valid CSV (")
    assert line.endswith("); check its quotes")


def test_rows_that_do_not_fit_the_header_are_all_named(tmp_path: Path) -> None:
    source = read(tmp_path, HEADER + "O0001,上海临港,奉贤经济发展有限公司,company,\n" + ROW + "O0003,正泰\n")
    assert tuple(fault.line() for fault in source.faults) == (
        "putuo.organisation.csv: row 2: has 5 cells but the header has 4; quote cells that hold a comma",
        "putuo.organisation.csv: row 4: has 2 cells but the header has 4; quote cells that hold a comma",
    )
    assert [row.number for row in source.rows] == [3]


def test_a_file_over_the_limit_is_refused_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 1_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("a file over the limit was read into memory"))
    content = (HEADER + ROW).ljust(1_234, "\n").encode()
    path = tmp_path / NAME
    path.write_bytes(content[:1_234])
    with pytest.raises(InputError) as refused:
        read_csv(path, NAME)
    assert refused.value.lines == ["putuo.organisation.csv: 1,234 bytes is over the limit of 1,000; split the file"]


def test_a_file_as_large_as_the_limit_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (HEADER + ROW).encode()
    monkeypatch.setattr(reader, "MAX_BYTES", len(content))
    assert len(read(tmp_path, content).rows) == 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_csv(tmp_path / NAME, NAME)
    assert refused.value.lines == ["putuo.organisation.csv: cannot be read (No such file or directory); check the path and its rights"]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(InputError) as refused:
        read_csv(tmp_path / NAME, NAME)
    assert refused.value.lines == ["putuo.organisation.csv: cannot be read (Is a directory); check the path and its rights"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("上海　信息技术学校", "上海　信息技术学校"),
        ("上海\n信息", "上海\\n信息"),
        ("上海\u200b信息", "上海\\u200b信息"),
        ("\x1b[31m红", "\\x1b[31m红"),
        ("学" * 81, "学" * 80 + "…"),
    ],
)
def test_a_message_shows_a_cell_on_one_line_with_what_cannot_be_seen(cell: str, told: str) -> None:
    assert shown(cell) == told

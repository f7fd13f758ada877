"""Exported files, read again by the libraries that people read them with."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import date, datetime
from decimal import Decimal

import altair as alt
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.errors import InputError
from warehouse.query import export as export_module
from warehouse.query.about import About, ColumnNote
from warehouse.query.answer import Answer
from warehouse.query.chart_image import chart_image, has_chinese_font
from warehouse.query.export import FORMULA_STARTS, XLSX_TEXT, answer_of, export, file_name

SCHOOL = ColumnNote("school", "学校", "校名", "", "以版本为准", "marts.dim_school")
ABOUT = About("20261124T100000Z-abcdef12", date(2026, 11, 24), "zh", "select *\n-- 全部\n= nothing", ("注一",), False, (SCHOOL,))
ANSWER = Answer(
    ["school", "students", "share", "since", "filed_at", "is_open", "key"],
    [
        ("曹杨职校", 1762, Decimal("12.5000"), date(2024, 9, 1), datetime(2024, 9, 1, 8, 30), True, 712345678901234567),
        ("=1+1", -5, None, date(1900, 1, 1), None, False, 0),
    ],
    True,
)


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_rows(content: bytes, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)]


def test_csv_has_a_byte_order_mark_plain_numbers_and_defused_text() -> None:
    assert csv_rows(export(ANSWER, "csv", ABOUT)) == [
        ["school", "students", "share", "since", "filed_at", "is_open", "key"],
        ["曹杨职校", "1762", "12.5000", "2024-09-01", "2024-09-01T08:30:00", "true", "712345678901234567"],
        ["'=1+1", "-5", "", "1900-01-01", "", "false", "0"],
    ]


def test_xlsx_keeps_types_and_writes_long_keys_and_old_dates_as_text() -> None:
    assert sheet_rows(export(ANSWER, "xlsx", ABOUT), "data") == [
        ("school", "students", "share", "since", "filed_at", "is_open", "key"),
        ("曹杨职校", 1762, 12.5, datetime(2024, 9, 1), datetime(2024, 9, 1, 8, 30), True, "712345678901234567"),
        ("=1+1", -5, None, "1900-01-01", None, False, 0),
    ]


def test_xlsx_text_that_begins_like_a_formula_is_a_quoted_string() -> None:
    cell = openpyxl.load_workbook(io.BytesIO(export(ANSWER, "xlsx", ABOUT)))["data"]["A3"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)
    assert openpyxl.load_workbook(io.BytesIO(export(ANSWER, "xlsx", ABOUT)))["data"]["A2"].quotePrefix is False


def test_xlsx_says_what_it_is() -> None:
    content = export(ANSWER, "xlsx", ABOUT)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["data", "notes", "release", "query"]
    notes = sheet_rows(content, "notes")
    assert ("注", "注一", None, None, None, None) in notes
    assert ("school", "学校", "校名", None, "以版本为准", "marts.dim_school") in notes
    assert ("…", "未印出", None, None, None, None) in notes
    assert dict(row for row in sheet_rows(content, "release")) == {
        "发布编号": "20261124T100000Z-abcdef12",
        "发布日期（UTC）": "2026-11-24",
        "语言": "zh",
        "行数": "2",
        "完整": "是，全部结果",
    }
    assert sheet_rows(content, "query") == [("select *",), ("-- 全部",), ("= nothing",)]


def test_a_cut_or_synthetic_answer_says_so() -> None:
    about = About("r", date(2026, 1, 2), "en", "q", is_synthetic=True)
    notes = sheet_rows(export(Answer(["a"], [(1,)], False), "xlsx", about), "notes")
    assert notes[0][0] == "Synthetic data. This file comes from the demonstration panel and is not real"
    assert notes[1][0] == "Cut. There are more rows; this file holds the first 1"
    assert file_name("my answer/1", about, "csv") == "my_answer_1_synthetic_r_2026-01-02.csv"
    assert file_name("../在校生", ABOUT, "xlsx") == "在校生_20261124T100000Z-abcdef12_2026-11-24.xlsx"


def test_parquet_keeps_types_and_carries_release_query_and_meaning() -> None:
    table = pq.read_table(io.BytesIO(export(ANSWER, "parquet", ABOUT)))
    assert table.to_pylist() == [dict(zip(ANSWER.columns, row, strict=True)) for row in ANSWER.rows]
    assert [str(field.type) for field in table.schema] == ["string", "int64", "decimal128(6, 4)", "date32[day]", "timestamp[us]", "bool", "int64"]
    told = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert (told["release_id"], told["query"], told["is_complete"]) == (ABOUT.release_id, ABOUT.query, "true")
    assert json.loads(told["notes"]) == ["注一"]
    assert table.schema.field("school").metadata[b"label"].decode() == "学校"


def test_parquet_takes_two_columns_of_one_name_wide_integers_and_an_empty_answer() -> None:
    table = pq.read_table(io.BytesIO(export(Answer(["a", "a", "a_2"], [(2**70, [1, 2], None)], True), "parquet", ABOUT)))
    assert table.column_names == ["a", "a_2", "a_2_2"]
    assert table.to_pylist() == [{"a": str(2**70), "a_2": [1, 2], "a_2_2": None}]
    assert pq.read_table(io.BytesIO(export(Answer(["a"], [], True), "parquet", ABOUT))).num_rows == 0


def test_a_worksheet_that_would_overflow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "XLSX_ROWS", 1)
    with pytest.raises(InputError, match="a worksheet holds 1 rows, the answer has 2; choose CSV or Parquet"):
        export(ANSWER, "xlsx", ABOUT)


def test_long_text_is_shortened_in_the_workbook_only_and_told() -> None:
    answer = Answer(["t"], [("x" * (XLSX_TEXT + 1),)], True)
    content = export(answer, "xlsx", ABOUT)
    assert len(str(sheet_rows(content, "data")[1][0])) == XLSX_TEXT
    assert "有 1 个单元格超过 32,767 个字符" in str(sheet_rows(content, "notes")[0][0])
    assert len(csv_rows(export(answer, "csv", ABOUT))[1][0]) == XLSX_TEXT + 1


def test_what_a_data_frame_lacks_is_missing_not_zero() -> None:
    frame = pd.DataFrame({"n": [1.5, None], "d": pd.to_datetime(["2024-09-01", None]), "s": ["a", None], "k": [1, 2]})
    answer = answer_of(frame)
    assert answer.rows == [(1.5, date(2024, 9, 1), "a", 1), (None, None, None, 2)]
    assert answer_of(pd.DataFrame()).rows == []


nasty = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.builds(str.__add__, st.sampled_from(FORMULA_STARTS), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(nasty, nasty), min_size=1, max_size=5))
@example([(date(2000, 1, 1), 1), (float("nan"), 1)])
@example([(1.7976931348623155e308, -1.7976931348623157e308)])
@example([("_x0041_", "\r\n"), ("\x00\x1f\ufffe", '"quoted",;'), (" =1", "\t=1")])
def test_no_cell_of_any_file_runs_and_none_is_lost(rows: list[tuple[object, object]]) -> None:
    answer = Answer(["a", "=b"], list(rows), True)
    in_csv = csv_rows(export(answer, "csv", ABOUT))
    assert in_csv[0] == ["a", "'=b"]
    assert len(in_csv) == len(rows) + 1
    book = openpyxl.load_workbook(io.BytesIO(export(answer, "xlsx", ABOUT)))["data"]
    table = pq.read_table(io.BytesIO(export(answer, "parquet", ABOUT)))
    assert table.num_rows == len(rows)
    for at, row in enumerate(rows):
        for position, value in enumerate(row):
            text, cell = in_csv[at + 1][position], book.cell(at + 2, position + 1)
            assert cell.data_type != "f"
            if isinstance(value, str):
                assert not text.startswith(FORMULA_STARTS)
                assert text.removeprefix("'") == value.removeprefix("'")
                assert cell.quotePrefix is value.startswith(FORMULA_STARTS)
                assert cell.value is None or isinstance(cell.value, str)
            elif isinstance(value, bool) or value is None:
                assert cell.value is value
            elif isinstance(value, float) and not math.isfinite(value):
                assert cell.value == repr(value)
            elif isinstance(value, (int, float, Decimal)):
                # A worksheet keeps 15 digits of a binary number; what needs more is text and keeps all.
                stored = Decimal(str(cell.value))
                assert stored == Decimal(str(value)) or (isinstance(value, float) and math.isclose(stored, value, rel_tol=1e-15))


def test_a_chart_becomes_a_picture_with_release_date_and_notes() -> None:
    chart = alt.Chart(pd.DataFrame({"school": ["甲", "乙"], "students": [1, 2]}), title="在校生").mark_bar().encode(x="students:Q", y="school:N")
    svg = chart_image(chart, "svg", ABOUT).decode()
    assert (
        svg.startswith("<svg") and "在校生" in svg and "20261124T100000Z-abcdef12, 2026-11-24" in svg and "注一" in svg and "Noto Sans CJK SC" in svg
    )
    if not has_chinese_font():
        pytest.skip("no font with Chinese letters on this machine: PNG not drawn")
    assert chart_image(chart, "png", ABOUT).startswith(b"\x89PNG")


def test_a_picture_with_chinese_text_but_no_font_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.query.chart_image.has_chinese_font", lambda: False)
    chart = alt.Chart(pd.DataFrame({"a": [1]}), title="在校生").mark_bar().encode(x="a:Q")
    with pytest.raises(InputError, match="no font with Chinese letters"):
        chart_image(chart, "png", ABOUT)


def test_a_chart_cannot_fetch_data() -> None:
    chart = alt.Chart(alt.UrlData(url="http://127.0.0.1:9/x.csv")).mark_bar().encode(x="a:Q")
    with pytest.raises(Exception, match="(?i)allowed|denied|not permitted"):
        chart_image(chart, "svg", ABOUT)

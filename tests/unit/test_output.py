"""Answers as CSV and JSON keep every value and stay readable by any program."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from warehouse.errors import InputError
from warehouse.query.adhoc import Answer
from warehouse.query.output import as_csv, as_json

SCHOOLS = Answer(
    ["school_name", "students", "share_pct", "valid_from", "is_current"],
    [("上海信息技术学校", 3109, Decimal("54.95"), date(2024, 9, 1), True), ("曹杨职校, 普陀", None, None, None, False)],
    is_complete=True,
)


def cell_in_json(cell: object) -> object:
    return json.loads(as_json(Answer(["cell"], [(cell,)], True)))["rows"][0]["cell"]


def test_csv_has_a_header_quotes_commas_and_leaves_missing_values_empty() -> None:
    assert as_csv(SCHOOLS) == (
        'school_name,students,share_pct,valid_from,is_current\n上海信息技术学校,3109,54.95,2024-09-01,True\n"曹杨职校, 普陀",,,,False\n'
    )


def test_csv_keeps_zero_and_the_digits_of_a_decimal() -> None:
    assert as_csv(Answer(["a", "b"], [(0, Decimal("1.50"))], True)) == "a,b\n0,1.50\n"


def test_csv_of_an_answer_without_rows_is_its_header() -> None:
    assert as_csv(Answer(["school_id"], [], True)) == "school_id\n"


def test_a_cell_with_quotes_and_line_ends_comes_back_from_csv() -> None:
    cell = '示范"课程"\n与团队'
    assert list(csv.reader(io.StringIO(as_csv(Answer(["item"], [(cell,)], True))))) == [["item"], [cell]]


def test_json_names_every_cell_and_says_whether_it_is_complete() -> None:
    assert json.loads(as_json(SCHOOLS)) == {
        "columns": ["school_name", "students", "share_pct", "valid_from", "is_current"],
        "rows": [
            {"school_name": "上海信息技术学校", "students": 3109, "share_pct": 54.95, "valid_from": "2024-09-01", "is_current": True},
            {"school_name": "曹杨职校, 普陀", "students": None, "share_pct": None, "valid_from": None, "is_current": False},
        ],
        "complete": True,
    }
    assert json.loads(as_json(Answer(["a"], [(1,)], False)))["complete"] is False


def test_json_keeps_chinese_readable() -> None:
    assert "上海信息技术学校" in as_json(SCHOOLS)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (Decimal("3.00"), 3),
        (Decimal("8948.66"), 8948.66),
        (datetime(2024, 9, 1, 8, 30), "2024-09-01T08:30:00"),
        ([Decimal("1.5"), date(2024, 9, 1), None], [1.5, "2024-09-01", None]),
        ((1, "二"), [1, "二"]),
        ({"share": Decimal("1.5"), "days": [date(2024, 9, 1)]}, {"share": 1.5, "days": ["2024-09-01"]}),
        ({2024: "年"}, {"2024": "年"}),
        (True, True),
        (0.25, 0.25),
        (float("nan"), None),
        (float("-inf"), None),
        (time(10, 0), "10:00:00"),
        (timedelta(days=1), "1 day, 0:00:00"),
        (UUID("49852ed0-2d3f-4da7-968f-3dd32242a42d"), "49852ed0-2d3f-4da7-968f-3dd32242a42d"),
    ],
)
def test_every_type_of_cell_has_a_plain_json_form(cell: object, plain: object) -> None:
    assert cell_in_json(cell) == plain


def test_json_never_writes_what_strict_readers_refuse() -> None:
    written = as_json(Answer(["rate"], [(float("nan"),), (float("inf"),)], True))
    assert json.loads(written, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))["rows"] == [{"rate": None}, {"rate": None}]


def test_two_columns_of_one_name_are_refused_in_json_because_one_would_be_lost() -> None:
    with pytest.raises(InputError) as refused:
        as_json(Answer(["students", "students"], [(1, 2)], True))
    assert refused.value.lines == ["json: the answer has two columns 'students'; give one another name with `as`"]
    assert as_csv(Answer(["students", "students"], [(1, 2)], True)) == "students,students\n1,2\n"

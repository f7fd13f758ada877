"""Damaged workbooks: never a traceback, never a number that was not in the cell, never a part of a filing."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from filings import filled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from worlds import World, new_world

from warehouse.errors import InputError
from warehouse.intake import review
from warehouse.intake.audit_log import verify
from warehouse.intake.filing import Report, check, store, submit
from warehouse.intake.review import Actor
from warehouse.intake.validate import codes_of
from warehouse.source.schema import MODELS

WANG = Actor("王采集")
SHEET = "xl/worksheets/sheet3.xml"
"""The part that holds 在校生与招生."""
NUMBERS = {"E4": 1000, "E5": 500, "E6": 400, "E7": 100, "F4": 330, "F5": 200, "F6": 130, "F7": 0}
"""Its cells of numbers and what they hold."""
OTHERS = ("A4", "A5", "B5", "C4", "C5", "A6", "B7", "C7", "D5")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return new_world(tmp_path_factory.mktemp("damage"))


@pytest.fixture(scope="module")
def parts(world: World) -> dict[str, bytes]:
    """The parts of a right workbook."""
    with zipfile.ZipFile(io.BytesIO(filled(world.engine, "S0025").content())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_cell(parts: dict[str, bytes], address: str, value: str) -> bytes:
    """The workbook with another text in one cell of the sheet."""
    cell = f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'.encode()
    old = re.compile(rb'<c r="' + address.encode() + rb'"(?:[^>]*/>|[^>]*>.*?</c>)', re.DOTALL)
    changed, count = old.subn(lambda _: cell, parts[SHEET])
    assert count <= 1
    if not count:  # the cell was empty
        row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        changed, count = re.subn(rb'(<row r="' + row.encode() + rb'"[^>]*>)(<c r="A.*?</c>)', lambda m: m[1] + m[2], parts[SHEET], flags=re.DOTALL)
    return packed({**parts, SHEET: changed})


def taken(world: World, content: bytes, name: str = "filing.xlsx") -> Report | None:
    """The report; None if the file was refused. Anything but a clear line is a fault of the program."""
    try:
        (report,) = check(world.engine, [(name, content)])
    except InputError as error:
        assert error.lines and all(line.strip() and "\n" not in line for line in error.lines)
        return None
    for finding in report.findings:
        assert finding.text_zh and finding.text_en and "\n" not in finding.line()
    return report


def stored_whole_or_not(world: World, report: Report | None) -> None:
    """Store what can be stored, see that all of it is there, and take it back to make room."""
    before = filed_rows(world)
    if report is None:
        return
    done = store(world.engine, report, WANG, True)
    if done.outcome == "refused":
        assert filed_rows(world) == before
        return
    assert done.filing_id is not None
    assert review.show(world.engine, done.filing_id).batches == report.rows
    for table, count in report.rows.items():
        assert (
            counted(world, f"select count(*) from {table} where batch_id in (select batch_id from filing_batch where filing_id = '{done.filing_id}')")
            == count
        )
    review.withdraw(world.engine, done.filing_id, WANG)


def counted(world: World, query: str) -> int:
    with world.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


def filed_rows(world: World) -> int:
    return sum(counted(world, f"select count(*) from {table}") for table in ("filing", "filing_batch", "batch", "enrolment", "programme", "award"))


def says(value: str, number: int) -> bool:
    """Whether the digits that people see in a cell are those of a number, and nothing but signs of grouping stands between them."""
    seen = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in value)
    whole, _, rest = seen.replace("．", ".").partition(".")
    bare = "".join(c for c in whole if c not in ",， \u3000\t\r\n\u00a0\u2003\u200b\u200c\u200d\u2060\ufeff\u00ad" and not c.isspace())
    return set(rest.strip()) <= set("0") and bare.replace("－", "-").replace("−", "-").lstrip("-").lstrip("0") == str(abs(number)).lstrip("0").lstrip(
        "-"
    )


alphabet = st.sampled_from(list("0123456789０１２３４５６７８９,.，．- +－−eE万元人%％OolIl²①٣ \t\u3000\u200b\u00a0一十abc=@'\"<>&#/:年月日"))
damage = st.one_of(
    st.text(alphabet, min_size=1, max_size=12),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=20),
    st.sampled_from(
        [
            "1,000",
            "1000.0",
            "１０００",
            "10,00",
            "1e3",
            "1 000",
            "0x3E8",
            "TRUE",
            "#REF!",
            "=1000",
            "1000人",
            "0.1万",
            "1.000",
            "千",
            "=cmd|'/c calc'!A1",
        ]
    ),
)


def damage_cells(world: World, parts: dict[str, bytes], examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(sorted(NUMBERS)), damage)
    def numbers(address: str, value: str) -> None:
        report = taken(world, with_cell(parts, address, value))
        if report is None:
            return
        column = "students" if address[0] == "E" else "intake"
        row = int(address[1:])
        errors = [f for f in report.findings if f.severity == "error" and f.row in (row, None)]
        stored = [r for r in report.records.get("enrolment", []) if r["locator_row"] == str(row)]
        if stored and stored[0][column] is not None:
            assert says(value, stored[0][column]), f"{address}: {value!r} became {stored[0][column]}"
        elif value.strip(" \t\r\n\u3000\u200b\u00a0\ufeff\u200c\u200d\u2060\u00ad"):
            visible = [c for c in value if not c.isspace() and unicodedata.category(c) not in ("Cf", "Zs")]
            assert errors or not visible, f"{address}: {value!r} was left out without a word"
        stored_whole_or_not(world, report)

    @settings(max_examples=examples // 2, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(OTHERS), damage)
    def texts(address: str, value: str) -> None:
        report = taken(world, with_cell(parts, address, value))
        if report is not None:
            for record in report.records.get("enrolment", []):
                for column, codes in codes_of(MODELS["enrolment"]).items():
                    assert record[column] is None or record[column] in codes
                assert record["students"] == NUMBERS[f"E{record['locator_row']}"]
            stored_whole_or_not(world, report)

    numbers()
    texts()


def damage_bytes(world: World, parts: dict[str, bytes], examples: int) -> None:
    whole = packed(parts)
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, len(whole)))
    def of_the_file(changes: list[tuple[int, int]], length: int) -> None:
        spoilt = bytearray(whole)
        for position, byte in changes:
            spoilt[position] = byte
        for content in (bytes(spoilt), whole[:length]):
            stored_whole_or_not(world, taken(world, content))

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(names), st.lists(st.tuples(st.integers(0, 10**9), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4))
    def of_a_part(name: str, changes: list[tuple[int, bytes]]) -> None:
        data = parts[name]
        for position, piece in changes:
            at = position % (len(data) + 1)
            data = data[:at] + piece + data[at + len(piece) :]
        stored_whole_or_not(world, taken(world, packed({**parts, name: data})))

    of_the_file()
    of_a_part()


def damage_csv(world: World, examples: int) -> None:
    right = "school_as_printed,academic_year,major_as_printed,education_level,pathway,students,intake\n曹杨职校,2025,护理,中等职业,单一学段,100,50\n"
    encoded = [right.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "gb18030")]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(encoded), st.lists(st.tuples(st.integers(0, 10**9), st.binary(min_size=0, max_size=3)), min_size=1, max_size=3))
    def bytes_of(content: bytes, changes: list[tuple[int, bytes]]) -> None:
        for position, piece in changes:
            at = position % (len(content) + 1)
            content = content[:at] + piece + content[at + max(1, len(piece)) :]
        stored_whole_or_not(world, taken(world, content, "x.enrolment.csv"))

    bytes_of()


LONG = 1_200
OF_EACH = {"cells": 1.5, "bytes": 2, "csv": 1}
"""Cases for each example that is asked for: cells of numbers and half as many of text, bytes of the file and of its parts, bytes of a CSV file."""

CASES: dict[str, Callable[[World, dict[str, bytes], int], None]] = {
    "cells": damage_cells,
    "bytes": damage_bytes,
    "csv": lambda world, _, examples: damage_csv(world, examples),
}


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize(
    "examples", [pytest.param(40, marks=pytest.mark.short), pytest.param(LONG, marks=[pytest.mark.long, pytest.mark.timeout(7200)])]
)
def test_damage_gives_a_clear_line_or_a_whole_filing(
    world: World, parts: dict[str, bytes], kind: str, examples: int, record_property: Callable[[str, object], None]
) -> None:
    CASES[kind](world, parts, examples)
    assert verify(world.engine).problems == []
    record_property(f"damaged files ({kind}), each with its clear line or stored whole", int(examples * OF_EACH[kind]))


def test_the_undamaged_workbook_is_stored(world: World, parts: dict[str, bytes], tmp_path: Path) -> None:
    (done,) = submit(world.engine, [("filing.xlsx", packed(parts))], WANG)
    assert done.outcome in ("submitted", "unchanged")
    assert done.filing_id is not None
    review.withdraw(world.engine, done.filing_id, WANG)


def test_the_damage_reaches_the_cell(world: World, parts: dict[str, bytes]) -> None:
    """Or all of the above would prove nothing."""
    for address, number in NUMBERS.items():
        report = taken(world, with_cell(parts, address, "abc"))
        assert report is not None
        assert [f.cell for f in report.findings if f.key == "not_an_integer"] == [address]
        report = taken(world, with_cell(parts, address, f"{number:,} "))
        assert report is not None and report.findings == []

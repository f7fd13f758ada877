"""Worked policy cases as data: given a college and its majors, when lines are proposed, then these verdicts.

In a case `#3` is the third unrestricted diploma major of the college, `#new1` the first unrestricted one it does not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.policy.proposal import Line, Resolver
from warehouse.policy.whatif import WhatIf, whatif

CASES = Path(__file__).parent / "cases"
SCHOOL, SCHOOL_KEY, NAME = "S9001", 900100, "案例学院"
RULE_DATE = "2024-06-01"


@dataclass(frozen=True)
class Case:
    name: str
    content: dict[str, Any]


def read_cases() -> list[Case]:
    """All cases; the variants of one file are told apart by their name."""
    found = []
    for path in sorted(CASES.glob("*.yml")):
        for content in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(Case(content["case"], content))
    return found


@lru_cache
def unrestricted_codes(database: Path) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select major_code from marts.dim_major where education_level = 'higher_vocational' and not is_restricted_new order by 1"
        ).fetchall()
    return [row[0] for row in rows]


def run_case(database: Path, case: Case) -> WhatIf:
    """Run a case in the shadow of a release."""
    given = case.content.get("given", {})
    codes = unrestricted_codes(database)
    count = int(given.get("majors", 0))
    named = {f"#{k}": codes[k - 1] for k in range(1, count + 1)} | {f"#new{k}": codes[count + k - 1] for k in range(1, 10)}

    def arrange(shadow: duckdb.DuckDBPyConnection) -> None:
        _own_table(shadow, "marts", "fact_programme", empty=True)
        _own_table(shadow, "marts", "dim_school")
        _own_table(shadow, "reference", "waiver", empty=True)
        _own_table(shadow, "policy", "dim_clause")
        shadow.execute(
            "insert into warehouse.marts.dim_school (school_key, school_id, school_name, school_level, valid_from, valid_to, is_current) "
            "values (?, ?, ?, ?, '1900-01-01', '9999-12-31', true)",
            [SCHOOL_KEY, SCHOOL, NAME, given.get("school_level", "higher_vocational")],
        )
        programmes = [{"major": codes[k]} for k in range(count)] + list(given.get("programmes", []))
        for number, programme in enumerate(programmes):
            for year in given.get("years", [2024]):
                whole = {"whole_list": given.get("whole_list", True)} | programme
                _insert_programme(shadow, number, named.get(programme["major"], programme["major"]), whole, programme.get("year", year))
        for table, column, key in (("fact_enrolment", "students", "academic_year"), ("fact_teachers", "headcount", "period_year")):
            value = given.get("students" if column == "students" else "full_time_teachers", "absent")
            if value != "absent":
                _own_table(shadow, "marts", table, empty=True)
                category = ", teacher_category" if table == "fact_teachers" else ""
                shadow.execute(
                    f"insert into warehouse.marts.{table} (school_key, {column}, {key}{category}) values (?, ?, 2024{', ?' if category else ''})",
                    [SCHOOL_KEY, value, *(["full_time"] if category else [])],
                )
        for waiver in given.get("waivers", []):
            shadow.execute(
                "insert into warehouse.reference.waiver values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    waiver.get("id", "W1"), waiver["clause"], SCHOOL, waiver["allowed_value"], waiver["valid_from"], waiver["valid_to"],
                    waiver["document_no"], "市教委", "case",
                ],
            )  # fmt: skip
        for clause in given.get("clause_versions", []):
            shadow.execute(
                "insert into warehouse.policy.dim_clause select * replace (? as threshold_value, cast(? as date) as valid_from, "
                "cast(? as date) as valid_to) from published.policy.dim_clause where clause_id = ?",
                [str(clause["threshold"]), clause["valid_from"], clause["valid_to"], clause["clause"]],
            )

    with duckdb.connect(str(database), read_only=True) as connection:
        resolver = Resolver(connection)
    resolver.levels[SCHOOL] = given.get("school_level", "higher_vocational")
    lines: list[Line] = resolver.lines(
        [
            {
                "school": SCHOOL, "action": line["action"], "major": str(named.get(line["major"], line["major"])),
                "level": line.get("level", ""), "pathway": line.get("pathway", ""), "planned_intake": str(line.get("planned_intake", "")),
                "decision_date": str(line.get("decided", RULE_DATE)), "effective_date": str(line.get("effective", "2024-09-01")),
            }
            for line in case.content.get("when", [])
        ],
        "case",
    )  # fmt: skip
    return whatif(database, lines, arrange)


def _own_table(shadow: duckdb.DuckDBPyConnection, schema: str, table: str, empty: bool = False) -> None:
    shadow.execute(f"drop view warehouse.{schema}.{table}")
    shadow.execute(f"create table warehouse.{schema}.{table} as from published.{schema}.{table} {'limit 0' if empty else ''}")


def _insert_programme(shadow: duckdb.DuckDBPyConnection, number: int, code: str, programme: dict[str, Any], year: int) -> None:
    shadow.execute(
        """
        insert into warehouse.marts.fact_programme
            (programme_id, school_key, major_key, major_as_printed, education_level, pathway, direction, campus, academic_year, status,
             is_new, partner_school_key, printed_rows, is_whole_list, batch_id)
        select ?, ?, major_key, major_name, education_level, ?, ?, ?, ?, ?, false, -4, 1, ?, 'case' from marts.dim_major where major_code = ?
        """.replace("marts.dim_major", "published.marts.dim_major"),
        [
            f"P{number}-{year}", SCHOOL_KEY, programme.get("pathway", "plain"), programme.get("direction"), programme.get("campus"), year,
            programme.get("status", "recruiting"), programme["whole_list"], code,
        ],
    )  # fmt: skip

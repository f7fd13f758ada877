"""Worked policy cases as data: given schools, their majors and the rules, when lines are proposed, then these verdicts.

Names inside a case:
- `#3` is the third unrestricted diploma major that the school has, `#new1` the first one it has not; `%1` the first degree major.
- The school of the case is 案例学院; `schools` adds others under their own id, each with the same keys.

given:
  school_level, school_versions   level of the school (a college unless said), or dated levels
  majors, degree_majors, years    how many unrestricted majors it files, and in which years (2024 unless said)
  programmes                      further lines: major (code, or name: and level: for one that no catalogue holds),
                                  status, direction, campus, pathway, year
  points, intake_of_majors, colleges, parameters, signals, quantities, report_year, recognitions: see policy_worlds.py
  students, full_time_teachers, intakes, waivers, clause_versions, crosswalk, reports, known_at, without_alias
when: proposal lines; decided on 2024-06-01 and effective from 2024-09-01 unless said
then: each expected verdict, found by clause, act and what else is written: school, date, object (the end of the object), year, proposal outcome
absent: clauses without any verdict but NOT_APPLICABLE; top: the worst verdict of the proposal; items: rows of evidence by role
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import yaml
from policy_worlds import arrange_city_numbers, arrange_points, arrange_rules, codes_by_name

from warehouse.intake.names import normalise
from warehouse.policy.proposal import Line, Resolver
from warehouse.policy.whatif import WhatIf, whatif

CASES = Path(__file__).parent / "cases"
SCHOOL, NAME = "S9001", "案例学院"
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
def unrestricted_codes(database: Path, level: str = "higher_vocational") -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select major_code from marts.dim_major where education_level = ? and not is_restricted_new and not is_controlled_category order by 1",
            [level],
        ).fetchall()
    return [row[0] for row in rows]


def run_case(database: Path, case: Case, inspect: Callable[[duckdb.DuckDBPyConnection], None] | None = None) -> WhatIf:
    """Run a case in the shadow of a release. `inspect` may read what the models gave."""
    given = case.content.get("given", {})
    with duckdb.connect(str(database), read_only=True) as connection:
        resolver = Resolver(connection)
    world = _World(database, given)
    world.teach(resolver)
    rows = [world.proposal_row(line) for line in case.content.get("when", [])]
    lines: list[Line] = resolver.lines(rows, "case")
    known_at = given.get("known_at")
    return whatif(
        database,
        lines,
        world.arrange,
        date.fromisoformat(str(known_at)) if known_at else None,
        [*world.schools, *world.city_schools, "上海"],
        inspect,
    )


class _World:
    """The small world of a case: what is given, written over the published tables of a shadow."""

    def __init__(self, database: Path, given: dict[str, Any]) -> None:
        self.given = given
        self.majors_by_name = codes_by_name(str(database))
        self.codes = unrestricted_codes(database)
        self.degrees = unrestricted_codes(database, "vocational_undergraduate")
        self.schools: dict[str, dict[str, Any]] = {SCHOOL: given} | given.get("schools", {})
        self.keys = {school_id: 900100 + 10 * n for n, school_id in enumerate(self.schools)}
        count = max([int(school.get("majors", 0)) for school in self.schools.values()])
        self.named = {f"#{k}": self.codes[k - 1] for k in range(1, count + 1)} | {f"#new{k}": self.codes[count + k - 1] for k in range(1, 10)}
        city = given.get("city", {})
        self.city_schools = {f"C{n:03}": f"第{n:03}中职学校" for n in range(1, city.get("schools", 0) + 1)} | city.get("names", {})
        self.named |= {f"%{k}": self.degrees[k - 1] for k in range(1, 81)}

    def teach(self, resolver: Resolver) -> None:
        """Let the resolver know the schools of the case, and forget the aliases that the case takes away."""
        for school_id, school in self.schools.items():
            versions = school.get("school_versions") or [{"level": school.get("school_level", "higher_vocational")}]
            resolver.levels[school_id] = versions[-1]["level"]
        for alias in self.given.get("without_alias", []):
            for key in [k for k in resolver.names.majors if k[0] == normalise(alias)]:
                del resolver.names.majors[key]
        for row in self.given.get("crosswalk", []):
            if row["relation"] != "new":
                resolver.names.majors[(normalise(row["from"]), "higher_vocational")] = row["to"]

    def proposal_row(self, line: dict[str, Any]) -> dict[str, str]:
        major = str(line.get("major", ""))
        return {
            "school": str(line.get("school", SCHOOL)), "action": line["action"], "major": self.named.get(major, major),
            "level": line.get("level", ""),
            "pathway": line.get("pathway", ""), "partner": line.get("partner", ""), "planned_intake": str(line.get("planned_intake", "")),
            "decision_date": str(line.get("decided", RULE_DATE)), "effective_date": str(line.get("effective", "2024-09-01")),
            "clause": line.get("clause", ""), "value": str(line.get("value", "")),
        }  # fmt: skip

    def arrange(self, shadow: duckdb.DuckDBPyConnection) -> None:
        own_table(shadow, "marts", "fact_programme", empty=True)
        own_table(shadow, "marts", "dim_school", empty="city" in self.given)
        own_table(shadow, "reference", "waiver", empty=True)
        own_table(shadow, "policy", "dim_clause")
        for school_id, school in self.schools.items():
            self._school(shadow, school_id, school)
        self._head_counts(shadow)
        for waiver in self.given.get("waivers", []):
            _insert(shadow, "reference.waiver", {
                "waiver_id": waiver.get("id", "W1"), "clause_id": waiver["clause"], "act": waiver.get("act", "proposal"),
                "subject_id": waiver.get("school", SCHOOL), "object_code": waiver.get("major"), "allowed_value": waiver["allowed_value"],
                "valid_from": waiver["valid_from"], "valid_to": waiver["valid_to"], "document_no": waiver["document_no"], "granted_by": "市教委",
                "reason": "case", "revoked_date": waiver.get("revoked"), "loaded_date": waiver.get("loaded", "2024-01-01"),
            })  # fmt: skip
        for clause in self.given.get("clause_versions", []):
            shadow.execute(
                "insert into warehouse.policy.dim_clause select * replace (? as threshold_value, cast(? as date) as valid_from, "
                "cast(? as date) as valid_to, cast(? as date) as loaded_date) from published.policy.dim_clause where clause_id = ?",
                [
                    None if clause["threshold"] is None else str(clause["threshold"]),
                    clause["valid_from"],
                    clause["valid_to"],
                    clause.get("loaded", "2026-11-22"),
                    clause["clause"],
                ],
            )
        for clause_id, loaded in self.given.get("clause_loaded", {}).items():
            shadow.execute(
                "update warehouse.policy.dim_clause set loaded_date = cast(? as date) where clause_id = ? and threshold_value = "
                "(select threshold_value from published.policy.dim_clause p where p.clause_id = ?)",
                [loaded, clause_id, clause_id],
            )
        if "crosswalk" in self.given:
            own_table(shadow, "reference", "major_crosswalk", empty=True)
            for row in self.given["crosswalk"]:
                _insert(shadow, "reference.major_crosswalk", {
                    "from_code": row["from"], "from_name": row["from"], "to_code": row["to"], "education_level": "higher_vocational",
                    "relation": row["relation"], "reviewed_by": "case", "note": "case",
                })  # fmt: skip
        if "reports" in self.given:
            self._reports(shadow)
        arrange_points(shadow, self.given, self.keys[SCHOOL], self.majors_by_name, self.codes[: int(self.given.get("majors", 0))])
        arrange_rules(shadow, self.given, SCHOOL, self.majors_by_name)
        arrange_city_numbers(shadow, self.given)

    def _school(self, shadow: duckdb.DuckDBPyConnection, school_id: str, school: dict[str, Any]) -> None:
        versions = school.get("school_versions") or [{"level": school.get("school_level", "higher_vocational")}]
        for number, version in enumerate(versions):
            _insert(shadow, "marts.dim_school", {
                "school_key": self.keys[school_id] + number, "school_id": school_id,
                "school_name": school.get("name", NAME if school_id == SCHOOL else school_id),
                "school_level": version["level"], "school_kind": school.get("school_kind", version["level"]),
                "valid_from": version.get("from", "1900-01-01"), "valid_to": version.get("to", "9999-12-31"),
                "is_current": number == len(versions) - 1 and "closed" not in school,
            })  # fmt: skip
        codes = self.codes[: int(school.get("majors", 0))] + self.degrees[: int(school.get("degree_majors", 0))]
        programmes = [{"major": code} for code in codes] + list(school.get("programmes", []))
        for number, programme in enumerate({"whole_list": school.get("whole_list", True)} | p for p in programmes):
            for year in [programme["year"]] if "year" in programme else school.get("years", [2024]):
                _insert_programme(shadow, self.keys[school_id] + len(versions) - 1, f"{school_id}-P{number:03}-{year}", self.named, programme, year)

    def _head_counts(self, shadow: duckdb.DuckDBPyConnection) -> None:
        given = self.given
        if {"students", "intakes"} & set(given):
            own_table(shadow, "marts", "fact_enrolment", empty=True)
        if "students" in given:
            _insert(shadow, "marts.fact_enrolment", {"school_key": self.keys[SCHOOL], "students": given["students"], "academic_year": 2024})
        if "full_time_teachers" in given:
            own_table(shadow, "marts", "fact_teachers", empty=True)
            _insert(shadow, "marts.fact_teachers", {
                "school_key": self.keys[SCHOOL], "headcount": given["full_time_teachers"], "period_year": 2024, "teacher_category": "full_time",
            })  # fmt: skip
        for intake in given.get("intakes", []):
            shadow.execute(
                "insert into warehouse.marts.fact_enrolment (school_key, major_key, intake, academic_year) "
                "select ?, major_key, ?, ? from published.marts.dim_major where major_code = ?",
                [self.keys[SCHOOL], intake["intake"], intake["year"], intake["major"]],
            )

    def _reports(self, shadow: duckdb.DuckDBPyConnection) -> None:
        """A city of secondary schools and its register of annual reports."""
        merged = self.given["city"].get("merged", {})
        for number, (school_id, name) in enumerate(self.city_schools.items()):
            _insert(shadow, "marts.dim_school", {
                "school_key": 910000 + number, "school_id": school_id, "school_name": name, "school_level": "secondary", "school_kind": "secondary",
                "valid_from": "1900-01-01", "valid_to": merged.get(school_id, "9999-12-31"), "is_current": school_id not in merged,
            })  # fmt: skip
        own_table(shadow, "reference", "report_register", empty=True)
        reports = self.given["reports"]
        for name in [*list(self.city_schools.values())[: reports["first"]], *reports.get("names", [])]:
            _insert(shadow, "reference.report_register", {"report_year": 2024, "school_as_printed": name, "locator": "case"})


def own_table(shadow: duckdb.DuckDBPyConnection, schema: str, table: str, empty: bool = False) -> None:
    """Replace a view on the release by a table that the case may change."""
    kind = shadow.execute(
        "select table_type from information_schema.tables where table_catalog = 'warehouse' and table_schema = ? and table_name = ?", [schema, table]
    ).fetchone()
    shadow.execute(f"drop {'view' if kind == ('VIEW',) else 'table'} warehouse.{schema}.{table}")
    shadow.execute(f"create table warehouse.{schema}.{table} as from published.{schema}.{table} {'limit 0' if empty else ''}")


def _insert(shadow: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    shadow.execute(f"insert into warehouse.{table} ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values()))


def _insert_programme(
    shadow: duckdb.DuckDBPyConnection, school_key: int, programme_id: str, named: dict[str, str], programme: dict[str, Any], year: int
) -> None:
    row = {
        "programme_id": programme_id, "school_key": school_key, "pathway": programme.get("pathway", "plain"), "direction": programme.get("direction"),
        "campus": programme.get("campus"), "academic_year": year, "status": programme.get("status", "recruiting"), "is_new": False,
        "partner_school_key": -4, "printed_rows": programme.get("printed_rows", 1), "batch_id": "case",
        "is_whole_list": programme.get("whole_list", True),
    }  # fmt: skip
    if "name" in programme:
        row |= {"major_key": -3, "major_as_printed": programme["name"], "education_level": programme.get("level", "higher_vocational")}
    else:
        code = named.get(programme["major"], programme["major"])
        found = shadow.execute("select major_key, major_name, education_level from published.marts.dim_major where major_code = ?", [code]).fetchone()
        assert found is not None, f"{code} is no catalogue code"
        row |= {"major_key": found[0], "major_as_printed": found[1], "education_level": found[2]}
    _insert(shadow, "marts.fact_programme", row)

"""What a worked case puts into its world besides the list of majors: points with numbers, the rest of the city, parameters, printed numbers.

Each function takes the shadow catalog and the `given` part of a case; a part that is not given changes nothing.
"""

from __future__ import annotations

from typing import Any

import duckdb

Given = dict[str, Any]
Shadow = duckdb.DuckDBPyConnection

YEAR = 2024


def own_table(shadow: Shadow, schema: str, table: str, empty: bool = False) -> None:
    """Replace the view on a published table by a table of the case; calling it again changes nothing."""
    kind = shadow.execute(
        "select table_type from information_schema.tables where table_catalog = 'warehouse' and table_schema = ? and table_name = ?", [schema, table]
    ).fetchone()
    if kind == ("VIEW",):
        shadow.execute(f"drop view warehouse.{schema}.{table}")
        shadow.execute(f"create table warehouse.{schema}.{table} as from published.{schema}.{table} {'limit 0' if empty else ''}")


def arrange_points(shadow: Shadow, given: Given, school_key: int, codes: dict[str, str], majors: list[str]) -> None:
    """`points`: majors of the school with intake, graduates and placement; `intake_of_majors`: the intake of each of its other majors;
    `colleges`: points of every other college."""
    if not {"points", "colleges", "intake_of_majors"} & set(given):
        return
    own_table(shadow, "marts", "fact_enrolment", empty=True)
    own_table(shadow, "marts", "fact_graduate_outcome", empty=True)
    for number, point in enumerate(given.get("points", [])):
        major, year = codes.get(point["major"], point["major"]), point.get("year", YEAR)
        _programme(shadow, f"PP{number}", school_key, major, point.get("pathway", "plain"), year)
        if "intake" in point:
            _intake(shadow, f"PE{number}", school_key, major, point.get("pathway", "plain"), year, point["intake"])
        if "graduates" in point:
            _graduates(shadow, f"PG{number}", school_key, major, year, point)
    if "intake_of_majors" in given:
        for major in majors:
            _intake(shadow, f"PM{major}", school_key, major, "plain", YEAR, given["intake_of_majors"])
    if "colleges" in given:
        colleges = shadow.execute(
            "select school_key from published.marts.dim_school where is_current and school_level in ('higher_vocational', 'vocational_undergraduate')"
        ).fetchall()
        for (college,) in colleges:
            for position, major in enumerate(majors[: given["colleges"]["points_per_college"]]):
                _programme(shadow, f"PC{college}-{position}", college, major, "plain", YEAR)
                _intake(shadow, f"PC{college}-{position}", college, major, "plain", YEAR, given["colleges"]["intake"])


def arrange_rules(shadow: Shadow, given: Given, school_id: str, codes: dict[str, str]) -> None:
    """`parameters` and `signals`."""
    for row in given.get("parameters", []):
        own_table(shadow, "reference", "policy_parameter")
        shadow.execute(
            "insert into warehouse.reference.policy_parameter "
            "select * replace (? as value, cast(? as date) as valid_from, cast(? as date) as loaded_date) "
            "from published.reference.policy_parameter where parameter_id = ?",
            [row["value"], str(row["valid_from"]), str(row["loaded"]), row["parameter"]],
        )
    for number, row in enumerate(given.get("signals", [])):
        own_table(shadow, "reference", "policy_signal")
        shadow.execute(
            "insert into warehouse.reference.policy_signal "
            "(signal_id, signal_kind, school_id, major_code, pathway, period_year, report_no, value, loaded_date) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                f"X{number}", row["kind"], school_id, codes.get(row["major"], row["major"]), row.get("pathway"), row["year"], row.get("report", 1),
                row["value"], str(row.get("loaded", "2026-11-24")),
            ],
        )  # fmt: skip


def arrange_city_numbers(shadow: Shadow, given: Given) -> None:
    """`quantities` (printed numbers by id), `report_year` and `recognitions` of one title by status."""
    for quantity_id, value in given.get("quantities", {}).items():
        own_table(shadow, "reconciliation", "dim_quantity")
        shadow.execute("update warehouse.reconciliation.dim_quantity set value = ? where quantity_id = ?", [value, quantity_id])
    if "report_year" in given:
        own_table(shadow, "marts", "dim_document")
        shadow.execute("update warehouse.marts.dim_document set report_year = ? where document_id = 'SHQAR2024'", [given["report_year"]])
    told = given.get("recognitions")
    if told:
        own_table(shadow, "marts", "fact_recognition", empty=True)
        for status in ("recognised", "initiated"):
            shadow.execute(
                "insert into warehouse.marts.fact_recognition (recognition_id, school_key, major_key, recognition_title, status) "
                "select ? || i, -4, -2, ?, ? from range(?) as r(i)",
                [status, told["title"], status, told.get(status, 0)],
            )


def codes_by_name(database: str) -> dict[str, str]:
    """Codes of the diploma majors by name."""
    with duckdb.connect(database, read_only=True) as connection:
        return dict(connection.execute("select major_name, major_code from marts.dim_major where education_level = 'higher_vocational'").fetchall())


def _programme(shadow: Shadow, row_id: str, school_key: int, major: str, pathway: str, year: int) -> None:
    shadow.execute(
        "insert into warehouse.marts.fact_programme (programme_id, school_key, major_key, major_as_printed, education_level, pathway, academic_year, "
        "status, is_new, partner_school_key, printed_rows, is_whole_list, batch_id) "
        "select ?, ?, major_key, major_name, education_level, ?, ?, 'recruiting', false, -4, 1, true, 'case' "
        "from published.marts.dim_major where major_code = ?",
        [row_id, school_key, pathway, year, major],
    )


def _intake(shadow: Shadow, row_id: str, school_key: int, major: str, pathway: str, year: int, intake: int | None) -> None:
    shadow.execute(
        "insert into warehouse.marts.fact_enrolment (enrolment_id, school_key, major_key, pathway, academic_year, intake, is_residual, batch_id) "
        "select ?, ?, major_key, ?, ?, ?, false, 'case' from published.marts.dim_major where major_code = ?",
        [row_id, school_key, pathway, year, intake, major],
    )


def _graduates(shadow: Shadow, row_id: str, school_key: int, major: str, year: int, point: Given) -> None:
    shadow.execute(
        "insert into warehouse.marts.fact_graduate_outcome (graduate_outcome_id, school_key, major_key, period_year, graduates, placed, "
        "placement_rate_pct, placement_rate_qualifier, batch_id) "
        "select ?, ?, major_key, ?, ?, ?, ?, 'exact', 'case' from published.marts.dim_major where major_code = ?",
        [row_id, school_key, year, point["graduates"], point.get("placed"), point.get("placement_rate"), major],
    )

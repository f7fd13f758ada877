"""Questions of the overview page. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb
import pandas as pd

from warehouse.query.remembered import remembered
from warehouse.query.words import checked, worded


@dataclass(frozen=True)
class Stamp:
    """Which release this is and how much is in it."""

    release_id: str
    built_at: str
    figures: int
    recognitions: int
    schools: int


@dataclass(frozen=True)
class KeyFigure:
    """One key number with its guidance and place of print."""

    figure_id: str
    group: str
    label: str
    value: Decimal
    unit: str
    period: str
    qualifier: str
    printed: str
    place: str
    definition: str


@remembered
def stamp(connection: duckdb.DuckDBPyConnection) -> Stamp:
    row = connection.execute(
        """
        select
            (select release_id from meta.release),
            (select strftime(built_at, '%Y-%m-%d %H:%M') from meta.release),
            (select count(*) from marts.fact_reported_figure),
            (select count(*) from marts.fact_recognition),
            (select count(*) from marts.dim_school where school_key > 0)
        """
    ).fetchone()
    assert row is not None
    return Stamp(*row)


@remembered
def key_figures(connection: duckdb.DuckDBPyConnection, language: str) -> list[KeyFigure]:
    """The key numbers in the order of `key_figure.csv`."""
    rows = connection.execute(
        f"""
        select
            figure.figure_id,
            key_figure.figure_group,
            key_figure.label_{checked(language)} as label,
            figure.value,
            figure.unit,
            figure.period,
            figure.qualifier,
            figure.value_as_printed || case figure.unit_as_printed when ':1' then '' else coalesce(figure.unit_as_printed, '') end,
            figure.document_id || ' ' || figure.section || ' ' || figure.locator,
            {worded("indicator.definition", language)}
        from reference.key_figure as key_figure
        join marts.fact_reported_figure as figure using (figure_id)
        join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
        order by key_figure.display_order
        """
    ).fetchall()
    return [KeyFigure(*row) for row in rows]


@remembered
def putuo_schools(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The five schools of PTQAR2024 table 1: school, campus, students, staff, students per staff member, place of print."""
    return connection.execute(
        """
        select
            school.school_id,
            enrolment.enrolment_id as row_id,
            school.school_name as school,
            coalesce(enrolment.campus, '—') as campus,
            enrolment.students,
            teachers.headcount as staff,
            round(enrolment.students / teachers.headcount, 2) as ratio,
            enrolment.document_id || ' ' || enrolment.section || ' ' || enrolment.locator || ' ' || enrolment.locator_row as source
        from marts.fact_enrolment as enrolment
        join marts.dim_school as school using (school_key)
        join marts.fact_teachers as teachers
            on teachers.school_key = enrolment.school_key
            and teachers.campus is not distinct from enrolment.campus
            and teachers.period_year = enrolment.academic_year
            and teachers.teacher_category = 'staff'
        where enrolment.document_id = 'PTQAR2024'
        order by enrolment.students desc
        """
    ).df()


@remembered
def recognition_titles(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select recognition_title from marts.fact_recognition group by 1 order by min(document_id) desc, count(*) desc, 1"
    ).fetchall()
    return [row[0] for row in rows]


@remembered
def recognitions(connection: duckdb.DuckDBPyConnection, language: str, title: str | None, school_level: str | None) -> pd.DataFrame:
    """Rows of the printed lists: school, title, item, level, status, year, place of print."""
    label = f"label_{checked(language)}"
    return connection.execute(
        f"""
        select
            school.school_id,
            recognition.recognition_id as row_id,
            school.school_name as school,
            recognition.recognition_title as title,
            coalesce(recognition.item_as_printed, '—') as item,
            level.{label} as level,
            status.{label} as status,
            coalesce(cast(recognition.recognition_year as varchar), '…') as year,
            concat_ws(' ', recognition.document_id, recognition.section, recognition.locator, recognition.locator_row) as source
        from marts.fact_recognition as recognition
        join marts.dim_school as school using (school_key)
        join reference.code_list as level on level.code_set = 'recognition_level' and level.code = recognition.recognition_level
        join reference.code_list as status on status.code_set = 'recognition_status' and status.code = recognition.status
        where ($title is null or recognition.recognition_title = $title)
            and ($level is null or school.school_level = $level)
        order by school.school_name, title, item
        """,
        {"title": title, "level": school_level},
    ).df()


def recognition_counts(detail: pd.DataFrame) -> pd.DataFrame:
    """Rows by school, most first."""
    counts = detail.groupby("school", as_index=False).size().rename(columns={"size": "rows"})
    return counts.sort_values(["rows", "school"], ascending=[False, True], ignore_index=True)

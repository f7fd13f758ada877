"""Questions of the page on the structure of majors: how concentrated, duplicated, new, stopped. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from warehouse.query.remembered import remembered

BASES = ("programme", "recognition")
"""What is counted: programmes as printed or filed, or majors with a recognition (better covered by print, but a choice of the best)."""


@dataclass(frozen=True)
class Wanted:
    """What to show; None means all."""

    basis: str
    year: int | None
    level: str | None = None
    category: str | None = None


@remembered
def years(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Academic years with programmes, newest first."""
    return [row[0] for row in connection.execute("select distinct academic_year from marts.fact_programme order by 1 desc").fetchall()]


@remembered
def coverage(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> tuple[int, int]:
    """Schools with at least one row of the basis, and all secondary schools and colleges of today."""
    row = connection.execute(
        f"""
        select
            (select count(distinct school.school_id) from ({_rows(wanted)}) as r join marts.dim_school as school using (school_key)
             where school.school_key > 0),
            (select count(*) from marts.dim_school where is_current and school_key > 0 and school_level <> 'other')
        """,
        _parameters(wanted),
    ).fetchone()
    assert row is not None
    return row[0], row[1]


@remembered
def categories(connection: duckdb.DuckDBPyConnection, level: str | None) -> dict[str, str]:
    """Categories of majors that the catalogue has at a level."""
    rows = connection.execute(
        """
        select category_code, min(category_name) from marts.dim_major
        where major_key > 0 and ($level is null or education_level = $level) group by 1 order by 1
        """,
        {"level": level},
    ).fetchall()
    return dict(rows)


def _rows(wanted: Wanted) -> str:
    """One row a major, school and pathway of the basis, with what is said of it."""
    if wanted.basis == "programme":
        return """
            select f.school_key, f.major_key, f.major_as_printed, f.status, f.is_new, f.programme_id as row_id,
                concat_ws(' ', f.document_id, f.section, f.locator, f.locator_row) as source, f.pathway
            from marts.fact_programme as f left join marts.dim_major as m using (major_key)
            where f.academic_year = $year and ($level is null or m.education_level = $level) and ($category is null or m.category_code = $category)"""
    return """
        select f.school_key, f.major_key, f.item_as_printed as major_as_printed, 'recruiting' as status, false as is_new, f.recognition_id as row_id,
            concat_ws(' ', f.document_id, f.section, f.locator, f.locator_row) as source, cast(null as varchar) as pathway
        from marts.fact_recognition as f join marts.dim_major as m using (major_key)
        where f.item_kind in ('major', 'major_cluster') and $year is not distinct from $year
            and ($level is null or m.education_level = $level) and ($category is null or m.category_code = $category)"""


def _parameters(wanted: Wanted) -> dict[str, object]:
    return {"year": wanted.year, "level": wanted.level, "category": wanted.category}


@remembered
def majors(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> pd.DataFrame:
    """One row a major: schools that offer it, programmes recruiting, new and stopped, how policy marks it, and the
    policy lists of encouraged majors that name it. Most schools first."""
    return connection.execute(
        f"""
        select
            case when m.major_key > 0 then m.major_code end as major_code,
            case when m.major_key > 0 then m.major_name else r.major_as_printed end as major_name,
            m.class_name, m.category_name, m.education_level,
            count(distinct s.school_id) filter (r.status = 'recruiting') as schools,
            count(*) filter (r.status = 'recruiting') as programmes,
            count(*) filter (r.is_new) as new_programmes,
            count(*) filter (r.status in ('suspended', 'withdrawn')) as stopped_programmes,
            any_value(m.is_restricted_new) as is_restricted_new,
            any_value(m.is_controlled_category) as is_controlled_category,
            any_value(m.is_state_controlled) as is_state_controlled,
            any_value(p.lists) as priority_lists
        from ({_rows(wanted)}) as r
        join marts.dim_school as s using (school_key)
        left join marts.dim_major as m using (major_key)
        left join (
            select major_code, string_agg(distinct list_id, ' ' order by list_id) as lists from reference.policy_list_major group by 1
        ) as p on m.major_code = p.major_code
        where s.school_key > 0
        group by 1, 2, 3, 4, 5
        order by schools desc, programmes desc, major_code
        """,
        _parameters(wanted),
    ).df()


@remembered
def by_group(connection: duckdb.DuckDBPyConnection, wanted: Wanted, column: str) -> pd.DataFrame:
    """Recruiting programmes by category or class: count, schools, share of all in percent. Most first."""
    assert column in ("category_name", "class_name")
    return connection.execute(
        f"""
        select m.{column} as group_name, count(*) as programmes, count(distinct s.school_id) as schools,
            cast(round(100.0 * count(*) / sum(count(*)) over (), 1) as double) as share_pct
        from ({_rows(wanted)}) as r join marts.dim_school as s using (school_key) join marts.dim_major as m using (major_key)
        where s.school_key > 0 and m.major_key > 0 and r.status = 'recruiting'
        group by 1 order by programmes desc, group_name
        """,
        _parameters(wanted),
    ).df()


@remembered
def offered_by(connection: duckdb.DuckDBPyConnection, wanted: Wanted, name: str) -> pd.DataFrame:
    """The schools behind one major, each row with its place of print."""
    return connection.execute(
        f"""
        select s.school_id, s.school_name, s.district, r.pathway, r.status, r.is_new, r.row_id, r.source
        from ({_rows(wanted)}) as r join marts.dim_school as s using (school_key) left join marts.dim_major as m using (major_key)
        where s.school_key > 0 and (case when m.major_key > 0 then m.major_name else r.major_as_printed end) = $name
        order by s.school_name, r.pathway
        """,
        {**_parameters(wanted), "name": name},
    ).df()

"""Questions of the school page: one school's facts, each row with its id and place of print, and its peers. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from warehouse.pages.labels import decoded, objects_in_words
from warehouse.query.remembered import remembered
from warehouse.query.words import checked


@dataclass(frozen=True)
class Fact:
    """What is shown of a fact: its table, the column that names a row, columns (name → SQL), code sets, order."""

    table: str
    row_id: str
    columns: dict[str, str]
    code_sets: dict[str, str] = field(default_factory=dict)
    order: str = "row_id"


FACTS: dict[str, Fact] = {
    "programme": Fact(
        "fact_programme",
        "programme_id",
        {
            "academic_year": "f.academic_year",
            "major_name": "case when f.major_key > 0 then major.major_name else f.major_as_printed end",
            "direction": "f.direction",
            "pathway": "f.pathway",
            "status": "f.status",
            "education_level": "f.education_level",
            "is_new": "f.is_new",
            "is_restricted_new": "coalesce(major.is_restricted_new, false)",
            "is_controlled_category": "coalesce(major.is_controlled_category, false)",
            "partner": "case when f.partner_school_key > 0 then partner.school_name end",
        },
        {"pathway": "pathway", "status": "programme_status", "education_level": "education_level"},
        "academic_year desc, pathway, major_name",
    ),
    "enrolment": Fact(
        "fact_enrolment",
        "enrolment_id",
        {
            "academic_year": "f.academic_year",
            "major_name": "case when f.major_key > 0 then major.major_name else f.major_as_printed end",
            "pathway": "f.pathway",
            "campus": "f.campus",
            "students": "f.students",
            "intake": "f.intake",
        },
        {"pathway": "pathway"},
        "academic_year desc, students desc",
    ),
    "outcome": Fact(
        "fact_graduate_outcome",
        "graduate_outcome_id",
        {
            name: f"f.{name}"
            for name in (
                "period_year",
                "graduates",
                "placed",
                "progressed",
                "employed_directly",
                "studying_abroad",
                "placement_rate_pct",
                "progression_rate_pct",
            )
        },
        {},
        "period_year desc",
    ),
    "teachers": Fact(
        "fact_teachers",
        "teacher_count_id",
        {name: f"f.{name}" for name in ("period_year", "campus", "teacher_category", "headcount", "share_pct", "base_category")},
        {"teacher_category": "teacher_category", "base_category": "teacher_category"},
        "period_year desc, teacher_category",
    ),
    "recognition": Fact(
        "fact_recognition",
        "recognition_id",
        {name: f"f.{name}" for name in ("recognition_title", "item_as_printed", "item_kind", "recognition_level", "status", "recognition_year")},
        {"item_kind": "item_kind", "recognition_level": "recognition_level", "status": "recognition_status"},
        "recognition_title, item_as_printed",
    ),
    "award": Fact(
        "fact_awards",
        "award_id",
        {
            "contest_name": "contest.contest_name",
            "contest_year": "contest.contest_year",
            "event_name": "f.event_name",
            "participant_kind": "f.participant_kind",
            "medal": "f.medal",
            "award_count": "f.award_count",
            "recipients": "f.recipients",
        },
        {"participant_kind": "participant_kind", "medal": "medal"},
        "contest_year desc, contest_name, event_name",
    ),
    "training": Fact(
        "fact_training",
        "training_id",
        {
            name: f"f.{name}"
            for name in (
                "period_year",
                "training_name",
                "training_qualifier",
                "sessions",
                "persons",
                "person_times",
                "person_days",
                "hours",
                "income_cny",
            )
        },
        {"training_qualifier": "qualifier"},
        "period_year desc, training_name",
    ),
    "funding": Fact(
        "fact_funding",
        "funding_id",
        {name: f"f.{name}" for name in ("fiscal_year", "funding_source", "amount_cny", "amount_as_printed", "unit_as_printed")},
        {"funding_source": "funding_source"},
        "fiscal_year desc, amount_cny desc",
    ),
    "consortium": Fact(
        "fact_consortium_member",
        "consortium_member_id",
        {
            "consortium_name": "consortium.consortium_name",
            "consortium_kind": "consortium.consortium_kind",
            "member_role": "f.member_role",
            "since_year": "f.since_year",
        },
        {"consortium_kind": "consortium_kind", "member_role": "member_role"},
        "consortium_kind, consortium_name",
    ),
}
"""The facts of a school in the order of the page."""

JOINS = {
    "fact_programme": (
        "left join marts.dim_major as major using (major_key) left join marts.dim_school as partner on f.partner_school_key = partner.school_key"
    ),
    "fact_enrolment": "left join marts.dim_major as major using (major_key)",
    "fact_awards": "left join marts.dim_contest as contest using (contest_key)",
    "fact_consortium_member": "left join marts.dim_consortium as consortium using (consortium_key)",
}

MOST_ROWS = 2_000
"""Most rows of one fact that the page shows; the SQL page has them all."""


@dataclass(frozen=True)
class School:
    """Who a school is today."""

    school_id: str
    name: str
    level: str
    kind: str
    district: str | None
    supervising_body: str | None
    address: str | None
    founded_year: int | None


@remembered
def schools(connection: duckdb.DuckDBPyConnection, like: str = "", most: int = 500) -> dict[str, str]:
    """Id → name of the schools of today, by level and name; `like` narrows to names that contain it."""
    rows = connection.execute(
        """
        select school_id, school_name from marts.dim_school
        where is_current and school_key > 0 and ($like = '' or contains(school_name, $like) or school_id = $like)
        order by
            case school_level when 'secondary' then 1 when 'higher_vocational' then 2 when 'vocational_undergraduate' then 3 else 4 end,
            school_name
        limit $most
        """,
        {"like": like, "most": most},
    ).fetchall()
    return dict(rows)


@remembered
def school_count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many schools there are today."""
    row = connection.execute("select count(*) from marts.dim_school where is_current and school_key > 0").fetchone()
    return row[0] if row else 0


@remembered
def best_known(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The school of which most is known: most programme rows; it is shown first."""
    row = connection.execute(
        """
        select school.school_id from marts.fact_programme join marts.dim_school as school using (school_key)
        where school.school_key > 0 group by 1 order by count(*) desc, 1 limit 1
        """
    ).fetchone()
    return row[0] if row else None


@remembered
def school(connection: duckdb.DuckDBPyConnection, school_id: str) -> School | None:
    """The school's version of today."""
    row = connection.execute(
        """
        select school_id, school_name, school_level, school_kind, district, supervising_body, address, founded_year
        from marts.dim_school where school_id = ? and is_current
        """,
        [school_id],
    ).fetchone()
    return School(*row) if row else None


@remembered
def other_names(connection: duckdb.DuckDBPyConnection, school_id: str) -> list[str]:
    """Names under which the school is printed or filed, but for today's."""
    rows = connection.execute(
        """
        select alias_name from reference.school_alias
        where school_id = $school and alias_name not in (select school_name from marts.dim_school where school_id = $school and is_current)
        order by 1
        """,
        {"school": school_id},
    ).fetchall()
    return [row[0] for row in rows]


@remembered
def facts(connection: duckdb.DuckDBPyConnection, language: str, name: str, school_id: str) -> pd.DataFrame:
    """Rows of one fact of all versions of a school, codes as words, with `row_id` and `source` (place of print or batch)."""
    fact = FACTS[name]
    selected = ", ".join(f"{expression} as {column}" for column, expression in fact.columns.items())
    frame = connection.execute(
        f"""
        select {selected}, f.{fact.row_id} as row_id,
            coalesce(nullif(concat_ws(' ', f.document_id, f.section, f.locator, f.locator_row), ''), f.batch_id) as source
        from marts.{fact.table} as f
        {JOINS.get(fact.table, "")}
        where f.school_key in (select school_key from marts.dim_school where school_id = ?)
        order by {fact.order} limit {MOST_ROWS}
        """,
        [school_id],
    ).df()
    return decoded(connection, frame, language, fact.code_sets)


@remembered
def figures(connection: duckdb.DuckDBPyConnection, language: str, school_id: str) -> pd.DataFrame:
    """Every number that print gives of the school."""
    frame = connection.execute(
        f"""
        select indicator.label_{checked(language)} as indicator, f.breakdown, f.period_as_printed, f.qualifier, f.value, f.unit, f.value_as_printed,
            f.figure_id as row_id, concat_ws(' ', f.document_id, f.section, f.locator, f.locator_row) as source
        from marts.fact_reported_figure as f
        join marts.dim_indicator as indicator on f.indicator_id = indicator.indicator_id
        where f.school_key in (select school_key from marts.dim_school where school_id = ?)
        order by f.document_id, f.figure_id limit {MOST_ROWS}
        """,
        [school_id],
    ).df()
    return decoded(connection, frame, language, {"qualifier": "qualifier", "unit": "unit"})


@remembered
def verdicts(connection: duckdb.DuckDBPyConnection, language: str, school_id: str) -> pd.DataFrame:
    """The school's verdicts, worst first."""
    frame = connection.execute(
        f"""
        select code.label_{checked(language)} as verdict, v.clause_id as clause, v.object_key as object, v.period_year as year,
            v.reason_{checked(language)} as reason
        from policy.fact_verdict as v join reference.verdict_code as code using (verdict)
        where v.subject_type = 'school' and v.subject_id = ? and v.act = 'state'
        order by code.rank, v.clause_id
        """,
        [school_id],
    ).df()
    return frame.assign(object=objects_in_words(connection, language, frame["object"]))


def tables(connection: duckdb.DuckDBPyConnection, language: str, school_id: str) -> dict[str, pd.DataFrame]:
    """All tables of a school by the name of their words, in the order of the page."""
    found = {name: facts(connection, language, name, school_id) for name in FACTS}
    return {**found, "verdict": verdicts(connection, language, school_id), "figure": figures(connection, language, school_id)}


MEASURES: dict[str, str] = {
    "programmes": """
        select s.school_id, count(*) as value from marts.fact_programme f join marts.dim_school s using (school_key)
        where f.status = 'recruiting' and f.academic_year = (select max(academic_year) from marts.fact_programme) group by 1""",
    "students": """
        select s.school_id, sum(f.students) as value from marts.fact_enrolment f join marts.dim_school s using (school_key)
        where f.academic_year = (select max(academic_year) from marts.fact_enrolment) group by 1""",
    "staff": """
        select s.school_id, sum(f.headcount) as value from marts.fact_teachers f join marts.dim_school s using (school_key)
        where f.teacher_category = 'staff' and f.period_year = (select max(period_year) from marts.fact_teachers where teacher_category = 'staff')
        group by 1""",
    "recognitions": """
        select s.school_id, count(f.recognition_id) as value
        from marts.dim_school s left join marts.fact_recognition f using (school_key) group by 1""",
    "awards": """
        select s.school_id, coalesce(sum(f.award_count), 0) as value
        from marts.dim_school s left join marts.fact_awards f using (school_key) group by 1""",
    "consortia_led": """
        select s.school_id, count(distinct f.consortium_key) as value
        from marts.dim_school s left join marts.fact_consortium_member f
            on s.school_key = f.school_key and f.member_role in ('lead_school', 'lead_university', 'base_school') group by 1""",
}
"""Measures by school. The first three are missing where nothing is printed or filed; the last three count rows of the printed
lists, and a school that is on no list has 0 of them."""


@remembered
def peers(connection: duckdb.DuckDBPyConnection, of: School, same_district: bool) -> list[str]:
    """Ids of the other schools of the same level (and district)."""
    rows = connection.execute(
        """
        select school_id from marts.dim_school
        where is_current and school_key > 0 and school_level = ? and school_id <> ? and (not ? or district = ?)
        """,
        [of.level, of.school_id, same_district, of.district],
    ).fetchall()
    return [row[0] for row in rows]


@remembered
def measured(connection: duckdb.DuckDBPyConnection, school_ids: list[str]) -> pd.DataFrame:
    """One row a school and measure: `school_id`, `measure`, `value` (missing where nothing is printed)."""
    parts = [
        f"select school_id, '{name}' as measure, cast(value as bigint) as value from ({query}) where school_id in (select unnest($ids))"
        for name, query in MEASURES.items()
    ]
    return connection.execute(" union all ".join(parts), {"ids": school_ids}).df()


@remembered
def beside_peers(connection: duckdb.DuckDBPyConnection, of: School, peer_ids: list[str]) -> pd.DataFrame:
    """The school's value of each measure, and the peers': how many have one, lowest, median, highest."""
    frame = measured(connection, [of.school_id, *peer_ids])
    rows: list[dict[str, Any]] = []
    for name in MEASURES:
        own = frame[(frame["measure"] == name) & (frame["school_id"] == of.school_id)]["value"]
        others = frame[(frame["measure"] == name) & (frame["school_id"] != of.school_id)]["value"].dropna()
        rows.append(
            {
                "measure": name,
                "own": own.iloc[0] if len(own) else None,
                "peers_with_value": len(others),
                "lowest": others.min() if len(others) else None,
                "median": others.median() if len(others) else None,
                "highest": others.max() if len(others) else None,
            }
        )
    return pd.DataFrame(rows)

"""Questions of the compliance page. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from warehouse.pages.text import SYMBOLS, text
from warehouse.pages.whatif_queries import plain, span
from warehouse.policy.worklist import SCHOOL_OF_VERDICT
from warehouse.query.remembered import remembered
from warehouse.query.trace import FACTS
from warehouse.query.words import checked, worded


@dataclass(frozen=True)
class Wanted:
    """What to show; empty or None means all."""

    verdicts: tuple[str, ...] = ()
    document: str | None = None
    clause: str | None = None
    district: str | None = None
    school: str | None = None
    year: int | None = None


@remembered
def verdict_counts(connection: duckdb.DuckDBPyConnection, language: str) -> list[tuple[str, str, int, str]]:
    """Verdict, its label, how many, and its meaning, worst first."""
    return connection.execute(
        f"""
        select c.verdict, c.label_{checked(language)}, count(v.verdict_key), {worded("c.meaning", language)}
        from reference.verdict_code c left join policy.fact_verdict v on c.verdict = v.verdict and v.act = 'state'
        group by all order by min(c.rank)
        """
    ).fetchall()


@remembered
def documents(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, str]:
    """Documents that set clauses: id → id and title."""
    rows = connection.execute(
        f"""
        select d.document_id, coalesce(d.document_id || ' ' || t.title_{checked(language)}, d.document_id)
        from (select distinct document_id from policy.dim_clause) as d left join marts.dim_document as t using (document_id) order by 1
        """
    ).fetchall()
    return dict(rows)


@remembered
def clauses(connection: duckdb.DuckDBPyConnection, language: str, document: str | None) -> dict[str, str]:
    """Clauses with a verdict: id → id and the beginning of its statement."""
    rows = connection.execute(
        f"""
        select clause_id, clause_id || ' ' || substr(any_value(statement_{checked(language)}), 1, 60) from policy.dim_clause
        where clause_id in (select clause_id from policy.fact_verdict) and ($document is null or document_id = $document)
        group by 1 order by 1
        """,
        {"document": document},
    ).fetchall()
    return dict(rows)


@remembered
def districts(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Districts of the schools that have a verdict."""
    rows = connection.execute(
        """
        select distinct s.district from policy.fact_verdict v join marts.dim_school s on v.subject_id = s.school_id and s.is_current
        where v.subject_type = 'school' and s.district is not null order by 1
        """
    ).fetchall()
    return {row[0]: row[0] for row in rows}


@remembered
def schools(connection: duckdb.DuckDBPyConnection, district: str | None, most: int = 2_000) -> dict[str, str]:
    """Schools that have a verdict: id → name."""
    rows = connection.execute(
        """
        select distinct v.subject_id, v.subject_name from policy.fact_verdict v
        left join marts.dim_school s on v.subject_id = s.school_id and s.is_current
        where v.subject_type = 'school' and ($district is null or s.district = $district) order by 2 limit $most
        """,
        {"district": district, "most": most},
    ).fetchall()
    return dict(rows)


@remembered
def years(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = connection.execute("select distinct period_year from policy.fact_verdict where period_year is not null order by 1 desc").fetchall()
    return {str(row[0]): str(row[0]) for row in rows}


_CHOSEN = f"""
    from policy.fact_verdict v
    join reference.verdict_code c on v.verdict = c.verdict
    {SCHOOL_OF_VERDICT}
    where v.act = 'state' and (len($verdicts) = 0 or list_contains($verdicts, v.verdict))
        and ($document is null or v.clause_id in (select clause_id from policy.dim_clause where document_id = $document))
        and ($clause is null or v.clause_id = $clause)
        and ($district is null or s.district = $district) and ($school is null or v.subject_id = $school)
        and ($year is null or v.period_year = $year)
"""


def _asked(wanted: Wanted) -> dict[str, object]:
    return {**vars(wanted), "verdicts": list(wanted.verdicts)}


@remembered
def count(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> int:
    """How many verdicts there are of what is wanted."""
    return int(connection.execute(f"select count(*) {_CHOSEN}", _asked(wanted)).fetchall()[0][0])


@remembered
def verdicts(connection: duckdb.DuckDBPyConnection, language: str, wanted: Wanted, most: int) -> pd.DataFrame:
    """The worklist, worst first, no more than `most`: verdict, clause, subject, measured value, limit, gap, reason, evidence."""
    order = "c.rank, v.clause_id, v.subject_name, v.object_key, v.verdict_key"
    # Chosen by their keys first: the long texts and wide numbers of a nation's verdicts are read of those that are shown. The keys then stand
    # in the statement itself: only so does DuckDB find the rows by the primary key, in a third of the time.
    districts = dict(
        connection.execute(f"select v.verdict_key, s.district {_CHOSEN} order by {order} limit $most", {**_asked(wanted), "most": most}).fetchall()
    )
    frame = connection.execute(
        f"""
        with shown as materialized (
            select * from policy.fact_verdict where verdict_key in ({", ".join(str(int(key)) for key in districts) or "null"})
        )
        select v.verdict_key, v.measure_id, v.subject_id, v.period_year, v.verdict as code, c.label_{checked(language)} as verdict,
            v.clause_id as clause, v.subject_name as subject,
            case when v.subject_type = 'school' then v.subject_id end as school_id, v.object_key as object, v.period_year as year,
            v.value_low, v.value_high, v.threshold, v.margin, l.valid_from as since, v.reason_{checked(language)} as reason,
            v.evidence
        from shown v
        join reference.verdict_code c on v.verdict = c.verdict
        left join policy.dim_clause l on v.clause_id = l.clause_id and make_date(coalesce(v.period_year, 2024), 12, 31) >= l.valid_from
            and make_date(coalesce(v.period_year, 2024), 1, 1) <= coalesce(l.valid_to, date '9999-12-31')
        qualify row_number() over (partition by v.verdict_key order by l.valid_from desc, l.loaded_date desc) = 1
        order by {order}
        """
    ).df()
    frame["district"] = frame["verdict_key"].map(districts)
    frame["measured"] = [span(low, high) for low, high in zip(frame["value_low"], frame["value_high"], strict=True)]
    frame["limit"] = [None if value is None or value != value else plain(value) for value in frame["threshold"]]
    frame["gap"] = [_gap(code, margin) for code, margin in zip(frame["code"], frame["margin"], strict=True)]
    frame["gap"] = frame["gap"].fillna(SYMBOLS["not_applicable"])
    frame["district"] = frame["district"].where(frame["school_id"].notna(), SYMBOLS["not_applicable"])
    frame["since"] = pd.to_datetime(frame["since"]).dt.strftime("%Y-%m-%d")
    return frame


def _gap(code: str, margin: object) -> str | None:
    """By how much a rule that is not met is missed, in the unit of the threshold; nothing for the others."""
    return span(margin, margin) if code in ("BLOCK", "WARN") else None


@remembered
def evidence_items(connection: duckdb.DuckDBPyConnection, language: str, measure: str, subject: str, object_key: str, year: int) -> pd.DataFrame:
    """What a measure counted, folded, left out or could not read, one row an item; `row_id` where the trace page knows it."""
    frame = connection.execute(
        """
        select item_label as item, role as treatment, why as code, source, source as row_id from policy.fact_measure_item
        where measure_id = ? and act = 'state' and subject_id = ? and object_key = ? and year = ?
        order by case role when 'counted' then 1 when 'folded' then 2 else 3 end, item_label
        """,
        [measure, subject, object_key, year],
    ).df()
    frame["treatment"] = [text(language, f"item_role.{role}") for role in frame["treatment"]]
    frame["why"] = [text(language, f"item_why.{code}") for code in frame["code"]]
    known = traceable(connection, " ".join(cell for cell in frame["source"] if isinstance(cell, str)))
    frame["row_id"] = frame["row_id"].where(frame["row_id"].isin(known))
    return frame


@remembered
def clause(connection: duckdb.DuckDBPyConnection, language: str, clause_id: str) -> dict[str, object]:
    """Text and terms of a clause's newest version, in words of the language; a list that it names with its members as printed."""
    cursor = connection.execute(
        f"""
        select c.clause_id, c.document_id, {worded("c.section", language)} as section, c.statement_{checked(language)} as statement, c.clause_kind,
            c.hardness, {worded("c.measure_text", language)} as measure_text, c.operator,
            coalesce(named.lists, c.threshold_value) as threshold_value, coalesce(u.label_{checked(language)}, c.threshold_unit) as threshold_unit,
            {worded("c.exceptions", language)} as exceptions, {worded("c.ambiguity", language)} as ambiguity, c.valid_from, c.valid_to
        from policy.dim_clause as c
        left join reference.threshold_unit as u using (threshold_unit)
        left join (
            select threshold_value, string_agg(told, '; ' order by list_id) as lists
            from (
                select k.threshold_value, l.list_id, l.list_id || ': ' || string_agg(l.member_zh, '、' order by l.member_position) as told
                from (select distinct threshold_value from policy.dim_clause where threshold_value like 'list:%') as k
                join reference.policy_list as l on list_contains(string_split(replace(k.threshold_value, 'list:', ''), '|'), l.list_id)
                group by k.threshold_value, l.list_id
            ) as members
            group by threshold_value
        ) as named using (threshold_value)
        where c.clause_id = ? order by c.valid_from desc, c.loaded_date desc limit 1
        """,
        [clause_id],
    )
    columns = [c[0] for c in cursor.description or []]
    row = cursor.fetchone()
    return dict(zip(columns, row, strict=True)) if row else {}


@remembered
def traceable(connection: duckdb.DuckDBPyConnection, evidence: str | None) -> list[str]:
    """The parts of an evidence text that are ids of rows that the trace page knows."""
    words = [word.strip(",;") for word in (evidence or "").split()]
    if not words:
        return []
    tables = " union all ".join(f"select {column} as row_id from marts.{table}" for table, column in FACTS.items())
    rows = connection.execute(f"select distinct row_id from ({tables}) where row_id in (select unnest(?)) order by 1", [words]).fetchall()
    return [row[0] for row in rows]

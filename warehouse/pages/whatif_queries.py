"""Questions of the what-if page: the catalogue, what a school offers, verdicts before and after. No drawing here."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.errors import InputError
from warehouse.pages.frame_queries import database_of
from warehouse.pages.labels import objects_in_words
from warehouse.policy.proposal import COLUMNS, Resolver, read_proposals
from warehouse.policy.whatif import Verdict, WhatIf, whatif
from warehouse.query.remembered import remembered
from warehouse.query.words import checked

SCENARIO = "whatif"


@remembered
def catalogue(connection: duckdb.DuckDBPyConnection, level: str) -> dict[str, str]:
    """Code → "code name (class)" of the catalogue majors of an education level; restricted ones carry a star."""
    rows = connection.execute(
        """
        select major_code, major_code || ' ' || major_name || case when is_restricted_new then ' ★' else '' end
            || coalesce(' (' || class_name || ')', '')
        from marts.dim_major where major_key > 0 and education_level = ? order by major_code
        """,
        [level],
    ).fetchall()
    return dict(rows)


@remembered
def level_of(connection: duckdb.DuckDBPyConnection, school_id: str) -> str:
    """The education level at which a school's proposals are read unless they say otherwise."""
    row = connection.execute("select school_level from marts.dim_school where school_id = ? and is_current", [school_id]).fetchone()
    return "secondary" if row and row[0] == "secondary" else "higher_vocational"


def read_round(content: bytes, name: str) -> list[dict[str, str]]:
    """Proposal rows of an uploaded file. Raises InputError with one line for each fault."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / (Path(name).name or "proposals.csv")
        file.write_bytes(content)
        return read_proposals(file)


def template() -> bytes:
    """An empty proposal file: the header alone."""
    return (",".join(COLUMNS) + "\n").encode("utf-8-sig")


def as_file(rows: list[dict[str, str]]) -> bytes:
    """The rows as a proposal file, to be uploaded again or sent on."""
    written: str = pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(index=False)
    return written.encode("utf-8-sig")


def evaluate(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, str]], name: str) -> WhatIf:
    """Verdicts with the proposals applied. Raises InputError for a line that cannot be resolved."""
    if not rows:
        raise InputError(f"{name}: holds no proposals")
    return whatif(database_of(connection), Resolver(connection).lines(rows, SCENARIO, name))


@remembered
def names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """School id → name, and catalogue code → name: what a planner reads instead of the codes."""
    rows = connection.execute(
        """
        select school_id, school_name from marts.dim_school where is_current and school_key > 0
        union all select major_code, major_name from marts.dim_major where major_key > 0
        """
    ).fetchall()
    return dict(rows)


@remembered
def verdict_labels(connection: duckdb.DuckDBPyConnection, language: str) -> dict[str, str]:
    """Verdict → word, worst first."""
    rows = connection.execute(f"select verdict, label_{checked(language)} from reference.verdict_code order by rank").fetchall()
    return dict(rows)


def caused(connection: duckdb.DuckDBPyConnection, language: str, found: WhatIf) -> pd.DataFrame:
    """Verdicts on the proposals themselves, worst first; `code` keeps the verdict's code."""
    frame = pd.DataFrame([vars(verdict) for verdict in found.proposal], columns=[f.name for f in fields(Verdict)])
    return _told(connection, language, frame)


def before_and_after(connection: duckdb.DuckDBPyConnection, language: str, found: WhatIf) -> pd.DataFrame:
    """State verdicts of the schools concerned: the release's and the scenario's side by side; `changed` where they differ."""
    after = pd.DataFrame([vars(verdict) for verdict in found.state], columns=[f.name for f in fields(Verdict)])
    before = connection.execute(
        """
        select clause_id, subject_id, object_key, period_year, verdict as verdict_before, value_low as low_before, value_high as high_before
        from policy.fact_verdict where act = 'state' and subject_id in (select unnest(?))
        """,
        [sorted(set(after["subject_id"]))],
    ).df()
    keys = ["clause_id", "subject_id", "object_key", "period_year"]
    merged = after.merge(before, on=keys, how="left")
    words = verdict_labels(connection, language)
    merged["before"] = merged["verdict_before"].map(words)
    merged["after"] = merged["verdict"].map(words)
    merged["value_before"] = _spans(merged["low_before"], merged["high_before"])
    merged["value_after"] = _spans(merged["value_low"], merged["value_high"])
    merged["changed"] = (merged["verdict"] != merged["verdict_before"]) | (merged["value_before"] != merged["value_after"])
    return _named(connection, merged, language).sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def _told(connection: duckdb.DuckDBPyConnection, language: str, frame: pd.DataFrame) -> pd.DataFrame:
    frame["code"] = frame["verdict"]
    frame["measured"] = _spans(frame["value_low"], frame["value_high"])
    frame["limit"] = _spans(frame["threshold"], frame["threshold"])
    frame["verdict"] = frame["verdict"].map(verdict_labels(connection, language))
    return _named(connection, frame, language)


def _named(connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, language: str) -> pd.DataFrame:
    frame["reason"] = frame[f"reason_{checked(language)}"]
    frame["object_key"] = objects_in_words(connection, language, frame["object_key"])
    return frame.rename(columns={"clause_id": "clause", "subject_name": "subject", "object_key": "object", "period_year": "year"})


def _spans(lows: pd.Series, highs: pd.Series) -> list[str | None]:
    return [span(low, high) for low, high in zip(lows, highs, strict=True)]


def span(low: object, high: object) -> str | None:
    """An interval for reading: one number where both ends are equal, "at least" where the upper end is open, nothing where both are."""
    if low is None or low != low:
        return None
    if high is None or high != high:
        return f"≥ {plain(low)}"
    return plain(low) if low == high else f"{plain(low)}–{plain(high)}"


def plain(value: object) -> str:
    """A number without idle zeros."""
    shown = f"{float(str(value)):,.2f}"
    return shown.rstrip("0").rstrip(".")

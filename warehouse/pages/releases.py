"""Releases and quality: which versions there are, what changed, what was checked, what is known to be wrong; accessibility, revisions."""

from __future__ import annotations

import re
from functools import partial

import duckdb
import streamlit as st

from warehouse.pages import releases_queries as queries
from warehouse.pages.frame_queries import stamp as stamp_of
from warehouse.pages.guard import piece
from warehouse.pages.parts import downloads, show_table
from warehouse.pages.text import number, text
from warehouse.settings import Home

UNEXPECTED = re.compile(r"(\d+) unexpected of (\d+)")
"""How the audit tells of the values of a column (`warehouse/release/audit.py`)."""


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page on a release."""
    say = partial(text, language)
    home = Home.from_environment()
    release_id = stamp_of(connection).release_id
    st.title(say("releases.title"))
    st.write(say("releases.lead"))
    st.header(say("releases.versions"))
    versions = queries.versions(home)
    versions["read_now"] = versions["release_id"] == release_id
    show_table(
        versions, ["release_id", "version", "read_now", "built_at", "content", "audit_warnings", "is_synthetic"], language, key="releases_versions"
    )
    _changes(connection, language, home, release_id)
    _checks(connection, language, home, release_id)
    _problems(connection, language)
    for name in ("revisions", "accessibility"):
        st.header(say(f"releases.{name}"))
        st.markdown(queries.prose(name, language))


def _changes(connection: duckdb.DuckDBPyConnection, language: str, home: Home, release_id: str) -> None:
    say = partial(text, language)
    st.header(say("releases.changes"))
    earlier = queries.previous(connection)
    if earlier is None:
        st.info(say("releases.first"))
        return
    frame = queries.changes(connection, language)
    if frame.empty:
        st.info(say("releases.no_change", earlier=earlier))
    else:
        st.write(say("news.changed", earlier=earlier, count=number(len(frame))))
        columns = ["table_name", "label", "rows_before", "rows_after", "rows_added", "rows_removed", "rows_changed", "columns_changed"]
        show_table(frame, columns, language, connection, key="releases_changes")
    flipped = queries.verdict_changes(connection, language)
    st.subheader(say("list.counted", name=say("releases.verdicts"), rows=number(len(flipped))))
    if not flipped.empty:
        show_table(flipped, ["clause", "subject", "object", "year", "before", "after"], language, key="releases_verdicts")
    notes = queries.notes(home, release_id, language)
    if notes is not None:
        st.download_button(say("releases.notes"), notes, f"notes_{release_id}.md", "text/markdown", on_click="ignore", key="releases_notes")


def _observed(told: str, language: str) -> str:
    """What a check saw, in words: a number stands for itself, unexpected values among all are counted."""
    counted = UNEXPECTED.fullmatch(told)
    if counted is None:
        return number(int(told)) if told.isdecimal() else told
    unexpected, values = (number(int(part)) for part in counted.groups())
    return text(language, "releases.unexpected", unexpected=unexpected, values=values)


@piece
def _checks(connection: duckdb.DuckDBPyConnection, language: str, home: Home, release_id: str) -> None:
    say = partial(text, language)
    st.header(say("releases.checks"))
    frame = queries.checks(connection, language)
    frame["severity"] = [say(f"severity.{severity}") for severity in frame["severity"]]
    frame["suite"] = [say(f"suite.{suite}") for suite in frame["suite"]]
    frame["check_name"] = [note or say(f"expectation.{kind}") for kind, note in zip(frame["expectation"], frame["note"], strict=True)]
    frame["observed"] = [_observed(told, language) for told in frame["observed"]]
    failed = int((~frame["success"].astype(bool)).sum())
    st.write(say("releases.checked", checks=number(len(frame)), failed=number(failed)))
    only = not st.toggle(say("releases.all_checks"), key="checks", bind="query-params")
    shown = frame[~frame["success"].astype(bool)] if only else frame
    if shown.empty:
        st.success(say("releases.all_met"))
    else:
        show_table(
            shown, ["success", "severity", "suite", "table_name", "column_name", "check_name", "observed", "detail"], language, key="releases_checks"
        )
    if (home.releases / release_id / "data_docs" / "index.html").exists():
        st.link_button(say("releases.data_docs"), f"/data_docs/{release_id}/index.html")
    downloads(connection, frame, "audit", language, say("releases.checks"), ["audit_result"])


def _problems(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    say = partial(text, language)
    st.header(say("releases.problems"))
    st.write(say("releases.problems_lead"))
    wrong = queries.disagreements(connection, language)
    st.subheader(say("list.counted", name=say("releases.disagreements"), rows=number(len(wrong))))
    show_table(wrong, ["statement", "difference", "explanation", "source"], language, key="releases_disagreements")
    ledger = queries.corrections(connection, language)
    ledger["action"] = [say(f"correction.{action}") for action in ledger["action"]]
    st.subheader(say("list.counted", name=say("releases.corrections"), rows=number(len(ledger))))
    show_table(
        ledger, ["correction_id", "table_name", "column_name", "action", "expect", "new_value", "reason", "source"], language, connection,
        key="releases_corrections",
    )  # fmt: skip

"""Filing: fetch the template, hand a workbook in, see every finding in its cell, take the marked copy home."""

from __future__ import annotations

from functools import partial

import duckdb
import streamlit as st

from warehouse.errors import WarehouseError
from warehouse.pages import filing_queries as queries
from warehouse.pages import identity
from warehouse.pages.parts import show_table
from warehouse.pages.text import inert, text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw(connection: duckdb.DuckDBPyConnection, language: str) -> None:
    """Draw the page; filings live in the source store, the release only judges what they would trigger."""
    say = partial(text, language)
    st.title(say("filing.title"))
    st.write(say("filing.lead"))
    try:
        _template(language)
        _hand_in(language)
    except WarehouseError as error:
        st.error(inert(error))


def who(language: str) -> str:
    """Who acts: the signed-in person; in local mode a name typed on this machine, the same on every page of the session."""
    person = identity.current()
    if not person.is_local:
        return person.name
    st.session_state.setdefault("actor_name", "")
    name = st.text_input(text(language, "filing.who"), value=st.session_state["actor_name"], max_chars=80, help=text(language, "filing.who_help"))
    st.session_state["actor_name"] = name
    return str(name or "")


def _template(language: str) -> None:
    say = partial(text, language)
    st.header(say("filing.template"))
    schools = queries.schools()
    left, right = st.columns([3, 1])
    school = left.selectbox(say("filing.school"), list(schools), format_func=schools.__getitem__, index=None, placeholder=say("filing.choose_school"))
    year = right.number_input(say("filing.year"), min_value=2000, max_value=2100, value=queries.next_year(), step=1)
    if school is not None:
        st.download_button(
            say("filing.download_template"),
            lambda: queries.template(school, int(year)),
            file_name=f"{school}_{int(year)}.xlsx",
            mime=XLSX,
            key="template",
        )


def _hand_in(language: str) -> None:
    say = partial(text, language)
    st.header(say("filing.hand_in"))
    name = who(language)
    upload = st.file_uploader(say("filing.upload"), type=["xlsx", "csv"], help=say("filing.upload_help"))
    if upload is None:
        st.session_state.pop("submitted", None)
        return
    content = upload.getvalue()
    try:
        report = queries.check(upload.name, content)
    except WarehouseError as error:
        st.error(say("filing.unreadable"))
        st.write(inert(error))
        return
    st.subheader(say("filing.of", school=report.school_name, year=report.year, rows=sum(report.rows.values())))
    counts: dict[str, int] = {severity: report.count(severity) for severity in queries.SEVERITIES}
    for column, severity in zip(st.columns(3), queries.SEVERITIES, strict=True):
        column.metric(say(f"filing.{severity}s"), counts[severity])
    if report.findings:
        show_table(queries.findings(report, language), ["fault_kind", "sheet", "cell", "field", "value", "finding"], language)
        stem = upload.name.rsplit(".", 1)[0]
        st.download_button(say("filing.download_marked"), lambda: queries.marked(report), file_name=f"{stem}.checked.xlsx", mime=XLSX, key="marked")
    _submit_button(language, name, upload.name, content, counts)


def _submit_button(language: str, name: str, file_name: str, content: bytes, counts: dict[str, int]) -> None:
    say = partial(text, language)
    if counts["error"]:
        st.error(say("filing.blocked"))
        return
    acknowledged = st.checkbox(say("filing.acknowledge", warnings=counts["warning"])) if counts["warning"] else True
    if not name.strip():
        st.info(say("filing.needs_name"))
    if st.button(say("filing.submit"), type="primary", disabled=not name.strip() or not acknowledged):
        st.session_state["submitted"] = queries.submit(file_name, content, name)
    done = st.session_state.get("submitted")
    if done is not None:
        st.success(say("filing.already" if done.outcome == "unchanged" else "filing.submitted", filing=done.filing_id))

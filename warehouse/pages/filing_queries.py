"""What the filing and review pages ask of the source store. No drawing here."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from warehouse.errors import InputError
from warehouse.intake import filing as intake
from warehouse.intake.fault import Severity
from warehouse.intake.history import read_history, school_named
from warehouse.intake.review import FILING_LEVELS, Actor
from warehouse.intake.wording import wording
from warehouse.pages import identity
from warehouse.policy.preview import preview_of_home
from warehouse.settings import Home
from warehouse.source.school import School
from warehouse.source.store import open_home_store

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")


@st.cache_resource(max_entries=2, show_spinner=False)
def _store_at(url: str) -> Engine:
    """The migrated store of an address; opened once a process."""
    return open_home_store(Home.from_environment())


def store() -> Engine:
    """The source store of this home."""
    return _store_at(Home.from_environment().source_url)


def acting(name: str) -> Actor:
    """The person of this session as somebody who acts on filings. In local mode the name is the one typed there."""
    person = identity.current()
    return Actor((name or person.name) if person.is_local else person.name, person.filing_roles, person.school_ids)


def schools() -> dict[str, str]:
    """School id → name of the schools that file, and for which the person of this session may."""
    mine = identity.current().school_ids
    with Session(store()) as session:
        query = select(School.school_id, School.school_name).where(School.school_level.in_(FILING_LEVELS)).order_by(School.school_name)
        return {school_id: name for school_id, name in session.execute(query) if mine is None or school_id in mine}


def next_year() -> int:
    """The year that a school files now: the running one."""
    return date.today().year


def template(school_id: str, year: int) -> bytes:
    from warehouse.intake.template import write_template  # loads the workbook library

    acting("").needs_school(school_id)
    with Session(store()) as session:
        return write_template(read_history(session, school_named(session, school_id), year))


def check(name: str, content: bytes) -> intake.Report:
    """The report of one file. Raises InputError if it cannot be read."""
    reports = intake.check(store(), [(name, content)], preview_of_home(Home.from_environment()))
    if not reports:
        raise InputError(f"{name}: holds no filing")
    # What a check compares with is the school's own business.
    acting("").needs_school(reports[0].school_id)
    return reports[0]


def findings(report: intake.Report, language: str) -> pd.DataFrame:
    """Severity, sheet, cell, column, value, and what to do, in the reader's language."""
    rows = [
        {
            "fault_kind": wording(language, f"severity.{f.severity}"), "sheet": f.sheet, "cell": f.cell, "field": f.label, "value": f.value,
            "finding": f.text(language),
        }
        for f in report.findings
    ]  # fmt: skip
    return pd.DataFrame(rows)


def marked(report: intake.Report) -> bytes:
    from warehouse.intake.annotate import annotated  # loads the workbook library

    return annotated(report)


def submit(name: str, content: bytes, actor: str) -> intake.Submission:
    """Hand in a file whose warnings, if any, were acknowledged."""
    (done,) = intake.submit(store(), [(name, content)], acting(actor), acknowledge=True, preview=preview_of_home(Home.from_environment()))
    return done

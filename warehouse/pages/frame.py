"""What every page stands in: language, release, navigation, clear states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import streamlit as st

from warehouse.errors import NoReleaseError, WarehouseError
from warehouse.pages import compliance, filing, overview, reconciliation, review, sql
from warehouse.pages.text import LANGUAGES, text
from warehouse.query.connection import open_release
from warehouse.release import pointer
from warehouse.settings import DATABASE_NAME, Home


@dataclass(frozen=True)
class Page:
    """One entry of the registry: section and title keys of the word catalogues, address, drawing function."""

    section: str
    title: str
    url_path: str
    draw: Callable[[duckdb.DuckDBPyConnection, str], None]


REGISTRY = (
    Page("nav.explore", "overview.title", "overview", overview.draw),
    Page("nav.ask", "sql.title", "sql", sql.draw),
    Page("nav.check", "compliance.title", "compliance", compliance.draw),
    Page("nav.check", "reconciliation.title", "reconciliation", reconciliation.draw),
    Page("nav.file", "filing.title", "filing", filing.draw),
    Page("nav.file", "review.title", "review", review.draw),
)


@st.cache_resource(max_entries=3, show_spinner=False)
def _release_connection(database: str) -> duckdb.DuckDBPyConnection:
    """One read-only connection a release file; the file name holds the release id, so it never goes stale."""
    return open_release(Path(database))


def run() -> None:
    """Draw the app."""
    language = _language()
    st.set_page_config(page_title=text(language, "app.title"), layout="wide")
    _choose_language(language)
    try:
        release_id = _release_of_session(language)
        home = Home.from_environment()
        connection = _release_connection(str(home.releases / release_id / DATABASE_NAME)).cursor()
    except NoReleaseError:
        st.info(text(language, "state.no_release"))
        st.write(text(language, "state.no_release_how"))
        st.code("make build", language="shell")
        return
    except WarehouseError as error:
        st.error(text(language, "state.damaged"))
        st.caption(str(error))
        return
    sections: dict[str, list[st.navigation.Page]] = {}  # type: ignore[name-defined]
    for page in REGISTRY:
        entry = st.Page(
            partial(page.draw, connection, language), title=text(language, page.title), url_path=page.url_path, default=page is REGISTRY[0]
        )
        sections.setdefault(text(language, page.section), []).append(entry)
    st.navigation(sections).run()


def _language() -> str:
    """The language of the address, else of the browser, else Chinese."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        return str(asked)
    locale = st.context.locale or "zh"
    return "en" if locale.lower().startswith("en") else "zh"


def _choose_language(language: str) -> None:
    names = {"zh": text("zh", "language.name"), "en": text("en", "language.name")}
    chosen = st.sidebar.segmented_control(
        text(language, "app.language"), LANGUAGES, default=language, format_func=names.__getitem__, key=f"language_{language}"
    )
    if chosen and chosen != language:
        st.query_params["lang"] = chosen
        st.rerun()


def _release_of_session(language: str) -> str:
    """The release this session reads; it stays there until the reader accepts a newer one."""
    newest = pointer.current(Home.from_environment()).release_id
    mine = st.session_state.setdefault("release_id", newest)
    if mine != newest:
        kept = (Home.from_environment().releases / mine / DATABASE_NAME).exists()
        if not kept:
            st.session_state["release_id"] = newest
            return newest
        st.sidebar.info(text(language, "state.new_release"))
        if st.sidebar.button(text(language, "state.switch")):
            st.session_state["release_id"] = newest
            st.rerun()
    return str(mine)

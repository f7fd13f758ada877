"""What every page stands in: language, release, navigation, stamp, legend, clear states."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import duckdb
import streamlit as st

from warehouse.access.identity import DeniedError
from warehouse.errors import NoReleaseError, WarehouseError
from warehouse.pages import (
    compare,
    compliance,
    data,
    filing,
    frame_queries,
    identity,
    majors,
    overview,
    reconciliation,
    releases,
    review,
    school,
    sql,
    style,
    trace,
    whatif,
)  # fmt: skip
from warehouse.pages.guard import guarded
from warehouse.pages.parts import stamp_line
from warehouse.pages.text import LANGUAGES, SYMBOLS, page_language, text
from warehouse.query.connection import open_release
from warehouse.release import pointer
from warehouse.settings import DATABASE_NAME, Home

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """One entry of the registry: section and title keys of the word catalogues, address, drawing function, and what one must be allowed to see it."""

    section: str
    title: str
    url_path: str
    draw: Callable[[duckdb.DuckDBPyConnection, str], None]
    permission: str = "release.read"


REGISTRY = (
    Page("nav.explore", "overview.title", "overview", overview.draw),
    Page("nav.explore", "school.title", "school", school.draw),
    Page("nav.explore", "majors.title", "majors", majors.draw),
    Page("nav.explore", "compare.title", "compare", compare.draw),
    Page("nav.check", "compliance.title", "compliance", compliance.draw),
    Page("nav.check", "whatif.title", "whatif", whatif.draw),
    Page("nav.ask", "sql.title", "sql", sql.draw, "sql.ask"),
    Page("nav.data", "data.title", "data", data.draw),
    Page("nav.data", "trace.title", "trace", trace.draw),
    Page("nav.data", "reconciliation.title", "reconciliation", reconciliation.draw),
    Page("nav.data", "releases.title", "releases", releases.draw),
    Page("nav.file", "filing.title", "filing", filing.draw, "filing.submit"),
    Page("nav.file", "review.title", "review", review.draw, "filing.see"),
)


# Not closed when it is given up: pieces of open pages hold cursors of it, and DuckDB closes those with their parent. The last one closes the file.
@st.cache_resource(max_entries=3, show_spinner=False)
def _release_connection(database: str) -> duckdb.DuckDBPyConnection:
    """One read-only connection a release file; the file name holds the release id, so it never goes stale."""
    return open_release(Path(database))


def run() -> None:
    """Draw the app."""
    language = _language()
    st.set_page_config(page_title=text(language, "app.title"), layout="wide")
    st.html(style.sheet())
    st.html(style.document_language(page_language(language)), unsafe_allow_javascript=True)
    _choose_language(language)
    try:
        person = identity.current()
    except DeniedError as error:
        identity.door(error, language)
        return
    except WarehouseError:
        log.exception("nobody can come in")  # what is wrong names files of the home: for the operator, not for the reader
        st.error(text(language, "access.set_up"))
        return
    identity.plate(person, language)
    try:
        release_id = _release_of_session(language)
        home = Home.from_environment()
        connection = _release_connection(str(home.releases / release_id / DATABASE_NAME)).cursor()
        stamp = frame_queries.stamp(connection)
    except NoReleaseError:
        st.info(text(language, "state.no_release"))
        st.write(text(language, "state.no_release_how"))
        st.code("make build", language="shell")
        return
    except (WarehouseError, duckdb.Error) as error:
        st.error(text(language, "state.damaged"))
        st.caption(str(error) if isinstance(error, WarehouseError) else text(language, "state.damaged_how"))
        return
    sections: dict[str, list[st.navigation.Page]] = {}  # type: ignore[name-defined]
    for page in REGISTRY:
        draw = partial(_draw, page, connection, language, stamp)
        # Out of the menu, but not out of reach: who goes there anyway is told why it stays closed.
        shown: Literal["visible", "hidden"] = "visible" if person.may(page.permission) else "hidden"
        entry = st.Page(draw, title=text(language, page.title), url_path=page.url_path, default=page is REGISTRY[0], visibility=shown)
        sections.setdefault(text(language, page.section), []).append(entry)
    # Shown whole: a folded navigation hides pages behind words of the framework that exist in English only.
    st.navigation(sections, expanded=True).run()


def _draw(page: Page, connection: duckdb.DuckDBPyConnection, language: str, stamp: frame_queries.Stamp) -> None:
    """One page with what all have in common."""
    if stamp.is_synthetic:
        st.html(style.watermark(text(language, "synthetic.watermark")))
        st.warning(text(language, "synthetic.banner"))
    guarded(partial(page.draw, connection, language), page.url_path, page.permission, language)
    st.divider()
    st.caption(text(language, "symbols.legend", **SYMBOLS))
    st.caption(stamp_line(stamp, language))


def _language() -> str:
    """The language of the address, else what the session chose before, else of the browser, else Chinese.

    The session must remember: following a link of the navigation empties the address.
    """
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["language"] = asked
    locale = st.context.locale or "zh"
    language = str(st.session_state.setdefault("language", "en" if locale.lower().startswith("en") else "zh"))
    if asked != language:
        st.query_params["lang"] = language
    return language


def _choose_language(language: str) -> None:
    names = {"zh": text("zh", "language.name"), "en": text("en", "language.name")}
    chosen = st.sidebar.segmented_control(
        text(language, "app.language"), LANGUAGES, default=language, format_func=names.__getitem__, key=f"language_{language}"
    )
    if chosen and chosen != language:
        st.session_state["language"] = chosen
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

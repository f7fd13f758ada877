"""What stands between a fault and its reader, for a whole page or a piece of one: who may not is told so, an error is told in words."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate, ParamSpec

import duckdb
import streamlit as st

from warehouse.access.grants import SESSION_SECONDS
from warehouse.access.identity import DeniedError
from warehouse.errors import WarehouseError
from warehouse.pages import identity
from warehouse.pages.text import inert, text

log = logging.getLogger(__name__)

P = ParamSpec("P")


def guarded(draw: Callable[[], None], name: str, permission: str, language: str) -> None:
    """Draw for a person who holds the permission now. What happened goes to the server's log."""
    try:
        person = identity.current()
    except DeniedError as error:
        log.warning("denied", extra={"page": name, "actor": "", "roles": []})
        st.error(text(language, error.code, hours=SESSION_SECONDS // 3_600))
        return
    except WarehouseError:
        log.exception("nobody can come in")  # names files of the home: for the operator, not for the reader
        st.error(text(language, "access.set_up"))
        return
    try:
        with st.spinner(text(language, "state.working"), show_time=True):
            person.needs(permission)
            draw()
    except DeniedError as error:
        log.warning("denied", extra={"page": name, "actor": person.name, "roles": sorted(person.roles)})
        st.error(text(language, error.code, hours=SESSION_SECONDS // 3_600))
    except WarehouseError as error:
        st.error(inert(error))
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("page %s failed, reference %s", name, reference)
        st.error(text(language, "state.failed", reference=reference))


def piece(draw: Callable[Concatenate[duckdb.DuckDBPyConnection, str, P], None]) -> Callable[Concatenate[duckdb.DuckDBPyConnection, str, P], None]:
    """A part of a page of the release that is drawn anew alone when a choice in it changes.

    The frame is not run then, so the piece asks by itself who is there.
    """

    @st.fragment
    @wraps(draw)
    def drawn(connection: duckdb.DuckDBPyConnection, language: str, /, *args: P.args, **kwargs: P.kwargs) -> None:
        guarded(partial(draw, connection, language, *args, **kwargs), draw.__name__.strip("_"), "release.read", language)

    return drawn

"""Who sits before the page: the signed-in person, or whoever is at this machine in local mode. Asked anew at every run and every action."""

from __future__ import annotations

import time
from functools import partial

import streamlit as st

from warehouse.access.grants import SESSION_SECONDS, identity_of, read_grants
from warehouse.access.identity import DeniedError, Identity, of_account
from warehouse.access.mode import local_refusal, mode
from warehouse.pages import style
from warehouse.pages.text import text
from warehouse.settings import Home


def current() -> Identity:
    """The person of this session. Raises DeniedError for somebody who is not signed in, no longer, without a role, or not at this machine."""
    home = Home.from_environment()
    if mode(home) == "local":
        refused = local_refusal(st.get_option("server.address"), st.context.headers)
        if refused is not None:
            raise DeniedError("local mode does not hold for this request; set up sign-in", refused)
        return of_account("local")
    if not st.user.get("is_logged_in"):
        raise DeniedError("not signed in", "access.not_signed_in")
    return identity_of(st.user.to_dict(), read_grants(home), time.time())


def door(error: DeniedError, language: str) -> None:
    """Instead of all pages: why there is none, and the way in or out."""
    say = partial(text, language)
    st.title(say("app.title"))
    st.info(say(error.code, hours=SESSION_SECONDS // 3_600))
    if error.code.startswith("access.local"):
        return
    if st.user.get("is_logged_in"):
        st.button(say("access.sign_out"), on_click=st.logout)
    else:
        st.button(say("access.sign_in"), type="primary", on_click=st.login)


def plate(person: Identity, language: str) -> None:
    """Beside all pages: who one is here; in local mode, above the page, what that means."""
    say = partial(text, language)
    if person.is_local:
        st.html(style.notice(say("access.local_banner")))
        return
    roles = ", ".join(say(f"role.{role}") for role in sorted(person.roles))
    st.sidebar.text(say("access.signed_in", name=person.name, roles=roles))
    st.sidebar.button(say("access.sign_out"), on_click=st.logout)

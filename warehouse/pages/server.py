"""The web server: Streamlit with the language of the page in its HTML, the audit's Data Docs, and room for more applications.

`warehouse serve` runs it. Another application (an HTTP interface) is mounted by a `Mount` in ROUTES.
"""

from __future__ import annotations

import gc
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_auth_routes import _get_cookie_value_from_request
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from warehouse.access.grants import identity_of, read_grants
from warehouse.access.identity import DeniedError, Identity, of_account
from warehouse.access.mode import local_refusal, mode
from warehouse.errors import WarehouseError
from warehouse.operations.health import routes as health_routes
from warehouse.operations.logs import set_up as set_up_logs
from warehouse.pages.text import LANGUAGES, page_language
from warehouse.settings import PROJECT_ROOT, Home

_OPENING = re.compile(rb'<html lang="[^"]*"')


class PageLanguage:
    """Puts the reader's language into the opening tag of each page, before any script runs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # The page must come whole and plain to be changed; it is small.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"] if _asks_for_page(scope) else scope["headers"]
        rewriter = _Rewriter(send, page_language(asked_language(scope)).encode())
        await self.app({**scope, "headers": headers}, receive, rewriter)


class _Rewriter:
    """Holds the start and body of an HTML answer back until it is whole; anything else passes through."""

    def __init__(self, send: Send, language: bytes) -> None:
        self.send, self.language = send, language
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html"):
            self.start = message
        elif self.start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)

    async def _finish(self, start: Message) -> None:
        body = _OPENING.sub(b'<html lang="' + self.language + b'"', self.body, count=1) if self.body else self.body
        headers = [(name, value) for name, value in start["headers"] if name not in (b"content-length", b"etag")]
        headers.append((b"content-length", str(len(body)).encode()))
        self.start = None
        await self.send({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _asks_for_page(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def asked_language(scope: Scope) -> str:
    """The language of the address, else the first that the browser names, else Chinese."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in LANGUAGES:
        return str(asked)
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()
    return "en" if accepted.startswith("en") else "zh"


def _reader(request: Request) -> Identity:
    """Who asks for a file beside the pages, by the framework's own signed cookie. Raises WarehouseError as `identity.current` does."""
    home = Home.from_environment()
    if mode(home) == "local":
        refused = local_refusal(st.get_option("server.address"), request.headers)
        if refused is not None:
            raise DeniedError("local mode does not hold for this request", refused)
        return of_account("local")
    told = _get_cookie_value_from_request(request, USER_COOKIE_NAME)
    claims = json.loads(told) if told else {}
    if not isinstance(claims, dict) or not claims.get("is_logged_in"):
        raise DeniedError("not signed in", "access.not_signed_in")
    return identity_of(claims, read_grants(home), time.time())


def data_docs(request: Request) -> Response:
    """A file of the Data Docs that the audit wrote for a release, for whoever may see the pages; nothing else of the home can be named."""
    try:
        _reader(request).needs("release.read")
    except WarehouseError:
        return PlainTextResponse("sign in first", status_code=403)
    release, path = request.path_params["release"], request.path_params["path"]
    folder = (Home.from_environment().releases / release / "data_docs").resolve()
    wanted = (folder / path).resolve()
    if folder.parent.parent != Home.from_environment().releases.resolve() or not wanted.is_relative_to(folder) or not wanted.is_file():
        return PlainTextResponse("not found", status_code=404)
    # The report's makers load scripts and styles from other hosts; none may run beside a session.
    return FileResponse(wanted, headers={"Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"})


ROUTES: list[BaseRoute] = [Route("/data_docs/{release:str}/{path:path}", data_docs), *health_routes()]


def warm_up() -> None:
    """Load what the pages need before the first reader comes, and take it out of every later garbage collection: it stays until the end."""
    import warehouse.pages.frame  # noqa: F401  # loads pandas, the drawing library and all pages

    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    """The server answers at once; what takes a second to load is loaded beside it."""
    Thread(target=warm_up, daemon=True, name="warm-up").start()
    yield


set_up_logs()
app = st.App(PROJECT_ROOT / "app.py", routes=ROUTES, middleware=[Middleware(PageLanguage)], lifespan=_lifespan)

"""The web server around the app: the language of the page, and the Data Docs of a release with nothing else of the home."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from warehouse.pages.server import PageLanguage, asked_language, data_docs

PAGE = b'<!doctype html><html lang="en"><title>x</title></html>'


def scope(query: str = "", accept_language: str = "", accept: str = "text/html", method: str = "GET") -> Scope:
    headers = [(b"accept", accept.encode()), (b"accept-language", accept_language.encode()), (b"accept-encoding", b"gzip")]
    return {"type": "http", "method": method, "query_string": query.encode(), "headers": headers, "path": "/"}


def answer(asked: Scope, kind: bytes, parts: list[bytes]) -> tuple[dict[bytes, bytes], bytes]:
    """What a reader gets from a server that sends `parts` through the middleware."""
    sent: list[Message] = []

    async def inner(_: Scope, __: Receive, send: Send) -> None:
        length = str(sum(map(len, parts))).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind), (b"content-length", length)]})
        for number, part in enumerate(parts, start=1):
            await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as thread:  # in a thread of its own: Playwright's fixtures keep a loop running in this one
        thread.submit(lambda: asyncio.run(PageLanguage(inner)(asked, receive, send))).result()
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize(
    ("query", "browser", "language"),
    [("lang=zh", "en-GB", "zh-CN"), ("lang=en", "zh-CN", "en"), ("", "en-GB,en", "en"), ("", "zh-CN", "zh-CN"), ("lang=xx", "", "zh-CN")],
)
def test_the_page_tells_the_language_of_the_address_else_of_the_browser(query: str, browser: str, language: str) -> None:
    headers, body = answer(scope(query, browser), b"text/html; charset=utf-8", [PAGE[:20], PAGE[20:]])
    assert f'<html lang="{language}">'.encode() in body and body.count(b"<html") == 1
    assert headers[b"content-length"] == str(len(body)).encode()


def test_what_is_no_page_passes_unchanged() -> None:
    headers, body = answer(scope("lang=zh", accept="*/*"), b"application/javascript", [b"<html lang=", b'"en"'])
    assert body == b'<html lang="en"' and headers[b"content-length"] == b"15"
    assert answer(scope("lang=zh", method="POST"), b"text/html", [PAGE])[1] == PAGE


def test_a_language_that_is_none_is_not_taken() -> None:
    assert asked_language(scope('lang="><script>')) == "zh"


def test_data_docs_hand_out_the_report_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path))
    folder = tmp_path / "releases" / "r1" / "data_docs"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("report")
    (tmp_path / "releases" / "r1" / "warehouse.duckdb").write_text("data")
    (tmp_path / "source.sqlite").write_text("secret")

    def status(release: str, path: str) -> int:
        return data_docs(Request({"type": "http", "headers": [], "path_params": {"release": release, "path": path}})).status_code

    assert status("r1", "index.html") == 200
    refused = [("r1", "../warehouse.duckdb"), ("..", "source.sqlite"), ("r1", "none.html"), ("../..", "x"), ("r1", ""), ("r1", "/etc/passwd")]
    assert [status(*one) for one in refused] == [404] * len(refused)
    shown = data_docs(Request({"type": "http", "headers": [], "path_params": {"release": "r1", "path": "index.html"}}))
    assert shown.headers["content-security-policy"].startswith("default-src 'none';")


def test_what_the_pages_need_is_loaded_before_a_reader_and_kept_out_of_later_collections() -> None:
    code = "import gc, sys; from warehouse.pages.server import warm_up; warm_up(); print('altair' in sys.modules, gc.get_freeze_count() > 100_000)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.split()[-2:] == ["True", "True"]

"""What somebody tries who may not: other schools, other roles, forged requests, file names, bombs, mark-up and formulas in data, secrets."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import httpx
import pytest
from conftest import ROOT, free_port, run_cli, serving, with_own_store
from filings import filled
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from warehouse.access.identity import DeniedError, Identity
from warehouse.errors import InputError, SqlError
from warehouse.filing_verbs import _write_copy
from warehouse.intake import filing, review
from warehouse.intake.review import Actor
from warehouse.pages import filing_queries, review_queries
from warehouse.query.about import About
from warehouse.query.answer import Answer
from warehouse.query.export import export
from warehouse.query.sandbox import Run, Sandbox
from warehouse.release import pointer
from warehouse.settings import Home
from warehouse.source.store import open_home_store

OWN, OTHER = "S0025", "S0001"
QUESTION = "select count(*) from marts.dim_school"


@pytest.fixture(scope="module")
def home(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_own_store(release_home, tmp_path_factory.mktemp("access_home"))


@pytest.fixture(scope="module")
def store(home: Path) -> Iterator[Engine]:
    engine = open_home_store(Home(home))
    yield engine
    engine.dispose()


def officer(*schools: str) -> Actor:
    person = Identity("officer@school.cn", frozenset({"data_officer"}), frozenset(schools))
    return Actor(person.name, person.filing_roles, person.school_ids)


# Roles in the functions and in the sandbox


def test_a_data_officer_hands_in_for_the_own_school_only_whatever_the_page_allowed(store: Engine) -> None:
    files = [("a.xlsx", filled(store, OWN, 2031).content())]
    with pytest.raises(DeniedError, match=f"may not file for {OWN}"):
        filing.submit(store, files, officer(OTHER), acknowledge=True)
    (report,) = filing.check(store, files)
    with pytest.raises(DeniedError):
        filing.store(store, report, officer(), acknowledge=True)
    reviewer = Identity("li", frozenset({"reviewer", "approver", "analyst", "reader", "operator"}))
    with pytest.raises(DeniedError, match="may not act as collector"):
        filing.submit(store, files, Actor(reviewer.name, reviewer.filing_roles), acknowledge=True)
    assert review.list_filings(store, 2031) == []
    (done,) = filing.submit(store, files, officer(OWN), acknowledge=True)
    assert done.outcome == "submitted" and done.filing_id is not None
    with pytest.raises(DeniedError, match="may not act as reviewer"):
        review.review(store, done.filing_id, officer(OWN))
    with pytest.raises(DeniedError, match="may not file for"):
        review.withdraw(store, done.filing_id, officer(OTHER))
    assert review.show(store, done.filing_id).filing.filing_status == "submitted"


def test_the_sandbox_asks_for_the_role_before_and_inside_the_worker(target: Path, sandbox: Sandbox) -> None:
    reader, analyst = (Identity(role, frozenset({role})) for role in ("reader", "analyst"))
    assert sandbox.run(target, QUESTION, user=analyst).rows[0][0] > 0
    for attempt in (sandbox.run, sandbox.plan):
        with pytest.raises(SqlError) as caught:
            attempt(target, QUESTION, user=reader)
        assert caught.value.problem.code == "forbidden"
    # Past the first check, as code would that forgot it: the worker has the last word.
    with pytest.raises(SqlError) as caught:
        Run(sandbox, target, QUESTION, reader, {}, 10).answer()
    assert caught.value.problem.code == "forbidden"


# Roles in what the pages ask


def test_the_desk_of_a_data_officer_holds_the_own_school_only(home: Path, store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_HOME", str(home))
    filing_queries._store_at.clear()
    (done,) = filing.submit(store, [("b.xlsx", filled(store, OWN, 2032).content())], Actor("collector"), acknowledge=True)
    assert done.filing_id is not None
    for schools, seen in (({OWN}, True), ({OTHER}, False)):
        monkeypatch.setattr("warehouse.pages.identity.current", lambda s=schools: Identity("o", frozenset({"data_officer"}), frozenset(s)))
        assert (done.filing_id in {one.filing.filing_id for one in review_queries.filings("submitted")}) is seen
        assert {row.school_id for row in review_queries.board(2032)} <= schools
        assert set(filing_queries.schools()) <= schools
    with pytest.raises(DeniedError):
        review_queries.filing(done.filing_id)
    with pytest.raises(DeniedError):
        filing_queries.template(OWN, 2032)


# Forged requests


def test_an_upload_without_the_pages_own_word_is_refused(server: str) -> None:
    """CSRF: another site can make a browser send cookies, but neither the header nor the origin."""
    with httpx.Client(timeout=30) as client:
        client.get(f"{server}/_stcore/host-config")
        body = {"file": ("a.xlsx", b"x", "application/octet-stream")}
        plain = client.put(f"{server}/_stcore/upload_file/session/file", files=body)
        forged = client.put(f"{server}/_stcore/upload_file/session/file", files=body, headers={"X-Xsrftoken": "guess", "Origin": "https://evil.cn"})
        assert [plain.status_code, forged.status_code] == [403, 403]
        assert client.delete(f"{server}/_stcore/upload_file/session/file").status_code == 403


def test_the_frameworks_own_door_for_programs_is_shut(server: str) -> None:
    for path in ("interact", "mcp"):
        answer = httpx.post(f"{server}/_stcore/agent/{path}", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, timeout=30)
        assert answer.status_code >= 400 and "does not serve the agent API" in answer.text, path


def test_a_page_of_another_site_cannot_open_a_session(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")

    def answer(origin: str, named: str) -> str:
        with socket.create_connection((host, int(port)), 10) as opened:
            opened.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {named}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            return opened.recv(100).decode().splitlines()[0]

    assert " 101 " in answer(server, f"localhost:{port}")
    assert " 403 " in answer("https://evil.cn", f"localhost:{port}")


# File names, bombs, mark-up, formulas


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x.xlsx", "..\\..\\x.xlsx", "/etc/passwd.xlsx", "a\x00b.xlsx", "CON.xlsx", "a\nb.xlsx", "\u202exslx.exe.xlsx", "..xlsx"]
)
def test_a_file_name_leads_nowhere(home: Path, store: Engine, tmp_path: Path, name: str) -> None:
    before = sorted(str(one) for one in home.rglob("*"))
    (report,) = filing.check(store, [(name, filled(store, OWN, 2033).content())])
    # The command line is never handed a name with a NUL; an upload in the app may be.
    copy = None if "\x00" in name else _write_copy(filing.Submission(report, "draft", None, None), tmp_path / "copies")
    assert copy is None or copy.resolve().parent == (tmp_path / "copies").resolve()
    assert sorted(str(one) for one in home.rglob("*")) == before
    assert all("\n" not in finding.line() and "\x00" not in finding.line() for finding in report.findings)


def test_a_zip_bomb_is_refused_before_it_unpacks(store: Engine) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(4):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (60 << 20))
    assert len(bomb.getvalue()) < 1 << 20
    with pytest.raises(InputError, match="over the limit"):
        filing.check(store, [("bomb.xlsx", bomb.getvalue())])


MARK_UP = "<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3)) ![b](https://evil.cn/p.png) [c](https://evil.cn)"


def test_mark_up_that_somebody_filed_is_shown_as_it_was_written(release_home: Path, tmp_path: Path, browser: Browser) -> None:
    """Statement, comments, names and file name of a filing, drawn by a real browser: no element, link or request comes of them."""
    with_own_store(release_home, tmp_path)
    engine = open_home_store(Home(tmp_path))
    files = [(f"{MARK_UP[:60]}.xlsx", filled(engine, OWN, 2034).content())]
    (done,) = filing.submit(engine, files, Actor("<b>one</b>"), acknowledge=True)
    assert done.filing_id is not None
    review.review(engine, done.filing_id, Actor("![two](https://evil.cn)"), MARK_UP)
    review.approve(engine, done.filing_id, Actor("three"), MARK_UP, MARK_UP)
    engine.dispose()
    page = browser.new_page()
    requests: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda one: requests.append(one.url))
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    with serving(tmp_path, free_port()) as address:
        page.goto(f"{address}/review?lang=en")
        page.get_by_role("radio", name="approved").click(timeout=60_000)
        expect(page.get_by_text("onerror=alert(1)").first).to_be_visible(timeout=60_000)
        shown = page.get_by_test_id("stAlertContentInfo").filter(has_text="onerror").inner_text()
        main = page.locator(".stMain")
        found = main.locator("img[src=x], img[src*=evil], a[href*=evil], a[href^=javascript], b:text-is('one')").count()
    page.close()
    assert MARK_UP in shown.replace("\u2060", "") and found == 0 and dialogs == [] and not any("evil.cn" in one for one in requests)


def test_the_report_of_the_audit_is_read_without_any_other_host(release_home: Path, server: str, browser: Browser) -> None:
    """Its makers' pages load scripts and styles from six other hosts; beside a session none may run, and the report must do without."""
    release = pointer.current(Home(release_home)).release_id
    page = browser.new_page()
    asked: list[str] = []
    page.on("response", lambda one: asked.append(one.url))
    page.on("requestfailed", lambda one: asked.append(one.url) if "csp" not in str(one.failure) else None)
    page.goto(f"{server}/data_docs/{release}/index.html")
    suites = page.get_by_role("link", name="policy_clauses_in_force")
    suites.first.click()
    expect(page.get_by_text("Evaluated Expectations")).to_be_visible(timeout=60_000)
    assert "https://" in page.content() and page.evaluate("typeof jQuery + typeof vega") == "undefinedundefined"
    page.close()
    assert len(asked) >= 2 and [one for one in asked if not one.startswith((f"{server}/data_docs/{release}/", f"{server}/favicon", "data:"))] == []


def test_no_page_lets_data_be_mark_up() -> None:
    """`unsafe_allow_html` and scripts stand nowhere but in the frame, on words of the project."""
    found = {
        (file.name, line.strip())
        for file in (ROOT / "warehouse" / "pages").glob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "unsafe_allow" in line
    }
    assert found == {("frame.py", "st.html(style.document_language(page_language(language)), unsafe_allow_javascript=True)")}


def test_a_cell_that_a_spreadsheet_would_run_is_defused_in_every_export() -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1"]
    answer = Answer(["note", "=head"], [(one, 1) for one in hostile], True, types=["VARCHAR", "INTEGER"])
    about = About("release", date(2024, 11, 1), "en", "=query", ("=note",))
    rows = list(csv.reader(io.StringIO(export(answer, "csv", about).decode("utf-8-sig"), newline="")))
    assert len(rows) == len(hostile) + 1
    assert not [cell for row in rows for cell in row if cell and cell[0] in "=+-@\t\r＝"]
    book = load_workbook(io.BytesIO(export(answer, "xlsx", about)))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


# Secrets


def test_a_password_in_the_address_of_the_store_never_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "hush-7c1f"
    environment = {**os.environ, "WAREHOUSE_HOME": str(tmp_path), "WAREHOUSE_SOURCE_URL": f"postgresql://who:{secret}@127.0.0.1:1/none"}
    for verb in (["load"], ["fsck"], ["doctor"]):
        done = subprocess.run(
            [sys.executable, "-m", "warehouse.cli", *verb], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode != 0 and secret not in done.stdout + done.stderr and "Traceback" not in done.stderr, verb


def test_a_release_holds_no_person_no_token_and_no_secret(release_home: Path) -> None:
    database = pointer.database(Home(release_home))
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {str(row[0]) for row in connection.execute("select table_name from information_schema.tables").fetchall()}
        columns = {str(row[0]) for row in connection.execute("select column_name from information_schema.columns").fetchall()}
    assert not tables & {"filing", "filing_batch", "audit_log", "access", "tokens", "secrets"}
    assert not columns & {"collector", "reviewer", "approver", "token_sha256", "password", "client_secret", "cookie_secret"}
    told = b"".join(file.read_bytes() for file in database.parent.rglob("*.json"))
    assert not re.search(rb"vet_[0-9a-f]{12}_", told) and json.loads((database.parent / "manifest.json").read_text())


def test_the_command_line_repeats_no_token(tmp_path: Path) -> None:
    told = run_cli(tmp_path, "token", "issue", "x").stdout.strip()
    done = run_cli(tmp_path, "token", "revoke", told)
    assert done.returncode == 2 and told not in done.stderr

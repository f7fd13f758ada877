"""The reverse proxy of docs/operations.md, run for real: deploy/nginx.conf before app and HTTP interface, over TLS, with sign-in through it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from conftest import CHROMIUM_ARGUMENTS, ROOT, environment_of, free_port, run_cli, running, serving, with_own_store
from oidc import Provider, running_provider, secrets_toml
from playwright.sync_api import Browser, Page, expect

from warehouse.pages.frame import REGISTRY
from warehouse.pages.text import text

NAME = "warehouse.example"
FILE = ROOT / "deploy" / "nginx.conf"
ACCESS = "claim,value,role,school_id\nemail,officer@school.cn,data_officer,S0025\nemail,analyst@edu.sh,analyst,\n"
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class World:
    """What runs: the proxy's two ports, and app and interface behind it."""

    http: int
    https: int
    app: int
    api: int
    certificate: Path

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.https}"

    def client(self) -> httpx.Client:
        """Asks by the public name, which leads here, and trusts no certificate but the proxy's own."""
        trust = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(transport=_Here(self, trust), base_url=self.address, timeout=60)

    def say(self, request: str, port: int | None = None, name: str | None = NAME) -> str:
        """The first kilobytes that come back for bytes that no client library would send; empty if nothing does."""
        with socket.create_connection(("127.0.0.1", port or self.https), 20) as plain:
            opened: socket.socket = plain
            if port is None:
                opened = ssl.create_default_context(cafile=str(self.certificate)).wrap_socket(plain, server_hostname=name)
            opened.sendall(request.replace("\n", "\r\n").encode())
            opened.settimeout(20)
            told = b""
            while b"\r\n\r\n" not in told and (part := opened.recv(4_096)):
                told += part
            return told.decode("latin-1")


class _Here(httpx.HTTPTransport):
    """Connects to loopback whatever the name, and checks the certificate against the name."""

    def __init__(self, world: World, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust)
        self.world = world

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == NAME:
            request.extensions["sni_hostname"] = NAME
            request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)


def site(world_ports: dict[str, int], folder: Path) -> str:
    """The file as it is shipped, with what an operator puts in place: name (here with its port), ports, certificate."""
    told = FILE.read_text(encoding="utf-8")
    for old, new in (
        (f"{NAME}$", f"{NAME}:{world_ports['https']}$"),
        (f"Host {NAME}", f"Host {NAME}:{world_ports['https']}"),
        ("listen 80", f"listen 127.0.0.1:{world_ports['http']}"),
        ("listen 443", f"listen 127.0.0.1:{world_ports['https']}"),
        ("127.0.0.1:8501", f"127.0.0.1:{world_ports['app']}"),
        ("127.0.0.1:8601", f"127.0.0.1:{world_ports['api']}"),
        ("/etc/warehouse/tls", str(folder)),
        ("/var/log/nginx", str(folder)),
    ):
        assert old in told, old
        told = told.replace(old, new)
    return told


def prepared(folder: Path) -> tuple[list[str], World]:
    """The proxy's file, certificate and command in a folder, for free ports that nobody answers yet. Skips where it is not installed."""
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not installed (Debian packages nginx-light, openssl): the reverse proxy was not run")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([openssl, *asked, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    ports = {name: free_port() for name in ("http", "https", "app", "api")}
    (folder / "site.conf").write_text(site(ports, folder), encoding="utf-8")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # As root nginx would give its work to an account that cannot enter the folder of the test.
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.getuid() == 0 else ''} daemon off; pid {folder}/pid; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {places} include {folder}/site.conf; }}\n"
    )
    return [nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], World(**ports, certificate=certificate)


@contextmanager
def proxied(home: Path, folder: Path, api_options: tuple[str, ...] = (), secrets: Callable[[str], str] | None = None) -> Iterator[World]:
    """App, interface and proxy on a home; `secrets` makes the secrets file from the public address, without it the app is in local mode."""
    command, world = prepared(folder)
    if secrets:
        (home / "secrets.toml").touch(0o600)
        (home / "secrets.toml").write_text(secrets(f"{world.address}"), encoding="utf-8")
    api = [sys.executable, "-m", "warehouse.cli", "api", "--port", str(world.api), *api_options]
    with (
        serving(home, world.app),
        running(api, world.api, env=environment_of(home), cwd=ROOT, stderr=subprocess.DEVNULL),
        running(command, world.https),
    ):
        yield world


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as made:
        yield made


@pytest.fixture(scope="module")
def home(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = with_own_store(release_home, tmp_path_factory.mktemp("proxied_home"))
    (folder / "access.csv").write_text(ACCESS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def world(home: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """With sign-in, as the operations page sets it up."""
    with proxied(home, tmp_path_factory.mktemp("nginx"), ("--host-name", NAME), lambda address: secrets_toml(provider, address)) as made:
        yield made


@pytest.fixture(scope="module")
def token(home: Path) -> str:
    return run_cli(home, "token", "issue", "program", "--role", "analyst").stdout.strip()


@pytest.fixture
def page(world: World, browser: Browser) -> Iterator[Page]:
    """A browser for which the public name leads to the proxy."""
    chromium = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=[*CHROMIUM_ARGUMENTS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    )
    context = chromium.new_context(ignore_https_errors=True)  # made in this test, so no browser can know it; httpx below checks it
    yield context.new_page()
    chromium.close()


def sign_in(page: Page, world: World, provider: Provider, email: str) -> None:
    provider.reset(email=email, email_verified=True)
    page.goto(f"{world.address}/?lang=en")
    page.get_by_role("button", name=text("en", "access.sign_in"), exact=True).click(timeout=60_000)
    expect(page.get_by_role("button", name=text("en", "access.sign_out"), exact=True)).to_be_visible(timeout=60_000)


def test_pages_are_drawn_over_tls_after_sign_in_and_nothing_else_is_asked(world: World, provider: Provider, page: Page) -> None:
    asked: list[str] = []
    sockets: list[str] = []
    told: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("websocket", lambda one: sockets.append(one.url))
    page.on("console", lambda one: told.append(one.text))
    sign_in(page, world, provider, "analyst@edu.sh")
    for shown in [one for one in REGISTRY if one.url_path in ("school", "compliance", "compare", "sql", "data")]:
        page.goto(f"{world.address}/{shown.url_path}?lang=en")
        page.wait_for_selector('.stApp[data-test-script-state="notRunning"] h1', timeout=60_000)
        expect(page.get_by_role("heading", name=text("en", shown.title), exact=True).first).to_be_visible(timeout=60_000)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert sockets and {one.split("/_stcore")[0] for one in sockets} == {f"wss://{NAME}:{world.https}"}
    own = (world.address, provider.address, "data:", "blob:")
    assert [one for one in asked if not one.startswith(own)] == []
    assert [one for one in told if "Content Security Policy" in one] == []


def test_all_cookies_are_secure_and_those_of_the_session_closed_to_scripts(world: World, provider: Provider, page: Page) -> None:
    sign_in(page, world, provider, "analyst@edu.sh")
    cookies = {one["name"]: one for one in page.context.cookies() if one["domain"].endswith(NAME)}
    assert {"_streamlit_user", "_streamlit_user_tokens", "_streamlit_xsrf"} <= set(cookies)
    assert [name for name, one in cookies.items() if not one["secure"] or one["sameSite"] not in ("Lax", "Strict")] == []
    # The word against CSRF is there for the page's script to repeat; it opens nothing by itself.
    assert [name for name, one in cookies.items() if not one["httpOnly"]] == ["_streamlit_xsrf"]
    with world.client() as client:  # and already while the sign-in is under way
        assert all("secure" in one.lower() for one in client.get("/_stcore/host-config").headers.get_list("set-cookie"))


def test_no_code_of_a_sign_in_and_no_statement_stands_in_the_proxys_log(world: World, provider: Provider, page: Page, token: str) -> None:
    sign_in(page, world, provider, "analyst@edu.sh")
    with world.client() as client:
        client.get("/api/v1/query", params={"sql": "select 'a private question'"}, headers={"Authorization": f"Bearer {token}"}).raise_for_status()
    log = world.certificate.parent / "warehouse.log"
    told = ""
    for _ in range(50):  # a line is written after its answer has gone
        told = log.read_text(encoding="utf-8")
        if '"GET /api/v1/query" 200' in told:
            break
        time.sleep(0.1)
    assert '"GET /oauth2callback" 302' in told and '"GET /api/v1/query" 200' in told
    assert not [one for one in (*provider.given, token, "private") if one in told] and "?" not in told


def test_no_code_of_a_sign_in_stands_in_a_log_where_the_app_does_not_answer(tmp_path: Path) -> None:
    command, world = prepared(tmp_path)
    with running(command, world.https), world.client() as client:
        assert client.get("/oauth2callback?code=SECRETCODE&state=x").status_code == 502
    logs = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.log")}
    assert "/oauth2callback" in logs["warehouse.log"]
    assert [name for name, told in logs.items() if "SECRETCODE" in told] == []


def test_plain_http_leads_to_tls_under_the_own_name(world: World) -> None:
    for host in (NAME, f"{NAME}:{world.http}"):
        told = world.say(f"GET /school?lang=en HTTP/1.1\nHost: {host}\n\n", world.http)
        assert told.startswith("HTTP/1.1 301 ") and f"Location: {world.address}/school?lang=en\r\n" in told
    assert world.say("GET / HTTP/1.1\nHost: evil.cn\n\n", world.http) == ""


def test_every_answer_carries_the_protecting_headers(world: World, token: str) -> None:
    with world.client() as client:
        answers = [client.get(path) for path in ("/", "/_stcore/health", "/api/v1/tables", "/healthz", "/data_docs/x/index.html")]
        answers.append(client.get("/api/v1/release", headers={"Authorization": f"Bearer {token}"}))
    assert [one.status_code for one in answers] == [200, 200, 401, 404, 403, 200]
    for answer in answers:
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["server"] == "nginx"


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/_stcore/metrics", "/metrics/", "//metrics", "/%6detrics", "/x/../healthz"])
def test_what_monitoring_asks_is_not_public(world: World, path: str) -> None:
    told = world.say(f"GET {path} HTTP/1.1\nHost: {NAME}:{world.https}\nConnection: close\n\n")
    assert told.startswith("HTTP/1.1 404 ")
    # But it is there for whoever is on the host.
    assert httpx.get(f"http://127.0.0.1:{world.app}/metrics").text.startswith("# HELP warehouse_up")


def test_a_file_above_the_limit_is_refused_whether_its_size_is_told_or_not(world: World, token: str) -> None:
    def upload(size: int, told: bool) -> int:
        body = b"x" * size
        content = body if told else (body[at : at + 65_536] for at in range(0, size, 65_536))
        with world.client() as client:
            return client.put("/_stcore/upload_file/session/file", content=content).status_code

    assert [upload(22 * MEBIBYTE, told) for told in (True, False)] == [413, 413]
    assert upload(1 * MEBIBYTE, True) == 403  # reaches the app, which misses the page's own word
    with world.client() as client:
        asked = client.post("/api/v1/query", content=b'{"sql": "' + b"x" * (2 * MEBIBYTE) + b'"}', headers={"Authorization": f"Bearer {token}"})
    assert asked.status_code == 413


def test_the_app_itself_refuses_a_file_between_its_limit_and_the_proxys(world: World, provider: Provider, page: Page, tmp_path: Path) -> None:
    sign_in(page, world, provider, "officer@school.cn")
    page.goto(f"{world.address}/filing?lang=en")
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"x" * (20 * MEBIBYTE + 1))
    page.locator('input[type="file"]').first.set_input_files(large, timeout=60_000)
    expect(page.get_by_text(re.compile("must be 20.*MB or smaller")).first).to_be_visible(timeout=60_000)


FORGED = [
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-Host: localhost",
    "X-Real-IP: 127.0.0.1",
    "Forwarded: for=127.0.0.1;host=localhost;proto=https",
    "X-Forwarded-User: analyst@edu.sh",
    "X-Forwarded-Email: analyst@edu.sh",
    "Remote-User: analyst@edu.sh",
    "X-Streamlit-User: analyst@edu.sh",
    "X-Forwarded-Proto: http",
    "X-Original-URL: /metrics",
]


@pytest.mark.parametrize("header", FORGED)
def test_a_forged_header_opens_nothing(world: World, header: str) -> None:
    asked = f"Host: {NAME}:{world.https}\n{header}\nConnection: close\n\n"
    for path, status in (("/data_docs/x/index.html", 403), ("/api/v1/release", 401), ("/metrics", 404)):
        told = world.say(f"GET {path} HTTP/1.1\n{asked}")
        assert told.startswith(f"HTTP/1.1 {status} "), (path, told[:200])
        assert "localhost" not in told and "127.0.0.1" not in told


def test_a_forged_host_reaches_nothing(world: World) -> None:
    assert world.say("GET /api/v1/release HTTP/1.1\nHost: localhost\n\n") == ""
    # An address in the request line wins over Host; what reaches the app is the name in the file all the same.
    told = world.say(f"GET https://{NAME}:{world.https}/api/v1/release HTTP/1.1\nHost: localhost\nConnection: close\n\n")
    assert told.startswith("HTTP/1.1 401 ")
    with pytest.raises(ssl.SSLError):
        world.say("GET / HTTP/1.1\nHost: evil.cn\n\n", name="evil.cn")
    # Sign-in leads back to the address of secrets.toml, whatever a request calls itself.
    with world.client() as client:
        to_login = client.get("/auth/login?provider=x", headers={"X-Forwarded-Host": "evil.cn", "X-Forwarded-Proto": "http"})
    assert "evil.cn" not in str(to_login.headers)


def test_a_page_of_another_site_opens_no_session_through_the_proxy(world: World) -> None:
    def answer(origin: str) -> str:
        return world.say(
            f"GET /_stcore/stream HTTP/1.1\nHost: {NAME}:{world.https}\nOrigin: {origin}\nUpgrade: websocket\nConnection: Upgrade\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n"
        ).splitlines()[0]

    assert " 101 " in answer(world.address)
    assert " 403 " in answer("https://evil.cn") and " 403 " in answer(f"http://{NAME}:{world.http}")


def test_local_mode_does_not_hold_behind_the_proxy(release_home: Path, tmp_path: Path) -> None:
    """Who forgets to set up sign-in shares nothing, whatever a request says of itself."""
    (home := tmp_path / "home").mkdir()
    (folder := tmp_path / "nginx").mkdir()
    docs = next(one for one in release_home.glob("releases/*/data_docs/index.html")).relative_to(release_home / "releases")
    with proxied(with_own_store(release_home, home), folder) as world:
        assert httpx.get(f"http://127.0.0.1:{world.app}/data_docs/{docs.parent.parent}/index.html").status_code == 200  # here on the host it holds
        assert httpx.get(f"http://127.0.0.1:{world.api}/api/v1/release").status_code == 200
        for header in FORGED:
            asked = f"Host: {NAME}:{world.https}\n{header}\nConnection: close\n\n"
            assert world.say(f"GET /data_docs/{docs.parent.parent}/index.html HTTP/1.1\n{asked}").startswith("HTTP/1.1 403 "), header
            assert world.say(f"GET /api/v1/release HTTP/1.1\n{asked}").startswith("HTTP/1.1 400 "), header


def test_the_interface_answers_a_token_through_the_proxy(world: World, token: str) -> None:
    with world.client() as client:
        client.headers["Authorization"] = f"Bearer {token}"
        answer = client.post("/api/v1/query", json={"sql": "select count(*) from marts.dim_major"})
        assert answer.status_code == 200 and answer.json()["rows"] == [[1419]]
        again = client.get("/api/v1/tables", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


def test_the_operations_page_shows_the_file_that_runs_here() -> None:
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "](../deploy/nginx.conf)" in told and "proxy_set_header" not in told

"""Sign-in against a real OpenID Connect provider, over HTTP and in a real browser, and what is tried against it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from conftest import free_port, serving, with_own_store
from joserfc import jwt
from joserfc.jwk import OctKey
from oidc import CLIENT_SECRET, COOKIE_SECRET, Provider, running_provider, secrets_toml
from playwright.sync_api import Browser, Page, expect

from warehouse.access.grants import SESSION_SECONDS
from warehouse.pages.text import text

ACCESS = """claim,value,role,school_id
email,analyst@edu.sh,analyst,
email,officer@school.cn,data_officer,S0025
groups,reviewers,reviewer,
"""
USER_COOKIE = "_streamlit_user"


@dataclass(frozen=True)
class World:
    """An app that signs in with a provider: its address, its log, its release."""

    address: str
    log: Path
    release_id: str
    provider: Provider


@pytest.fixture(scope="module")
def world(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = with_own_store(release_home, tmp_path_factory.mktemp("sign_in_home"))
    (home / "access.csv").write_text(ACCESS, encoding="utf-8")
    port = free_port()
    log = tmp_path_factory.mktemp("log") / "app.log"
    with running_provider() as provider:
        secrets = home / "secrets.toml"
        secrets.touch(0o600)
        secrets.write_text(secrets_toml(provider, f"http://localhost:{port}"), encoding="utf-8")
        with serving(home, port, log) as address:
            release = next(one.name for one in (home / "releases").iterdir() if (one / "data_docs" / "index.html").is_file())
            yield World(address, log, release, provider)


def login_address(world: World) -> str:
    """What the sign-in button leads to: the framework's own short-lived signed word for the provider."""
    word = jwt.encode({"alg": "HS256"}, {"provider": "default", "exp": int(time.time()) + 100}, OctKey.import_key(COOKIE_SECRET))
    return f"{world.address}/auth/login?provider={word}"


def begin(world: World, client: httpx.Client) -> str:
    """Sign in as far as the provider's answer: the address of the app that it sends the browser to."""
    to_provider = client.get(login_address(world))
    assert to_provider.status_code == 302 and to_provider.headers["location"].startswith(f"{world.provider.address}/authorize?")
    back = httpx.get(to_provider.headers["location"])
    assert back.status_code == 302
    return back.headers["location"]


def is_signed_in(client: httpx.Client) -> bool:
    return USER_COOKIE in client.cookies


def docs(world: World, client: httpx.Client) -> int:
    """A page beside the app that only readers may see."""
    return client.get(f"{world.address}/data_docs/{world.release_id}/index.html").status_code


def test_sign_in_uses_state_nonce_and_pkce_and_the_cookie_is_kept_from_scripts(world: World) -> None:
    world.provider.reset(email="analyst@edu.sh", email_verified=True)
    with httpx.Client() as client:
        assert docs(world, client) == 403
        back = begin(world, client)
        asked = world.provider.asked[-1]
        assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20 and asked["code_challenge_method"] == "S256"
        done = client.get(back)
        assert done.status_code == 302 and is_signed_in(client) and docs(world, client) == 200
        cookies = [one for one in done.headers.get_list("set-cookie") if one.startswith(USER_COOKIE)]
        assert cookies and all("HttpOnly" in one and "samesite=lax" in one.lower() for one in cookies)
        # An altered cookie is nobody's.
        held = client.cookies[USER_COOKIE]
        client.cookies.clear()
        assert docs(world, httpx.Client(cookies={USER_COOKIE: held[:-3] + "abc"})) == 403


def test_a_callback_counts_once_and_in_the_browser_that_began_only(world: World) -> None:
    world.provider.reset(email="analyst@edu.sh", email_verified=True)
    with httpx.Client() as attacker, httpx.Client() as victim:
        back = begin(world, attacker)
        victim.get(back)  # session fixation: the attacker's own answer in the victim's browser
        assert not is_signed_in(victim) and docs(world, victim) == 403
        attacker.get(back)
        assert is_signed_in(attacker)
        attacker.cookies.delete(USER_COOKIE)
        attacker.get(back)  # the same state and code again
        assert not is_signed_in(attacker)
        state = parse_qs(urlsplit(back).query)["state"][0]
        victim.get(f"{world.address}/oauth2callback?code=guessed&state={state}")
        assert not is_signed_in(victim)


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": 1_700_000_000, "iat": 1_699_999_000},
        {"nonce": "of another sign-in"},
        {"aud": "another application"},
        {"iss": "https://another.provider"},
    ],
    ids=lambda one: next(iter(one)),
)
def test_an_id_token_that_expired_or_was_meant_for_others_signs_nobody_in(world: World, wrong: dict[str, object]) -> None:
    world.provider.reset(email="analyst@edu.sh", email_verified=True)
    world.provider.spoil = wrong
    with httpx.Client() as client:
        client.get(begin(world, client))
        assert not is_signed_in(client) and docs(world, client) == 403


def test_an_id_token_signed_with_another_key_signs_nobody_in(world: World) -> None:
    world.provider.reset(email="analyst@edu.sh", email_verified=True)
    world.provider.sign_with_foreign_key = True
    with httpx.Client() as client:
        client.get(begin(world, client))
        assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"email": "analyst@edu.sh", "email_verified": True}, 200),
        ({"email": "stranger@elsewhere.cn", "email_verified": True}, 403),
        ({"email": "analyst@edu.sh", "email_verified": False}, 403),
        ({"groups": ["staff", "reviewers"]}, 200),
        ({"email": "analyst@edu.sh", "iat": int(time.time()) - SESSION_SECONDS - 60}, 403),
    ],
    ids=["role", "no role", "address not verified", "group", "older than a session"],
)
def test_signed_in_is_not_yet_allowed(world: World, claims: dict[str, object], status: int) -> None:
    world.provider.reset(**claims)
    with httpx.Client() as client:
        client.get(begin(world, client))
        assert is_signed_in(client) and docs(world, client) == status


def test_signing_out_ends_it_here_and_at_the_provider(world: World) -> None:
    world.provider.reset(email="analyst@edu.sh", email_verified=True)
    before = world.provider.logouts
    with httpx.Client() as client:
        client.get(begin(world, client))
        out = client.get(f"{world.address}/auth/logout")
        assert out.headers["location"].startswith(f"{world.provider.address}/logout?")
        httpx.get(out.headers["location"])
        assert world.provider.logouts == before + 1
        assert not is_signed_in(client) and docs(world, client) == 403


# In a real browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def sign_in(page: Page, world: World, path: str = "") -> None:
    page.goto(f"{world.address}/{path}?lang=en")
    page.get_by_role("button", name=text("en", "access.sign_in"), exact=True).click(timeout=60_000)
    expect(page.get_by_role("button", name=text("en", "access.sign_out"), exact=True)).to_be_visible(timeout=60_000)


def menu(page: Page) -> set[str]:
    page.get_by_test_id("stSidebarNavLink").first.wait_for(timeout=60_000)
    links = [link.get_attribute("href") or "" for link in page.get_by_test_id("stSidebarNavLink").all()]
    return {link.rpartition("/")[2].partition("?")[0] for link in links}


def test_an_analyst_signs_in_sees_what_an_analyst_may_and_signs_out(world: World, page: Page) -> None:
    world.provider.reset(email="analyst@edu.sh", email_verified=True)
    sockets: list[str] = []
    page.on("websocket", lambda one: sockets.append(one.url))
    page.goto(f"{world.address}/sql?lang=en")
    expect(page.get_by_text(text("en", "access.not_signed_in"))).to_be_visible(timeout=60_000)
    assert page.get_by_test_id("stSidebarNavLink").count() == 0
    before = {one["name"]: one["value"] for one in page.context.cookies()}
    sign_in(page, world)
    after = {one["name"]: one["value"] for one in page.context.cookies()}
    assert USER_COOKIE in after and USER_COOKIE not in before and len(sockets) >= 2  # a session of its own after sign-in
    shown = menu(page)
    assert "sql" in shown and not {"filing", "review"} & shown
    page.goto(f"{world.address}/filing?lang=en")  # past the menu
    expect(page.get_by_text(text("en", "denied"))).to_be_visible(timeout=60_000)
    assert page.get_by_test_id("stFileUploader").count() == 0
    assert CLIENT_SECRET not in page.content() and COOKIE_SECRET not in page.content()
    page.get_by_role("button", name=text("en", "access.sign_out"), exact=True).click()
    expect(page.get_by_text(text("en", "access.not_signed_in"))).to_be_visible(timeout=60_000)
    for _ in range(100):  # the page forgets the person before the browser has been to the address that takes the cookie away
        if USER_COOKIE not in {one["name"] for one in page.context.cookies()}:
            break
        page.wait_for_timeout(200)
    assert USER_COOKIE not in {one["name"] for one in page.context.cookies()}


def test_a_data_officer_files_for_the_own_school_only(world: World, page: Page) -> None:
    world.provider.reset(email="officer@school.cn", email_verified=True)
    sign_in(page, world)
    shown = menu(page)
    assert {"filing", "review"} <= shown and "sql" not in shown
    page.goto(f"{world.address}/filing?lang=en")
    box = page.get_by_role("combobox").first
    box.wait_for(timeout=60_000)
    box.click()
    expect(page.get_by_role("option")).to_have_count(1, timeout=60_000)


def test_nothing_secret_reaches_the_log(world: World) -> None:
    """Runs last in this module: whatever the sign-ins above, right and wrong, made the server write."""
    told = world.log.read_text(encoding="utf-8", errors="replace")
    assert "OAuth" in told, "the wrong sign-ins left no trace at all"
    given = [CLIENT_SECRET, COOKIE_SECRET, *world.provider.given]
    assert len(given) > 10
    assert [one[:12] for one in given if one in told] == []
    assert not re.search(r"eyJ[A-Za-z0-9_-]{20,}\.eyJ", told), "a token stands in the log"

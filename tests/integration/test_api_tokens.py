"""The HTTP interface where sign-in is set up: nobody is answered without a valid token, and no role is given more than it may."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from test_api import served

from warehouse.access import token
from warehouse.access.identity import of_account
from warehouse.query.sandbox import Sandbox
from warehouse.settings import Home

OPERATOR = of_account("operator")
QUESTION = "select count(*) from marts.dim_school"


@pytest.fixture(scope="module")
def home(release_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("token_home")
    shutil.copytree(release_home / "releases", folder / "releases")
    return folder


@pytest.fixture(scope="module")
def api(home: Path, sandbox: Sandbox) -> Iterator[str]:
    """The HTTP interface where sign-in is set up: tokens are needed."""
    file = home / "secrets.toml"
    file.touch(0o600)
    file.write_text("[auth]\nclient_id = 'x'\n")
    with served(home, sandbox) as address:
        yield address
    file.unlink()


def asked(api: str, told: str | None, path: str = "tables", **query: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {told}"} if told is not None else {}
    return httpx.get(f"{api}/api/v1/{path}", params=query, headers=headers, timeout=60)


def test_the_interface_answers_nobody_without_a_valid_token(api: str, home: Path) -> None:
    reader, _ = token.issue(Home(home), OPERATOR, "dashboard", ["reader"], 1)
    analyst, _ = token.issue(Home(home), OPERATOR, "notebook", ["analyst"], 1)
    expired, _ = token.issue(Home(home), OPERATOR, "old", ["analyst"], 1, datetime.now(UTC) - timedelta(days=2))
    assert asked(api, reader).status_code == 200 and asked(api, analyst, "query", sql=QUESTION).status_code == 200
    refused = [asked(api, told) for told in (None, "x", expired, reader[:-1] + ("A" if reader[-1] != "A" else "B"), "vet_x", "vet_" + "0" * 57)]
    assert [one.status_code for one in refused] == [401] * len(refused)
    assert all(one.headers["www-authenticate"] == "Bearer" and one.headers["content-type"] == "application/problem+json" for one in refused)
    assert not any(told in one.text for told in (reader, analyst, expired) for one in refused)
    assert asked(api, None, token=reader).status_code == 401  # an address is no place for a token: it is written to logs
    forbidden = asked(api, reader, "query", sql=QUESTION)
    assert forbidden.status_code == 403 and forbidden.json()["code"] == "forbidden"
    held = next(one for one in token.kept_tokens(Home(home)) if one.name == "dashboard")
    token.revoke(Home(home), OPERATOR, held.token_id)
    assert asked(api, reader).status_code == 401


def test_local_mode_over_http_is_for_this_machine_only(target: Path, sandbox: Sandbox) -> None:
    with served(target.parents[2], sandbox) as address:
        assert asked(address, None).status_code == 200
        forwarded = httpx.get(f"{address}/api/v1/tables", headers={"X-Forwarded-For": "203.0.113.9"})
        assert forwarded.status_code == 401
        assert httpx.get(f"{address}/api/v1/tables", headers={"Host": "rebound.evil.cn"}).status_code == 400
        # A token that is sent is looked at, even where none is needed.
        assert asked(address, "vet_wrong").status_code == 401

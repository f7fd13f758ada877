"""What load balancers and monitoring ask: is it up, on which release, how old; nothing about people, places or secrets."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from small_release import publish_small
from starlette.requests import Request
from starlette.responses import Response

from warehouse.operations.health import routes
from warehouse.release import pointer
from warehouse.settings import DATABASE_NAME, Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path / "very-private"))
    return Home(tmp_path / "very-private")


def ask(path: str) -> tuple[Response, str]:
    """What the server that carries the app answers, and its body."""
    (endpoint,) = (route.endpoint for route in routes() if route.path == path)
    answer = endpoint(Request({"type": "http", "headers": []}))
    return answer, bytes(answer.body).decode()


def samples(told: str) -> dict[str, float]:
    """The exposition by name, after its form was checked: every sample has its HELP and TYPE."""
    found = {}
    for line in told.splitlines():
        if not line.startswith("#"):
            match = re.fullmatch(r'([a-z_]+)(?:\{(?:[a-z_]+="[^"]*",?)+\})? (\d+(?:\.\d+)?)', line)
            assert match, line
            assert f"# HELP {match[1]} " in told and f"# TYPE {match[1]} gauge" in told
            found[match[1]] = float(match[2])
    return found


def test_a_published_home_is_well_and_says_which_release(home: Home) -> None:
    release = publish_small(home, 1)
    answer, told = ask("/healthz")
    found = json.loads(told)
    assert answer.status_code == 200 and found.pop("release_age_seconds") > 0 and found.pop("free_bytes") > 0
    assert found == {"status": "ok", "release_id": release, "version": "1.0.0", "releases_kept": 1, "audit_warnings": 0}
    answer, metrics = ask("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    values = samples(metrics)
    assert (values["warehouse_up"], values["warehouse_releases_kept"], values["warehouse_audit_warnings"]) == (1, 1, 0)
    assert values["warehouse_release_age_seconds"] > 0 and f'release_id="{release}"' in metrics
    assert "very-private" not in told + metrics


def test_an_empty_home_and_a_damaged_one_are_unwell(home: Home) -> None:
    answer, told = ask("/healthz")
    assert (answer.status_code, json.loads(told)["status"]) == (503, "no_release")
    assert samples(ask("/metrics")[1])["warehouse_up"] == 0
    publish_small(home, 1)
    database = pointer.database(home)
    database.chmod(0o644)
    database.write_bytes(b"x" * 50_000)
    answer, told = ask("/healthz")
    assert answer.status_code == 503 and json.loads(told) | {"status": "damaged", "release_id": None} == json.loads(told)
    home.pointer.write_text(json.dumps({"release_id": "../../etc"}))
    for path in ("/healthz", "/metrics"):
        assert "etc" not in ask(path)[1] and DATABASE_NAME not in ask(path)[1]

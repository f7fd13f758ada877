"""Logs for machines: one JSON line an event, with its particulars and without secrets."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from warehouse.operations.logs import JsonLines, struck


def line(message: str, *arguments: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("warehouse.x").makeRecord("warehouse.x", logging.INFO, "f", 1, message, arguments, None, extra=extra)
    told = JsonLines().format(record)
    assert "\n" not in told
    found = json.loads(told)
    assert isinstance(found, dict)
    return found


def test_an_event_is_one_line_with_its_particulars() -> None:
    found = line("page %s\nfailed", "sql", actor="王采集", ms=12, ok=True, nothing=None)
    assert {**found, "at": ""} == {
        "at": "", "level": "info", "logger": "warehouse.x", "event": "page sql\nfailed", "actor": "王采集", "ms": 12, "ok": True, "nothing": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("postgresql://who:hush@host/db", "hush"),
        ("token vet_0123456789ab_abcdefghijklmnop was sent", "abcdefghijklmnop"),
        ("GET /oauth2callback?code=hushhush&state=st4te", "hushhush"),
        ("GET /oauth2callback?code=hushhush&state=st4te", "st4te"),
        ("{'client_secret': 'hushhush'}", "hushhush"),
        ('client_secret = "hushhush"', "hushhush"),
        ("Authorization: Bearer abcdefgh.ijkl", "abcdefgh"),
        ("id eyJhbGciOi.eyJzdWIi.c2ln", "eyJzdWIi"),
        ("PGPASSWORD=hushhush pg_dump", "hushhush"),
    ],
)
def test_what_looks_like_a_secret_is_struck_out_wherever_it_stands(said: str, secret: str) -> None:
    assert secret not in struck(said)
    assert secret not in json.dumps(line(said)) and secret not in json.dumps(line("x", where=said))


def test_ordinary_words_stay() -> None:
    said = "release 20241101T080000Z-aaaaaaaa published at http://localhost:8501/sql?lang=zh, exit code 0"
    assert struck(said) == said


def warehouse(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-m", "warehouse.cli", *arguments], env=told, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_line_writes_json_lines_when_asked_and_only_then(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    done = warehouse("token", "issue", "x", WAREHOUSE_HOME=str(tmp_path), WAREHOUSE_LOG="json", WAREHOUSE_LOG_FILE=str(file))
    events = [json.loads(one) for one in file.read_text().splitlines()]
    assert [(one["event"], one.get("exit_code")) for one in events] == [("token issued", None), ("command", 0)]
    assert done.stdout.strip() not in file.read_text() and file.stat().st_mode & 0o777 == 0o600
    failed = warehouse("token", "revoke", "none", WAREHOUSE_HOME=str(tmp_path), WAREHOUSE_LOG="json")
    assert json.loads(failed.stderr.splitlines()[-1])["exit_code"] == failed.returncode == 2
    assert warehouse("token", "list", "--json", WAREHOUSE_HOME=str(tmp_path)).stderr == ""
    wrong = warehouse("token", "list", WAREHOUSE_HOME=str(tmp_path), WAREHOUSE_LOG="xml")
    assert wrong.returncode == 2 and wrong.stderr.startswith("error: WAREHOUSE_LOG: 'xml'")

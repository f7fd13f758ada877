"""Nothing reaches out at run time: load, build, audit, a question and the app work without any network, and nothing even tries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, with_own_store

from warehouse.pages.frame import REGISTRY

WATCH = """
import os, sys
def watch(event, arguments):
    if event == 'socket.connect' and isinstance(arguments[1], tuple) and arguments[1][0] not in ('127.0.0.1', '::1', 'localhost'):
        open(os.environ['ATTEMPTS'], 'a').write(f'{sys.argv[:3]} connects to {arguments[1]}\\n')
    if event == 'socket.getaddrinfo' and arguments[0] not in (None, '', '0.0.0.0', '127.0.0.1', '::1', 'localhost', b'localhost'):
        open(os.environ['ATTEMPTS'], 'a').write(f'{sys.argv[:3]} looks for {arguments[0]}\\n')
sys.addaudithook(watch)
"""
"""Runs first in every Python process, as sitecustomize, and writes down who is asked beyond this machine."""

LOOPBACK = "import fcntl, socket, struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 1))"
"""Sets the flag UP on the loopback interface, which a new network name space has down."""

READER = """
import shutil, subprocess, sys, time, urllib.request
sys.path[:0] = ['tests', 'tests/browser']
from browsing import PAGES, open_page
from conftest import CHROMIUM_ARGUMENTS
from playwright.sync_api import sync_playwright
server = subprocess.Popen([sys.executable, '-m', 'warehouse.cli', 'serve', '--port', '8501'], stdout=subprocess.DEVNULL)
try:
    for _ in range(240):
        try:
            urllib.request.urlopen('http://localhost:8501/_stcore/health', timeout=1).close()
            break
        except OSError:
            time.sleep(0.5)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which('chromium'), args=CHROMIUM_ARGUMENTS)
        page = chromium.new_page()
        asked = []
        page.on('request', lambda one: asked.append(one.url))
        for path in PAGES:
            open_page(page, 'http://localhost:8501', path, 'en')
        chromium.close()
    print(len(PAGES), 'pages;', [one for one in asked if not one.startswith(('http://localhost:8501/', 'data:', 'blob:'))])
finally:
    server.kill()
"""


@pytest.fixture
def unshare() -> str:
    found = shutil.which("unshare")
    if found is None or subprocess.run([found, "-rn", "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("unshare -rn (a network name space without interfaces) is not allowed here: offline run not tried")
    return found


def watched(unshare: str, folder: Path, home: Path, commands: str, variable: str = "") -> tuple[subprocess.CompletedProcess[str], str]:
    """Run commands of the shell without a network; and what any Python process of theirs tried to reach."""
    (folder / "watch").mkdir()
    (folder / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    attempts = folder / "attempts"
    environment = {"WAREHOUSE_HOME": str(home), "PYTHONPATH": f"{folder / 'watch'}:{ROOT}", "ATTEMPTS": str(attempts), "SCRIPT": variable}
    done = subprocess.run(
        [unshare, "-rn", "sh", "-c", commands], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return done, attempts.read_text(encoding="utf-8") if attempts.exists() else ""


def test_the_whole_way_works_without_any_network(unshare: str, tmp_path: Path) -> None:
    done, attempts = watched(
        unshare,
        tmp_path,
        tmp_path / "home",
        f"{sys.executable} -m warehouse.cli up --no-serve && {sys.executable} -m warehouse.cli sql 'select count(*) as n from marts.dim_major'",
    )
    assert done.returncode == 0, done.stderr
    assert "1419" in done.stdout and attempts == ""


def test_every_page_of_the_app_is_drawn_without_any_network(unshare: str, release_home: Path, tmp_path: Path) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed (Debian package chromium): the app was not opened offline")
    (home := tmp_path / "home").mkdir()
    commands = f'{sys.executable} -c "{LOOPBACK}" && {sys.executable} -c "$SCRIPT"'
    done, attempts = watched(unshare, tmp_path, with_own_store(release_home, home), commands, READER)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert done.stdout.strip() == f"{len(REGISTRY)} pages; []" and attempts == ""


def test_an_attempt_to_reach_out_fails_and_is_seen(unshare: str, tmp_path: Path) -> None:
    """Or the two above would prove nothing."""
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    done, attempts = watched(unshare, tmp_path, tmp_path, f'{sys.executable} -c "{reach}"')
    assert "Network is unreachable" in done.stderr and "192.0.2.1" in attempts

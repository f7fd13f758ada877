"""App and HTTP interface open during fifty publishes and rollbacks: no page and no query fails, no answer mixes two releases."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import httpx
import pytest
from browsing import open_page
from conftest import ROOT, environment_of, free_port, running, serving
from playwright.sync_api import Browser

from warehouse.access import token
from warehouse.access.identity import of_account
from warehouse.files import file_hash
from warehouse.release import pointer
from warehouse.release.publish import publish, rollback
from warehouse.settings import DATABASE_NAME, Home

READERS, PUBLISHES, ROLLBACKS = 30, 10, 40
IDS = re.compile(r"\d{8}T\d{6}Z-[0-9a-z]+")
QUESTION = (
    "select (select release_id from meta.release), min(confirmed_by), max(confirmed_by), count(*) from marts.dim_major "
    "where major_code in (select major_code from marts.dim_major)"
)


def publish_marked(home: Home, first: Path, number: int) -> str:
    """The bundled release again, under another id, which every row of one table carries."""
    release_id = f"209901{number:02d}T000000Z-marked"
    stage = home.builds / f"stage-{number}"
    stage.mkdir(parents=True)
    shutil.copy(first / DATABASE_NAME, stage / DATABASE_NAME)
    (stage / DATABASE_NAME).chmod(0o644)
    with duckdb.connect(str(stage / DATABASE_NAME)) as connection:
        connection.execute("update meta.release set release_id = ?", [release_id])
        connection.execute("update marts.dim_major set confirmed_by = ?", [release_id])
    told = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    publish(home, stage, {**told, "release_id": release_id, "database_sha256": file_hash(stage / DATABASE_NAME)})
    return release_id


@pytest.mark.timeout(1_800)
def test_no_page_and_no_query_fails_or_mixes(
    release_home: Path, tmp_path: Path, browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    home, drawn, done = Home(tmp_path / "home"), random.Random(50), threading.Event()
    home.releases.mkdir(parents=True)
    first = pointer.database(Home(release_home)).parent
    published = [publish_marked(home, first, number) for number in (1, 2)]
    tokens = [token.issue(home, of_account("operator"), f"reader {number}", ["analyst"], 1)[0] for number in range(READERS)]
    api = [sys.executable, "-m", "warehouse.cli", "api", "--port", str(port := free_port())]
    wrong: list[str] = []

    def read(told: str) -> int:
        count = 0
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {told}"}, timeout=120) as client:
            while not done.is_set():
                answer = client.post("/api/v1/query", json={"sql": QUESTION})
                seen = {answer.json()["release_id"], *answer.json()["rows"][0][:3]} if answer.status_code == 200 else {answer.text}
                if len(seen) != 1 or answer.json()["rows"][0][3] != 1419:
                    wrong.append(f"{answer.status_code}: {seen}")
                count += 1
        return count

    def move() -> None:
        """Fifty moves of the pointer by the two functions that move it."""
        try:
            for number in range(PUBLISHES + ROLLBACKS):
                if number % 5 == 0:
                    published.append(publish_marked(home, first, len(published) + 1))
                else:
                    rollback(home, drawn.choice([one for one in published if one != pointer.current(home).release_id]))
                time.sleep(0.5)
        finally:
            done.set()

    stamps: list[set[str]] = []
    environment = {**environment_of(home.root), "WAREHOUSE_SQL_WAITING": "100"}  # thirty readers at once, none sent away
    with (
        serving(home.root, free_port()) as address,
        running(api, port, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL),
        ThreadPoolExecutor(READERS + 1) as pool,
    ):
        readers = [pool.submit(read, one) for one in tokens]
        mover = pool.submit(move)
        page = browser.new_page()
        try:
            while not done.is_set():
                for path in ("overview", "majors", "trace", "compliance"):
                    open_page(page, address, path, "en")
                    assert page.get_by_test_id("stAlertContentError").count() == 0, page.locator(".stMain").inner_text()
                    stamps.append(set(IDS.findall(page.get_by_test_id("stCaptionContainer").last.inner_text())))
        finally:
            done.set()
            page.close()
        mover.result()
        queries = sum(one.result() for one in readers)
    assert wrong == [] and queries > READERS
    assert all(len(one) == 1 and one <= set(published) for one in stamps) and len(stamps) >= 4
    assert len(set.union(*stamps)) > 1, "the pages saw one release only"
    record_property("publishes and rollbacks", PUBLISHES + ROLLBACKS)
    record_property("pages drawn meanwhile", len(stamps))
    record_property(f"queries of {READERS} readers through interface and sandbox", queries)
    record_property("failed or mixed", 0)

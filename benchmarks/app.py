"""How fast the app answers a reader in a real browser, what twenty readers at once do to it, and how much memory it takes.

Run: WAREHOUSE_HOME=var .venv/bin/python benchmarks/app.py

For the national panel make its home first: WAREHOUSE_HOME=var/nation warehouse demo --scale national --rows 1000000

It serves the current release of the home on a free port, opens every page in Debian's Chromium, changes filters many times, then
opens twenty sessions at once. The browser runs on the same machine and takes its share of it.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from warehouse.pages.frame import REGISTRY
from warehouse.pages.text import text

OPENINGS = 3
FILTER_CHANGES = 20
MOST_OPTIONS = 8
"""Options of a filter that take turns: as many as its list shows without scrolling."""
FILTERS = (
    ("majors", "majors.view"),
    ("majors", "majors.category"),
    ("compliance", "compliance.document"),
    ("compliance", "column.year"),
    ("compare", "column.measure"),
    ("school", "peers.rule"),
    ("overview", "recognition.choose"),
    ("data", "data.choose_table"),
)
"""Filters that are changed: page and key of their label."""
SESSIONS = 20
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FIRST = REGISTRY[0].url_path


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    """The app in a process of its own: its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "warehouse.cli", "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.5)
        yield f"http://localhost:{port}", process.pid
    finally:
        process.kill()
        process.wait()


def memory(pid: int) -> int:
    """Resident memory of the server, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) // 1024


def computed(pid: int) -> float:
    """Seconds that processors have worked for the server: what a reader costs, however busy the machine is with other things."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def address(server: str, path: str) -> str:
    return f"{server}/{'' if path == FIRST else path}?lang=en"


def first_content(page: Page, server: str, path: str, title: str) -> float:
    """Seconds from asking for the page until its title and its first words are there."""
    started = time.perf_counter()
    page.goto(address(server, path), wait_until="commit")
    page.get_by_role("heading", name=title, exact=True).first.wait_for(timeout=60_000)
    return time.perf_counter() - started


def navigated(page: Page, title: str) -> float:
    """Seconds from a click in the navigation until the page is drawn."""
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
    started = time.perf_counter()
    link.click()
    page.get_by_role("heading", name=title, exact=True).first.wait_for(timeout=60_000)
    return time.perf_counter() - started


def filter_changes(page: Page, server: str, path: str, label: str) -> list[float]:
    """Seconds from the press on another value of a filter until the page has been drawn anew, by the browser's clock; the values take turns.

    The clock starts in the browser: before the press the driver waits, up to a second, until the opened list stands still.
    """
    page.goto(address(server, path))
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"] h1', timeout=60_000)
    page.evaluate("window.addEventListener('pointerdown', () => { window.pressed = performance.now() }, true)")
    choice = page.get_by_role("combobox", name=text("en", label), exact=True).first
    options = page.locator('[role="option"][aria-selected="false"]')  # of a long list, those in sight
    times: list[float] = []
    for number in range(3 * FILTER_CHANGES):
        choice.click(timeout=60_000)
        with suppress(PlaywrightTimeoutError):  # a list that was opened while the page still settles closes again: the next round opens it anew
            options.first.wait_for(timeout=3_000)
            before, shown = page.evaluate("location.search"), choice.input_value()
            option = options.nth(number % min(options.count(), MOST_OPTIONS))
            option.click(trial=True, timeout=3_000)  # until the list has come to rest, which is no matter of the page
            option.click()
            try:
                drawn = page.wait_for_function(
                    "before => location.search !== before && document.querySelector('.stApp').dataset.testScriptState === 'notRunning' "
                    "&& performance.now() - window.pressed",
                    arg=before,
                    polling=10,
                    timeout=20_000,
                )
            except PlaywrightTimeoutError:
                if choice.input_value() != shown:
                    raise RuntimeError(f"{path}: no answer to a choice within 20 s") from None
                continue  # the list moved away under the click: nothing was chosen
            times.append(drawn.json_value() / 1000)
        if len(times) == FILTER_CHANGES:
            return times
    raise RuntimeError(f"{path}: {text('en', label)} could not be changed")


def together(browser: Browser, server: str) -> tuple[float, int]:
    """Twenty sessions opened at once, each on another page: seconds until all are drawn, and how many show an error."""
    pages = [browser.new_page() for _ in range(SESSIONS)]
    paths = [REGISTRY[number % len(REGISTRY)].url_path for number in range(SESSIONS)]
    started = time.perf_counter()
    for page, path in zip(pages, paths, strict=True):
        page.goto(address(server, path), wait_until="commit")
    failed = 0
    for page in pages:
        page.wait_for_selector('.stApp[data-test-script-state="notRunning"] h1', timeout=180_000)
        failed += page.get_by_test_id("stException").count() + page.get_by_test_id("stAlertContentError").count()
    seconds = time.perf_counter() - started
    for page in pages:
        page.close()
    return seconds, failed


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed (Debian package chromium)")
    with served() as (server, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        print(f"load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
        print("| page | new session, s | from the navigation, s | work of the server for a new session, s |\n|---|---:|---:|---:|")
        titles = {entry.url_path: text("en", entry.title) for entry in REGISTRY}
        for path, title in titles.items():
            first_content(page, server, path, title)  # warms server and browser
            before = computed(pid)
            opened = [first_content(page, server, path, title) for _ in range(OPENINGS)]
            page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', timeout=60_000)
            work = (computed(pid) - before) / OPENINGS
            other = next(name for name in titles if name != path)
            moved = []
            for _ in range(OPENINGS):
                navigated(page, titles[other])
                moved.append(navigated(page, title))
            print(f"| {path} | {statistics.median(opened):.2f} | {statistics.median(moved):.2f} | {work:.2f} |", flush=True)
        print(f"\n| filter, {FILTER_CHANGES} changes | median, ms | p95, ms | work of the server each, ms |\n|---|---:|---:|---:|")
        for path, label in FILTERS:
            before = computed(pid)
            times = sorted(1000 * seconds for seconds in filter_changes(page, server, path, label))
            work = 1000 * (computed(pid) - before) / FILTER_CHANGES
            p95 = times[round(0.95 * (len(times) - 1))]
            print(f"| {path}: {text('en', label)} | {statistics.median(times):.0f} | {p95:.0f} | {work:.0f} |", flush=True)
        print(f"\nmemory of the server before: {memory(pid)} MiB")
        seconds, failed = together(browser, server)
        print(f"{SESSIONS} sessions at once: all drawn after {seconds:.1f} s, {failed} with an error; memory {memory(pid)} MiB")
        print(f"load of the machine at the end: {os.getloadavg()[0]:.1f}")
        browser.close()


if __name__ == "__main__":
    main()

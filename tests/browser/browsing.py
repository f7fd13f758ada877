"""What the browser tests share: pages, readiness, axe-core, the width of a page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from playwright.sync_api import Page, expect

from warehouse.pages.frame import REGISTRY
from warehouse.pages.text import text

PAGES = [page.url_path for page in REGISTRY]
TITLES = {page.url_path: page.title for page in REGISTRY}
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"

NOT_OURS = {"list": 'data-testid="stSidebarNavItems"', "listitem": 'class="st-emotion-cache-'}
"""axe rule → markup of the app framework that breaks it: its navigation puts sections between list and items. See the accessibility statement."""


def open_page(page: Page, server: str, path: str, language: str, **asked: str) -> None:
    """Go to a page of the app and wait until it is drawn."""
    # The first page of the registry is the app's own address; Streamlit knows it by no other.
    address = "" if path == PAGES[0] else path
    query = "&".join(f"{name}={value}" for name, value in {"lang": language, **asked}.items())
    page.goto(f"{server}/{address}?{query}")
    ready(page)
    expect(page.get_by_role("heading", name=text(language, TITLES[path]), exact=True).first).to_be_visible(timeout=60_000)


def ready(page: Page) -> None:
    """Wait until the script has ended and no fault is shown."""
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"] h1', timeout=60_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def width_of(page: Page) -> int:
    """The widest that the page wants to be, sidebar and page alike."""
    return int(page.evaluate("Math.max(document.scrollingElement.scrollWidth, document.querySelector('.stMain').scrollWidth)"))


def serious_findings(page: Page) -> list[str]:
    """What axe-core calls serious or critical, but for what only the framework can mend."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci --prefix tests/browser): accessibility not checked")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if NOT_OURS.get(violation["id"], "\n") not in node["html"]
    ]


def screenshot(page: Page, folder: Path, name: str) -> None:
    """A picture for the eye: in `WAREHOUSE_SCREENSHOTS` if that is set."""
    page.screenshot(path=Path(os.environ.get("WAREHOUSE_SCREENSHOTS", folder)) / f"{name}.png")

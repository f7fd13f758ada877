"""A page that one may not see draws nothing, whatever the menu showed."""

from __future__ import annotations

from pathlib import Path

import pytest
from opening import open_app

from warehouse.access.identity import Identity
from warehouse.pages.frame import REGISTRY, Page
from warehouse.pages.text import text


@pytest.mark.parametrize("page", [one for one in REGISTRY if one.permission != "release.read"], ids=lambda one: one.url_path)
def test_a_page_draws_nothing_for_a_role_that_may_not_see_it(release_home: Path, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.pages.identity.current", lambda: Identity("reader@edu.sh", frozenset({"reader"})))
    app = open_app(release_home, page.url_path, "en")
    assert [one.value for one in app.error] == [text("en", "denied")] and not app.title and not app.exception


def test_local_mode_says_so_on_every_page(release_home: Path) -> None:
    app = open_app(release_home, "data", "zh")
    assert any(text("zh", "access.local_banner") in one.proto.body for one in app.get("html"))

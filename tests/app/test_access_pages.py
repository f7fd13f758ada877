"""A page that one may not see draws nothing, whatever the menu showed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from opening import open_app

from warehouse.access.identity import DeniedError, Identity
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


def test_a_piece_that_is_drawn_anew_alone_asks_again_who_is_there(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.access.identity.Identity.needs", once_and_then_denied())
    app = open_app(release_home, "reconciliation", "en")
    assert app.title and [one.value for one in app.error] == [text("en", "denied")] and not app.dataframe and not app.exception


def once_and_then_denied() -> Callable[[Identity, str], None]:
    """The page is granted, each piece of it denied: as if the role were taken away meanwhile."""
    asked: list[str] = []

    def needs(_: Identity, permission: str) -> None:
        asked.append(permission)
        if len(asked) > 1:
            raise DeniedError("no longer")

    return needs


def test_a_fault_of_a_piece_is_told_in_its_place_and_the_rest_is_drawn(release_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret path /home/x")

    monkeypatch.setattr("warehouse.pages.majors_queries.by_group", broken)
    app = open_app(release_home, "majors", "en")
    assert len(app.error) == 1 and "secret" not in app.error[0].value and not app.exception
    assert any(header.value == text("en", "majors.list") for header in app.header)

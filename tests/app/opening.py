"""Opening the whole app at one of its pages, as an address in the browser does."""

from __future__ import annotations

import os
from pathlib import Path

from conftest import ROOT
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from warehouse.pages.frame import REGISTRY

PAGES = [page.url_path for page in REGISTRY]


def open_app(home: Path, page: str, language: str, **asked: str) -> AppTest:
    """The app at `/page?lang=…&…` on the current release of a home.

    AppTest switches to pages that are files; ours are functions, which Streamlit knows by the hash of their address.
    """
    # It stays set: the app reads it again in each later run. A test that needs another home says so itself.
    os.environ["WAREHOUSE_HOME"] = str(home)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in {"lang": language, **asked}.items():
        app.query_params[name] = value
    app._page_hash = calc_hash("" if page == PAGES[0] else page)
    return app.run()


def assert_sound(app: AppTest) -> None:
    """Neither a raw exception nor the box in which the frame tells of one."""
    assert not app.exception
    assert [error.value for error in app.error] == []

"""Shanghai vocational-education warehouse: from printed reports and school filings to a trusted star schema.

For notebooks and scripts: `import warehouse; release = warehouse.connect()`, then `release.query("select …").to_pandas()`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.query.client import Connection


def connect(home: str | Path | None = None, release: str | None = None) -> Connection:
    """Open a release for asking: the current one of the home (`WAREHOUSE_HOME`, default ./var), or the one named.

    Statements run in the sandbox, with the limits of `warehouse sql --limits`. Raises NoReleaseError, or InputError for an unknown release.
    """
    from warehouse.query.client import connect as open_connection  # the package itself must stay light: workers import it

    return open_connection(home, release)

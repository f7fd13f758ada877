"""Is it up, and on which release? For load balancers and monitoring: no names, no paths, no secrets."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warehouse.errors import WarehouseError
from warehouse.query.connection import open_release
from warehouse.release import pointer
from warehouse.settings import Home

if TYPE_CHECKING:
    from starlette.routing import Route


@dataclass(frozen=True)
class Health:
    """What `/healthz` answers. `status` is ok, or no_release, or damaged; ages and sizes are None where nothing is published."""

    status: str
    release_id: str | None
    version: str | None
    release_age_seconds: int | None
    releases_kept: int
    audit_warnings: int | None
    free_bytes: int


def health(home: Home) -> Health:
    """Open the current release and read one row of it."""
    kept = pointer.manifests(home)
    free = shutil.disk_usage(home.root).free if home.root.exists() else 0
    try:
        now = pointer.current(home).release_id
        with open_release(pointer.database(home)) as connection:
            row = connection.execute("select version from meta.release").fetchone()
    except WarehouseError as error:
        status = "no_release" if type(error).__name__ == "NoReleaseError" else "damaged"
        return Health(status, None, None, None, len(kept), None, free)
    told = next((m for m in kept if m["release_id"] == now), {})
    age = datetime.now(UTC) - datetime.fromisoformat(str(told["built_at"])) if "built_at" in told else None
    warnings = told.get("audit_warnings")
    return Health(
        "ok",
        now,
        str(row[0]) if row else None,
        int(age.total_seconds()) if age else None,
        len(kept),
        int(str(warnings)) if warnings is not None else None,
        free,
    )


def exposition(found: Health) -> str:
    """The same as metrics in the text format that Prometheus reads."""
    lines = [
        "# HELP warehouse_up Whether the current release can be read.",
        "# TYPE warehouse_up gauge",
        f"warehouse_up {int(found.status == 'ok')}",
        "# HELP warehouse_releases_kept Complete releases in the home.",
        "# TYPE warehouse_releases_kept gauge",
        f"warehouse_releases_kept {found.releases_kept}",
        "# HELP warehouse_free_bytes Free bytes of the disk that holds the home.",
        "# TYPE warehouse_free_bytes gauge",
        f"warehouse_free_bytes {found.free_bytes}",
    ]
    if found.status == "ok":
        lines += [
            "# HELP warehouse_release_info The release that readers see.",
            "# TYPE warehouse_release_info gauge",
            f'warehouse_release_info{{release_id="{found.release_id}",version="{found.version}"}} 1',
        ]
    if found.release_age_seconds is not None:
        lines += [
            "# HELP warehouse_release_age_seconds Seconds since the build of the current release started.",
            "# TYPE warehouse_release_age_seconds gauge",
            f"warehouse_release_age_seconds {found.release_age_seconds}",
        ]
    if found.audit_warnings is not None:
        lines += [
            "# HELP warehouse_audit_warnings Findings of the audit that did not stop the release.",
            "# TYPE warehouse_audit_warnings gauge",
            f"warehouse_audit_warnings {found.audit_warnings}",
        ]
    return "\n".join(lines) + "\n"


def routes() -> list[Route]:
    """`/healthz` (200 or 503, JSON) and `/metrics` (text) on the home of the environment, for the server that carries the app."""
    from starlette.requests import Request
    from starlette.responses import JSONResponse, PlainTextResponse, Response
    from starlette.routing import Route

    def healthz(_: Request) -> Response:
        found = health(Home.from_environment())
        return JSONResponse(asdict(found), status_code=200 if found.status == "ok" else 503)

    def metrics(_: Request) -> Response:
        return PlainTextResponse(exposition(health(Home.from_environment())), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", metrics)]

"""How people come in: by OpenID Connect, or in local mode, where whoever sits at the machine may do everything."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from warehouse.errors import InputError
from warehouse.settings import Home

Mode = Literal["local", "oidc"]
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers by which a reverse proxy gives itself away: behind one, a loopback address says nothing about who asks."""


def secrets_file(home: Home) -> Path:
    """Where client id, client secret and cookie secret stand: `WAREHOUSE_SECRETS`, else `secrets.toml` in the home."""
    return Path(os.environ.get("WAREHOUSE_SECRETS") or home.root / "secrets.toml")


def mode(home: Home) -> Mode:
    """`WAREHOUSE_ACCESS` if it is set; else OpenID Connect where the secrets file has an [auth] section, else local mode.

    Raises InputError where sign-in is asked for and not set up, or the secrets file is unreadable or open to others.
    """
    asked = os.environ.get("WAREHOUSE_ACCESS", "")
    if asked not in ("", *get_args(Mode)):
        raise InputError(f"WAREHOUSE_ACCESS: '{asked}' is not one of {', '.join(get_args(Mode))}")
    if asked == "local":
        return "local"
    if _has_auth(secrets_file(home)):
        return "oidc"
    if asked == "oidc":
        raise InputError(f"WAREHOUSE_ACCESS=oidc: {secrets_file(home)} has no [auth] section; write one as docs/operations.md shows")
    return "local"


def _has_auth(file: Path) -> bool:
    try:
        if not file.exists():
            return False
        if file.stat().st_mode & 0o077:
            raise InputError(f"{file}: other accounts can read it; run chmod 600 on it")
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # What the parser says may repeat a secret.
        raise InputError(f"{file}: is not valid TOML; see docs/operations.md") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    return bool(told.get("auth"))


def is_loopback(host: str) -> bool:
    """Whether a host name, with or without a port, is this very machine. An empty one is not: a server bound to it listens everywhere."""
    name = host.strip().lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def local_refusal(bound_to: str | None, headers: Mapping[str, str]) -> str | None:
    """Why local mode does not hold for a request, as a key of the app's words; None if it does.

    The server must listen on loopback only, the browser must have called it by a loopback name (another name that leads
    here is DNS rebinding or a proxy), and no proxy may have forwarded the request.
    """
    told = {name.lower(): value for name, value in headers.items()}
    if not is_loopback(bound_to or ""):
        return "access.local_bound"
    if "host" in told and not is_loopback(told["host"]):
        return "access.local_host"
    if any(name in told for name in FORWARDED):
        return "access.local_forwarded"
    return None

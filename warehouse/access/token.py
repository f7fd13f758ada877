"""Tokens for programs that ask over HTTP: who, which roles, until when. The home keeps a hash; the token itself is told once."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from warehouse.access.identity import DeniedError, Identity, roles
from warehouse.errors import InputError
from warehouse.settings import Home

log = logging.getLogger(__name__)
FILE = "tokens.json"
MOST_DAYS = 366
_FORM = re.compile(r"vet_([0-9a-f]{12})_([A-Za-z0-9_-]{43})\Z")
_REFUSED = "the token is unknown, revoked or expired; ask the operator for another one"


@dataclass(frozen=True)
class Token:
    """What is kept of a token. Times are ISO 8601 in UTC; the hash is of 256 random bits, so a fast one is enough."""

    token_id: str
    token_sha256: str
    name: str
    roles: tuple[str, ...]
    issued_at: str
    expires_at: str
    revoked_at: str | None = None

    def state(self, now: datetime) -> str:
        """valid, expired or revoked."""
        return "revoked" if self.revoked_at else "valid" if now < datetime.fromisoformat(self.expires_at) else "expired"


def issue(home: Home, by: Identity, name: str, held: list[str], days: int, now: datetime | None = None) -> tuple[str, Token]:
    """A new token, told this once, and what is kept of it. Raises InputError for a role that is none, or a name or lifetime out of bounds."""
    by.needs("home.operate")
    told = " ".join(name.split())
    if not 0 < len(told) <= 80 or not told.isprintable():
        raise InputError("name: say in 1 to 80 printable characters who or what will use the token")
    unknown = sorted(set(held) - {"reader", "analyst"})
    if unknown or not held:
        # Filing takes people; a program that holds a token must not be one of the three.
        offered = "reader or analyst" if not set(unknown) - set(roles()) else "a role that exists: reader or analyst"
        raise InputError(f"role: a token is for {offered}, not '{', '.join(unknown)}'")
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"days: a token lives 1 to {MOST_DAYS} days, not {days}")
    at = now or datetime.now(UTC)
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    kept = Token(token_id, _hash(secret), told, tuple(sorted(set(held))), _iso(at), _iso(at + timedelta(days=days)))
    _change(home, lambda tokens: [*tokens, kept])
    log.info("token issued", extra={"token_id": token_id, "holder": told, "by": by.name, "expires_at": kept.expires_at})
    return f"vet_{token_id}_{secret}", kept


def revoke(home: Home, by: Identity, token_id: str, now: datetime | None = None) -> Token:
    """End a token. Raises InputError if there is none of this id."""
    by.needs("home.operate")
    at = _iso(now or datetime.now(UTC))
    found: list[Token] = []

    def ended(tokens: list[Token]) -> list[Token]:
        changed = [replace(one, revoked_at=one.revoked_at or at) if one.token_id == token_id else one for one in tokens]
        found.extend(one for one in changed if one.token_id == token_id)
        return changed

    _change(home, ended)
    if not found:
        raise InputError("token: there is none of this id; `warehouse token list` shows them")
    log.info("token revoked", extra={"token_id": token_id, "by": by.name})
    return found[0]


def kept_tokens(home: Home) -> list[Token]:
    """What is kept of all tokens. Raises InputError, which repeats nothing of the file, if it is damaged."""
    try:
        told = json.loads((home.root / FILE).read_text(encoding="utf-8"))
        return [Token(**{**one, "roles": tuple(one["roles"])}) for one in told]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(f"{FILE}: is damaged or cannot be read; move it away and issue new tokens") from None


def identity_of_token(home: Home, told: str, now: datetime | None = None) -> Identity:
    """Who holds a token. Raises DeniedError, in the same words whatever is wrong with it."""
    form = _FORM.match(told)
    if form is None:
        raise DeniedError(_REFUSED)
    known = next((one for one in kept_tokens(home) if one.token_id == form[1]), None)
    right = hmac.compare_digest(_hash(form[2]), known.token_sha256 if known else "")
    if known is None or not right or known.state(now or datetime.now(UTC)) != "valid":
        raise DeniedError(_REFUSED)
    return Identity(known.name, frozenset(known.roles))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _change(home: Home, change: Callable[[list[Token]], list[Token]]) -> None:
    """Replace the file whole, one writer at a time, readable by the account of the home only."""
    home.root.mkdir(parents=True, exist_ok=True)
    file, fresh = home.root / FILE, home.root / f".{FILE}.{os.getpid()}"
    lock = os.open(home.root / f".{FILE}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = json.dumps([asdict(one) for one in change(kept_tokens(home))], ensure_ascii=False, indent=1)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:  # noqa: PTH123  # with its mode at once
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        os.close(lock)

"""From what a sign-in provider says of a person to roles: `access.csv` of the home, which never travels in a release.

Columns `claim,value,role,school_id`: whoever has this value of this claim (or has it in a list, such as groups) holds the role.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from warehouse.access.identity import DeniedError, Identity, roles
from warehouse.errors import InputError
from warehouse.settings import Home

FILE = "access.csv"
COLUMNS = ["claim", "value", "role", "school_id"]
SESSION_SECONDS = 8 * 3_600
"""How long a sign-in counts from when the provider issued it. The framework's own cookie would last 30 days."""
_AHEAD_SECONDS = 120
"""How far the provider's clock may be ahead."""


@dataclass(frozen=True)
class Grant:
    """One row of the file. The value `*` is everybody who has the claim."""

    claim: str
    value: str
    role: str
    school_id: str

    def fits(self, claims: Mapping[str, Any]) -> bool:
        told = claims.get(self.claim)
        if self.value == "*":
            return bool(told)
        said = told if isinstance(told, list) else [told]
        if self.claim == "email":
            return any(isinstance(one, str) and one.casefold() == self.value.casefold() for one in said)
        return self.value in said


def read_grants(home: Home) -> list[Grant]:
    """The rows of the file; none if it is not there. Raises InputError naming the row that cannot be taken."""
    file = home.root / FILE
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            if reader.fieldnames != COLUMNS:
                raise InputError(f"{FILE}: the first line must read {','.join(COLUMNS)}")
            return [_grant(row, number) for number, row in enumerate(reader, start=2)]
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{FILE}: cannot be read; save it as CSV in UTF-8") from error


def _grant(row: dict[str, str | None], number: int) -> Grant:
    claim, value, role, school_id = ((row.get(column) or "").strip() for column in COLUMNS)
    if None in row or not claim or not value:
        raise InputError(f"{FILE}, line {number}: give claim, value, role and, for a data officer, school_id")
    if role not in roles():
        raise InputError(f"{FILE}, line {number}: '{role}' is not one of {', '.join(roles())}")
    if value == "*" and role != "reader":
        raise InputError(f"{FILE}, line {number}: '*' gives a role to everybody; only reader may be given so")
    if (role == "data_officer") != bool(school_id):
        raise InputError(f"{FILE}, line {number}: a data officer has a school_id, nobody else has one")
    return Grant(claim, value, role, school_id)


def identity_of(claims: Mapping[str, Any], grants: list[Grant], now: float) -> Identity:
    """The person of a set of claims that the framework has verified. Raises DeniedError for a sign-in that no longer counts or holds no role.

    The name is the e-mail address where the provider does not deny that it was verified, else the subject: both are one
    person's alone, as the rule of three people needs.
    """
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float) or not issued - _AHEAD_SECONDS <= now < issued + SESSION_SECONDS:
        raise DeniedError("the sign-in is too old; sign in again", "access.expired")
    told = dict(claims)
    if told.get("email_verified") in (False, "false"):
        told.pop("email", None)
    name = told.get("email") or told.get("sub")
    if not isinstance(name, str) or not name.strip():
        raise DeniedError("the provider names nobody; tell the operator", "access.nobody")
    held = [grant for grant in grants if grant.fits(told)]
    if not held:
        raise DeniedError(f"{name}: holds no role here; ask the operator", "access.no_role")
    return Identity(name.strip(), frozenset(one.role for one in held), frozenset(one.school_id for one in held if one.school_id))

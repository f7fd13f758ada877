"""Who acts: a name, roles and schools; and the one table that says what each role may do (`permissions.csv`)."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from warehouse.errors import InputError

TABLE = Path(__file__).parent / "permissions.csv"
_NOT_ROLES = ("permission", "filing_role", "meaning")


class DeniedError(InputError):
    """What somebody may not do. `code` is the key of the words that the app has for it."""

    def __init__(self, told: str, code: str = "denied") -> None:
        super().__init__(told)
        self.code = code


@dataclass(frozen=True)
class Permission:
    """One row of the table: the roles that have it, and the role in the log of filings that it lets somebody act in."""

    roles: frozenset[str]
    filing_role: str
    meaning: str


@lru_cache(maxsize=1)
def permissions() -> dict[str, Permission]:
    """The table by the name of the permission."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["permission"]: Permission(
                frozenset(role for role, mark in row.items() if role not in _NOT_ROLES and mark == "yes"), row["filing_role"], row["meaning"]
            )
            for row in csv.DictReader(file)
        }


@lru_cache(maxsize=1)
def roles() -> tuple[str, ...]:
    """All roles, in the order of the table's columns."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(name for name in next(csv.reader(file)) if name not in _NOT_ROLES)


def may(held: Collection[str], permission: str) -> bool:
    """Whether one of the roles has a permission. An unknown permission is a fault of the caller (KeyError), never a yes."""
    return not permissions()[permission].roles.isdisjoint(held)


@dataclass(frozen=True)
class Identity:
    """Who acts. `school_ids` are the schools that a data officer files for; None is every school, as in local mode."""

    name: str
    roles: frozenset[str]
    school_ids: frozenset[str] | None = frozenset()
    is_local: bool = False

    def may(self, permission: str) -> bool:
        return may(self.roles, permission)

    def needs(self, permission: str) -> None:
        """Raises DeniedError if no role of this person has the permission."""
        if not self.may(permission):
            wanted = ", ".join(sorted(permissions()[permission].roles))
            raise DeniedError(f"{self.name}: '{permission}' needs the role {wanted}; ask the operator")

    @property
    def filing_roles(self) -> frozenset[str]:
        """The roles of the filing log in which this person may act."""
        return frozenset(one.filing_role for name, one in permissions().items() if one.filing_role and self.may(name))


def of_account(name: str) -> Identity:
    """Whoever works on the host itself, by command line, Python or in local mode: the account decides what can be done, so every role is held."""
    return Identity(name, frozenset(roles()), None, is_local=True)

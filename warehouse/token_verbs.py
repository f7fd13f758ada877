"""Verbs of the command line for tokens of the HTTP interface: issue, list, revoke. Thin over `warehouse.access.token`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import Home

verbs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Tokens for programs that ask over HTTP; only their hash is kept.")
talk = Console(stderr=True, highlight=False, emoji=False)


@verbs.command()
def issue(
    name: Annotated[str, typer.Argument(help="Who or what will use it.")],
    role: Annotated[list[str] | None, typer.Option(help="reader (tables, metrics, verdicts) or analyst (own SQL too).")] = None,
    days: Annotated[int, typer.Option(help="Days until it expires.")] = 90,
) -> None:
    """Issue a token. It is written to standard output this once; nobody can read it again.

    Example: warehouse token issue "district dashboard" --role reader --days 30
    """
    from warehouse.access import token
    from warehouse.access.identity import of_account
    from warehouse.query.adhoc import account

    told, kept = token.issue(Home.from_environment(), of_account(account()), name, role or ["reader"], days)
    print(told)
    talk.print(f"token {kept.token_id} for {kept.name} ({', '.join(kept.roles)}), valid until {kept.expires_at}", markup=False, soft_wrap=True)


@verbs.command("list")
def list_tokens(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """List tokens: who, roles, until when, valid or not. Neither a token nor its hash is shown.

    Example: warehouse token list
    """
    from warehouse.access.token import kept_tokens

    now = datetime.now(UTC)
    found = [(one, one.state(now)) for one in kept_tokens(Home.from_environment())]
    if as_json:
        told = [{**{name: value for name, value in asdict(one).items() if name != "token_sha256"}, "state": state} for one, state in found]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    table = Table("token", "name", "roles", "issued", "expires", "state")
    for one, state in found:
        table.add_row(one.token_id, one.name, ", ".join(one.roles), one.issued_at, one.expires_at, state)
    Console(markup=False, highlight=False, emoji=False, width=None if os.isatty(1) else 200).print(table)


@verbs.command()
def revoke(token_id: Annotated[str, typer.Argument(help="Id of the token: the part after 'vet_', 12 characters.")]) -> None:
    """End a token at once.

    Example: warehouse token revoke 0123456789ab
    """
    from warehouse.access import token
    from warehouse.access.identity import of_account
    from warehouse.query.adhoc import account

    ended = token.revoke(Home.from_environment(), of_account(account()), token_id)
    talk.print(f"token {ended.token_id} for {ended.name}: revoked", markup=False, soft_wrap=True)

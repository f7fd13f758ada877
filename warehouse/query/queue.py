"""A fair queue: a few statements at once, one of each reader, and the reader who was served longest ago is next."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from time import monotonic

from warehouse.errors import SqlError
from warehouse.query.limits import Limits
from warehouse.query.problem import Problem


@dataclass
class Ticket:
    """A place in the queue."""

    user: str
    granted: bool = False
    left: bool = False
    since: float = field(default_factory=monotonic)


class FairQueue:
    """Who may run now. All methods may be called from any thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._changed = threading.Condition()
        self._waiting: list[Ticket] = []
        self._running: list[Ticket] = []
        self._served: dict[str, int] = {}
        self._turn = 0

    def enter(self, user: str) -> Ticket:
        """Take a place in the queue. Raises SqlError (code busy) where it is full."""
        with self._changed:
            ticket = Ticket(user)
            self._waiting.append(ticket)
            self._grant()
            if ticket.granted:
                return ticket
            if sum(one.user == user for one in self._waiting) > self._limits.waiting_each:
                self._waiting.remove(ticket)
                raise SqlError(Problem("busy", f"you already have a statement running and {self._limits.waiting_each} waiting; wait or cancel one"))
            if len(self._waiting) > self._limits.waiting:
                self._waiting.remove(ticket)
                raise SqlError(Problem("busy", f"{self._limits.waiting} statements are waiting already; try again in a minute"))
            return ticket

    def wait(self, ticket: Ticket, seconds: float) -> None:
        """Wait for the ticket's turn. Raises SqlError (code busy) after so many seconds, (code cancelled) if the ticket has left."""
        with self._changed:
            self._changed.wait_for(lambda: ticket.granted or ticket.left, max(0.0, seconds))
            if ticket.left:
                raise SqlError(Problem("cancelled", "the statement was cancelled before it ran"))
            if not ticket.granted:
                self._waiting.remove(ticket)
                ticket.left = True
                raise SqlError(Problem("busy", f"no place became free within {self._limits.wait} seconds; try again later"))

    def leave(self, ticket: Ticket) -> None:
        """Give the place up, waiting or running. Leaving twice is leaving once."""
        with self._changed:
            ticket.left = True
            for places in (self._waiting, self._running):
                if ticket in places:
                    places.remove(ticket)
            self._grant()
            self._changed.notify_all()

    def ahead(self, ticket: Ticket) -> int:
        """How many statements wait before this one, roughly: those that came earlier."""
        with self._changed:
            return self._waiting.index(ticket) if ticket in self._waiting else 0

    def _grant(self) -> None:
        while len(self._running) < self._limits.running:
            busy = {one.user for one in self._running}
            able = [one for one in self._waiting if one.user not in busy]
            if not able:
                return
            chosen = min(able, key=lambda one: (self._served.get(one.user, -1), one.since))
            self._turn += 1
            self._served[chosen.user] = self._turn
            if len(self._served) > 10_000:  # readers who have not come back
                self._served = dict(sorted(self._served.items(), key=lambda item: item[1])[-1_000:])
            chosen.granted = True
            self._waiting.remove(chosen)
            self._running.append(chosen)
            self._changed.notify_all()

"""The one worker of a file: it holds whatever it wants, and who it is stands in the file."""

import json
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from bot.model.role import Role, in_order
from bot.ports.workers import About, LeaseKind, LivingWorker, Matter
from storage.connection import Connection
from storage.rows import facts
from storage.rows.instants import to_column
from storage.rows.workers import place_of_this_process, said_column, said_from
from storage.sqlite.database import MEMORY, Database
from storage.sqlite.delivery_lock import DeliveryLock
from storage.statements import statements

_SQL = statements("outbox")
_FACT = "worker"  # who delivers from the file, or did last


class OneWorker:
    """`bot.ports.Workers` on a file."""

    def __init__(self, database: Database, mark: DeliveryLock) -> None:
        self._database, self._mark = database, mark
        self._taken = set[tuple[LeaseKind, str]]()
        self._turns = dict[str, float]()  # by name: when the next may be
        self._row = dict[str, object]()  # of this process; empty while it is no worker that others may look for
        self._said = dict[About, str]()

    @property
    def alone(self) -> bool:
        """One process writes a file."""
        return True

    @property
    def place(self) -> str:
        """As the others see it."""
        return place_of_this_process()

    @property
    def share(self) -> float:
        """All of it."""
        return 1.0

    async def check(self) -> None:
        """Whoever has the file may."""

    async def take(self, kind: LeaseKind, name: str) -> bool:
        """There is nobody else."""
        self._taken.add((kind, name))
        return True

    def holds(self, kind: LeaseKind, name: str) -> bool:
        """Whether it was taken."""
        return (kind, name) in self._taken

    async def turn(self, name: str, seconds: float) -> bool:
        """By this machine's monotonic clock."""
        now = time.monotonic()
        if self._turns.get(name, now) > now:
            return False
        self._turns[name] = now + seconds
        return True

    async def give_back(self, kind: LeaseKind, names: Sequence[str]) -> None:
        """Nobody waits for it."""
        self._taken.difference_update((kind, name) for name in names)

    async def say(self, matter: Matter, name: str, sentence: str | None) -> None:
        """It stands in the file."""
        if self._said.get((matter, name)) == sentence:
            return
        if sentence is None:
            del self._said[matter, name]
        else:
            self._said[matter, name] = sentence
        await self._write()

    async def living(self) -> Sequence[LivingWorker]:
        """Whoever holds the lock."""
        said, deliveries = await self._database.read(_look)
        if said is None or not (self._database.path == MEMORY or self._mark.held):
            return ()
        found = json.loads(said)
        own = found["place"] == place_of_this_process()
        return (
            LivingWorker(
                id=found["place"],
                place=found["place"],
                version=found["version"],
                roles=frozenset(map(Role, found["roles"])),
                since=datetime.fromisoformat(found["since"]),
                deliveries=deliveries,
                said=said_from(found.get("said", "[]")),
                leases=self._leases() if own else {},
                own=own,
            ),
        )

    def watch(self, changed: Callable[[], None]) -> None:
        """Nobody joins or leaves."""

    @asynccontextmanager
    async def at_work(self, now: datetime, roles: Collection[Role]) -> AsyncIterator[None]:
        """Known to other processes that look, while inside."""
        if roles:
            self._row = {
                "place": place_of_this_process(),
                "version": version("paperboy"),
                "roles": in_order(roles),
                "since": now.isoformat(),
            }
        await self._write()
        try:
            yield
        finally:
            self._taken.clear()
            self._said.clear()
            self._row = {}

    async def _write(self) -> None:
        if self._row:
            await self._database.write(
                lambda db: facts.write(db, _FACT, json.dumps(self._row | {"said": said_column(self._said)}))
            )

    def _leases(self) -> dict[LeaseKind, list[str]]:
        leases: dict[LeaseKind, list[str]] = {}
        for kind, name in sorted(self._taken):
            leases.setdefault(kind, []).append(name)
        return leases


def _look(db: Connection) -> tuple[str | None, int]:
    """Who delivers, and how many deliveries are in its hands."""
    (deliveries,) = db.execute(_SQL["in_hand"], {"now": to_column(datetime.now(UTC))}).fetchone()
    return facts.read(db, _FACT), int(deliveries)

"""A process that delivers what is due to a platform kept in a file, until there is nothing left or it is killed.

`python -m tests.integration.delivering DATABASE FILE SEED`
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.system_clock import SystemClock
from bot.delivery import retry
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.limits import Limits
from bot.errors import StorageError
from bot.model.channel import Address
from bot.model.delivery import Delivery, Lookup, NotThere, Outcome, Receipt, Scope, Sent
from bot.model.digest import Edition
from bot.ports import Message, NotYet, Platform
from bot.views.blocks import Heading, PaperCard, View
from storage.connection import Connection
from storage.locations import location
from storage.postgres.store import PostgresStore
from storage.store import SqliteStore


def show(edition: Edition) -> View:
    cards = tuple(PaperCard(id=c.paper.id, title=c.paper.title, url=c.paper.url) for c in edition.papers)
    return View((Heading("Today's papers"), *cards), "Today's papers")


class FilePlatform:
    """Accepts a message by writing its token as a line; answers a little before or after that."""

    def __init__(self, path: Path, seed: int) -> None:
        self._path = path
        self._random = random.Random(seed)

    def render(self, view: View, edition: Edition | None, *, plain: bool) -> Sequence[Message]:
        return [{"text": repr(block)} for block in view.blocks]

    def turn(self, address: Address) -> NotYet | None:
        return NotYet(0.001, self._random.choice(list(Scope))) if self._random.random() < 0.3 else None

    async def send(self, delivery: Delivery, message: Message, root: Receipt | None) -> Outcome:
        await asyncio.sleep(self._random.random() * 0.004)
        with self._path.open("ab", buffering=0) as file:
            file.write(f"{delivery.token} {time.time():.6f}\n".encode())  # one write: a line is whole or absent
        await asyncio.sleep(self._random.random() * 0.004)
        return Sent(Receipt(delivery.token))

    async def find(self, delivery: Delivery, message: Message, root: Receipt | None, now: datetime) -> Lookup:
        there = delivery.token in self._path.read_text(encoding="utf-8").split()
        return Sent(Receipt(delivery.token)) if there else NotThere()


def _unsettled(db: Connection) -> int:
    """Also what is being sent and what waits behind it, which never falls due by itself (`Outbox.next_at`)."""
    return int(db.execute("SELECT count(*) FROM delivery WHERE ready IS NOT NULL").fetchone()[0])


async def _is_left(store: SqliteStore | PostgresStore) -> bool:
    try:
        return bool(await store.database.read(_unsettled))
    except StorageError:
        if isinstance(store, SqliteStore):
            raise
        return True  # a server that is down comes back


@asynccontextmanager
async def _opened(database: str) -> AsyncIterator[SqliteStore | PostgresStore]:
    """A file, or a server's database of which others deliver as well."""
    place = location(database if "://" in database else Path(database), Path(f"{sys.argv[2]}-{os.getpid()}"))
    async with place.open(secret_key=None, older_key=None) as store:
        if isinstance(
            store, SqliteStore
        ):  # killed and started again within a second: the next one is the only one
            yield store
            return
        async with store.claim_delivery(SystemClock().now()):
            yield store


async def main(database: str, file: str, seed: int) -> None:
    retry.STORED_WITHIN = timedelta(0)  # the file has at once what it accepts
    async with _opened(database) as store:
        sender = FilePlatform(Path(file), seed)
        platform = Platform("fake", sender, sender)  # type: ignore[arg-type] -- nobody is told anything here
        limits, shared = Limits(shortest_nap=0.001), isinstance(store, PostgresStore)
        dispatcher = Dispatcher(
            store.outbox, store.plans, [platform], SystemClock(), show, limits=limits, shared=shared
        )
        os.write(1, b"ready\n")
        running = asyncio.create_task(dispatcher.run())
        while await _is_left(store):  # noqa: ASYNC110 -- the outbox has no event
            await asyncio.sleep(0.05)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))

"""Channels and their subscriptions."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot.errors import NotFoundError
from bot.model.channel import Address, Channel, Subscription
from storage.connection import Connection, Engine
from storage.removal.remove_channels import remove
from storage.rows.channels import channel, columns
from storage.rows.instants import from_column, from_column_or_null, to_column
from storage.statements import statements

_SQL = statements("channels")
_PLANS = statements("plans")


class SqlChannels:
    """`bot.ports.Channels` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def get(self, address: Address) -> Channel | None:
        """By address."""
        return await self._database.read(partial(_get, address))

    async def by_key(self, key: int) -> Channel | None:
        """One that is gone has none: numbers are not used twice."""
        row = await self._database.read(lambda db: db.execute(_SQL["by_key"], {"id": key}).fetchone())
        return None if row is None else channel(row)

    async def within(self, platform: str | None, workspace: str | None = None) -> Sequence[Channel]:
        """By key."""
        name = "all" if platform is None else "of_platform" if workspace is None else "of_workspace"
        asked = {"platform": platform, "workspace": workspace}
        return await self._database.read(lambda db: [channel(row) for row in db.execute(_SQL[name], asked)])

    async def held(self, platforms: Sequence[str]) -> Sequence[tuple[str, int]]:
        """Counted in an index."""
        asked = {"platforms": json.dumps(list(platforms))}
        return await self._database.read(lambda db: db.execute(_SQL["held"], asked).fetchall())

    async def create(self, new: Channel) -> Channel:
        """The key that is given is of no matter."""

        def create(db: Connection) -> Channel | None:
            address = new.address
            db.execute(_SQL["create"], (address.platform, address.workspace, address.channel, *columns(new)))
            return _get(address, db)

        created = await self._database.write(create)
        assert created is not None  # noqa: S101 -- just written in the same transaction
        return created

    async def change(self, key: int, update: Callable[[Channel], Channel]) -> Channel:
        """Read, decided and written in one transaction."""
        return await self._database.write(partial(_change, key, update))

    async def amend(
        self,
        key: int,
        add: Sequence[str],
        remove: Sequence[str],
        update: Callable[[Channel], Channel],
        *,
        by: str,
        now: datetime,
    ) -> tuple[Channel, Sequence[bool], Sequence[bool]]:
        """All in one transaction; what goes makes room first."""

        def amend(db: Connection) -> tuple[Channel, list[bool], list[bool]]:
            after = _change(key, update, db)
            removed = _unsubscribe(key, remove, db)
            return after, _subscribe(key, add, by, now, db), removed

        return await self._database.write(amend)

    async def move(self, address: Address, to: str) -> bool:
        """With all that is its own, which goes by the channel's key."""
        asked = {
            "platform": address.platform,
            "workspace": address.workspace,
            "channel": address.channel,
            "new": to,
        }

        def move(db: Connection) -> bool:
            moved = db.execute(_SQL["move"], asked).rowcount > 0
            if moved:
                db.execute(_SQL["move_audit"], asked)
            return moved

        return await self._database.write(move)

    async def remove(self, *keys: int) -> None:
        """With digests, deliveries, memory, audit and what they have seen."""
        await self._database.write(lambda db: remove(db, keys))

    async def subscriptions(self, key: int) -> Sequence[Subscription]:
        """Numbered as they are read, so there are no gaps."""
        rows = await self._database.read(lambda db: db.execute(_SQL["subscriptions"], {"channel": key}).fetchall())
        return [
            Subscription(number, text, from_column(added), by)
            for number, (text, added, by) in enumerate(rows, start=1)
        ]

    async def subscribe(self, key: int, queries: Sequence[str], by: str, now: datetime) -> Sequence[bool]:
        """A text counts once, also within one call."""
        return await self._database.write(partial(_subscribe, key, queries, by, now))

    async def unsubscribe(self, key: int, queries: Sequence[str]) -> Sequence[bool]:
        """The others keep their order."""
        return await self._database.write(partial(_unsubscribe, key, queries))

    async def last_digest(self, key: int, now: datetime) -> datetime | None:
        """Of any of its messages."""
        asked = {"channel": key, "now": to_column(now)}
        row = await self._database.read(lambda db: db.execute(_SQL["last_receipt"], asked).fetchone())
        return from_column_or_null(row[0])


def _get(address: Address, db: Connection) -> Channel | None:
    asked = {"platform": address.platform, "workspace": address.workspace, "channel": address.channel}
    row = db.execute(_SQL["get"], asked).fetchone()
    return None if row is None else channel(row)


def _change(key: int, update: Callable[[Channel], Channel], db: Connection) -> Channel:
    row = db.execute(_SQL["by_key"], {"id": key}).fetchone()
    if row is None:
        raise NotFoundError("This channel was removed a moment ago; type the command again to set it up.")
    before = channel(row)
    after = update(before)
    if after != before:
        db.execute(_SQL["save"], (*columns(after), key))
    if before.last_date and after.last_date and after.last_date < before.last_date:  # another zone's dates
        asked = {"channels": json.dumps([key]), "last_date": after.last_date.isoformat()}
        db.execute(_PLANS["free_dates"], asked)
    return after


def _subscribe(key: int, queries: Sequence[str], by: str, now: datetime, db: Connection) -> list[bool]:
    rows = [{"channel": key, "text": text, "added": to_column(now), "person": by} for text in queries]
    db.executemany(_SQL["add_query"], rows)
    return [db.execute(_SQL["subscribe"], row).rowcount > 0 for row in rows]


def _unsubscribe(key: int, queries: Sequence[str], db: Connection) -> list[bool]:
    rows = [{"channel": key, "text": text} for text in queries]
    return [db.execute(_SQL["unsubscribe"], row).rowcount > 0 for row in rows]

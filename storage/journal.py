"""The journal: polls, faults, audit, and events seen once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.channel import Address
from bot.ports import AuditEntry, Fault, Poll
from storage.connection import Connection, Engine
from storage.rows.instants import from_column, from_column_or_null, to_column
from storage.rows.papers import clean
from storage.statements import statements

_SQL = statements("journal")
EVENT_MEMORY = timedelta(days=7)  # platforms resend an event for minutes or hours, never for days


class SqlJournal:
    """`bot.ports.Journal` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def polls(self) -> Sequence[Poll]:
        """By name."""
        rows = await self._database.read(lambda db: db.execute(_SQL["polls"]).fetchall())
        return [
            Poll(
                source=source,
                cursor=cursor,
                asked=from_column_or_null(asked),
                fresh=from_column_or_null(fresh),
                note=note,
                ok=bool(ok),
                not_before=from_column_or_null(not_before),
                answered=from_column_or_null(answered),
                failing=from_column_or_null(failing),
            )
            for source, cursor, asked, fresh, note, ok, not_before, answered, failing in rows
        ]

    async def faults(self, limit: int) -> Sequence[tuple[datetime, str, Fault]]:
        """A fault that came again counts from its last time."""
        rows = await self._database.read(lambda db: db.execute(_SQL["faults"], {"limit": limit}).fetchall())
        return [(from_column(at), source, Fault(place, reason)) for at, source, place, reason in rows]

    async def audit(self, entry: AuditEntry) -> None:
        """Kept as long as the channel."""
        address = entry.address
        row = (
            to_column(entry.at),
            address.platform,
            address.workspace,
            address.channel,
            entry.by,
            clean(entry.what),
        )
        await self._database.write(lambda db: db.execute(_SQL["audit"], row))

    async def audited(self, address: Address, limit: int) -> Sequence[AuditEntry]:
        """Of that channel only."""
        asked = {
            "platform": address.platform,
            "workspace": address.workspace,
            "channel": address.channel,
            "limit": limit,
        }
        rows = await self._database.read(lambda db: db.execute(_SQL["audited"], asked).fetchall())
        return [AuditEntry(at=from_column(at), address=address, by=by, what=what) for at, by, what in rows]

    async def once(self, event: str, now: datetime) -> bool:
        """The database decides, so that two processes agree."""

        def first(db: Connection) -> bool:
            db.execute(_SQL["forget_events"], {"before": to_column(now - EVENT_MEMORY)})
            return db.execute(_SQL["once"], {"id": event, "at": to_column(now)}).rowcount > 0

        return await self._database.write(first)

    async def forget(self, events: Sequence[str]) -> None:
        """Those that were never seen are none."""
        rows = [{"id": event} for event in events]
        await self._database.write(lambda db: db.executemany(_SQL["forget_event"], rows))

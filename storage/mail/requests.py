"""Requests to have papers mailed, and what is kept of addresses."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.ports.mail_requests import MailRequest, Memory, Wish
from storage.connection import Connection, Engine
from storage.mail.memories import read_memory, write_memory
from storage.removal.remove_channels import overwriting, remove
from storage.rows.instants import from_column, from_column_or_null, to_column, to_column_or_null
from storage.statements import statements

_SQL = statements("mail_requests")


class SqlMailRequests:
    """`bot.ports.MailRequests` in SQL."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    async def get(self, key: int) -> MailRequest | None:
        """By its number."""
        row = await self._database.read(lambda db: db.execute(_SQL["get"], {"id": key}).fetchone())
        return None if row is None else _request(row)

    async def of(self, address: str) -> Sequence[MailRequest]:
        """In the order asked."""
        rows = await self._database.read(
            lambda db: db.execute(_SQL["of_address"], {"address": address}).fetchall()
        )
        return [_request(row) for row in rows]

    async def asked_by(self, by: str, since: datetime) -> int:
        """Each address once."""
        asked = {"person": by, "since": to_column(since)}
        (count,) = await self._database.read(lambda db: db.execute(_SQL["asked_by"], asked).fetchone())
        return int(count)

    async def put(self, request: MailRequest) -> MailRequest:
        """Written as a whole."""
        row = {
            "id": request.key,
            "address": request.address,
            "wish": request.wish,
            "queries": json.dumps(request.queries, ensure_ascii=False),
            "zone": request.zone,
            "person": request.by,
            "asked": to_column(request.asked),
            "due": to_column_or_null(request.due),
            "tries": request.tries,
            "channel": request.channel,
        }

        def put(db: Connection) -> MailRequest:
            key = request.key
            if key:
                db.execute(_SQL["save"], row)
            else:
                (key,) = db.execute(_SQL["add"], row).fetchone()
            return _request(db.execute(_SQL["get"], {"id": key}).fetchone()) if key else request

        return await self._database.write(lambda db: overwriting(db, put))

    async def due(self, now: datetime, limit: int) -> Sequence[MailRequest]:
        """The longest waiting first."""
        asked = {"now": to_column(now), "limit": limit}
        return await self._database.read(lambda db: [_request(row) for row in db.execute(_SQL["due"], asked)])

    async def write(self, key: int, mark: str, now: datetime) -> bool:
        """Recorded before it is handed over, so that a crash writes no second one."""

        def write(db: Connection) -> bool:
            if not db.execute(_SQL["written"], {"id": key}).rowcount:
                return False
            known = read_memory(db, mark)
            write_memory(
                db,
                mark,
                Memory(
                    written=now,
                    letters=known.letters + 1,
                    end=known.end,
                    reason=known.reason,
                    ended=known.ended,
                ),
            )
            return True

        return await self._database.write(lambda db: overwriting(db, write))

    async def memory(self, mark: str) -> Memory:
        """Nothing, of one that was never written to."""
        return await self._database.read(lambda db: read_memory(db, mark))

    async def remember(self, mark: str, update: Callable[[Memory], Memory]) -> None:
        """Read, decided and written in one transaction."""
        await self._database.write(lambda db: write_memory(db, mark, update(read_memory(db, mark))))

    async def confirmed(self, key: int, channel: int) -> None:
        """Those that wait for their letter still ask for it."""

        def confirmed(db: Connection) -> None:
            db.execute(_SQL["confirmed"], {"id": key, "channel": channel})
            db.execute(_SQL["settled"], {"id": key})

        await self._database.write(lambda db: overwriting(db, confirmed))

    async def forget(self, address: str, channel: int | None, mark: str, memory: Memory) -> None:
        """All in one transaction."""

        def forget(db: Connection) -> None:
            remove(db, () if channel is None else (channel,))
            db.execute(_SQL["forget"], {"address": address})
            write_memory(db, mark, memory)

        await self._database.write(lambda db: overwriting(db, forget))

    async def tidy(self, asked_before: datetime, written_before: datetime) -> int:
        """Overwritten, as all that is deleted of addresses."""

        def tidy(db: Connection) -> int:
            gone = db.execute(_SQL["tidy"], {"before": to_column(asked_before)}).rowcount
            return gone + db.execute(_SQL["tidy_memory"], {"before": to_column(written_before)}).rowcount

        return await self._database.write(lambda db: overwriting(db, tidy))


def _request(row: Any) -> MailRequest:
    key, address, wish, queries, zone, by, asked, due, tries, channel = row
    return MailRequest(
        key=key,
        address=address,
        wish=Wish(wish),
        queries=tuple(json.loads(queries)),
        zone=zone,
        by=by,
        asked=from_column(asked),
        due=from_column_or_null(due),
        tries=tries,
        channel=channel,
    )

"""The outbox: deliveries on their way, claimed with a lease and settled in one transaction."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from bot.errors import StorageError
from bot.model.channel import Address
from bot.model.delivery import Delivery, Receipt, State
from bot.model.delivery_token import token
from bot.model.transition import Transition, Wait
from bot.ports import Late
from bot.schedule.believed import LONGEST_WAIT
from storage.connection import Connection, Engine, change
from storage.rows import facts
from storage.rows.instants import from_column, from_column_or_null, to_column
from storage.settle_deliveries import give_up, lost_leases, settle
from storage.statements import statements

_SQL = statements("outbox")
_SIMPLE = frozenset({State.SENT, State.QUEUED})


def _nobody() -> str:
    return ""


class SqlOutbox:
    """`bot.ports.Outbox` in SQL. `begun` hears how many attempts were recorded, each before its call; `owner` says
    which process claims, "" where there is but one.
    """

    def __init__(self, database: Engine, begun: Callable[[int], None], owner: Callable[[], str] = _nobody) -> None:
        self._database = database
        self._begun = begun
        self._owner = owner
        self._unheard: list[tuple[str, int]] = []  # claims and begins of which nobody knows whether they count

    async def recover(self, now: datetime) -> int:
        """Also ends leases of a process that is no more."""

        def recover(db: Connection) -> int:
            db.execute(_SQL["drop_leases"], {"now": to_column(now)})
            return db.execute(_SQL["recover"], {"now": to_column(now)}).rowcount

        return await self._database.write(recover)

    async def claim(self, limits: Mapping[str, int], now: datetime, lease: float) -> Sequence[Delivery]:
        """The oldest of all platforms first."""
        until, owner, unheard = now + timedelta(seconds=lease), self._owner(), self._unheard.copy()

        def claim(db: Connection) -> Sequence[Delivery]:
            for name, leased in unheard:
                db.execute(_SQL[name], {"owner": owner, "until": leased, "now": to_column(now)})
            return _claim(owner, limits, now, until, db)

        with self._may_count("give_back_claimed", to_column(until)):
            claimed = await self._database.take(claim)
        del self._unheard[: len(unheard)]
        return claimed

    async def rest(self, but: Collection[tuple[str, str]]) -> None:
        """Where there is but one process nobody waits for them."""
        if not (owner := self._owner()):
            return
        asked = {"owner": owner, "names": json.dumps(sorted(map(" ".join, but)))}
        await self._database.take(lambda db: db.execute(_SQL["rest_workspaces"], asked))

    async def begin(self, attempts: Sequence[Delivery], now: datetime, lease: float) -> Sequence[bool]:
        """The first attempt's instant stays."""
        until = to_column(now + timedelta(seconds=lease))
        owner = self._owner()

        def begin(db: Connection) -> tuple[set[int], int]:
            lost = lost_leases(db, owner, attempts) if owner else set()
            mine = [each.key for each in attempts if each.key not in lost]
            change(db, _SQL["begin"], [{"id": key, "now": to_column(now), "until": until} for key in mine])
            return lost, facts.count_attempts(db, len(mine))

        with self._may_count("give_back_begun", until):
            lost, begun = await self._database.take(begin)
        self._begun(begun)
        return [each.key not in lost for each in attempts]

    @contextmanager
    def _may_count(self, name: str, until: int) -> Iterator[None]:
        """A server that goes while it answers may have committed: what it leased is given back later."""
        try:
            yield
        except StorageError:
            if self._owner():
                self._unheard.append((name, until))
            raise

    async def parts(self, delivery: Delivery, total: int) -> int:
        """Tokens of further parts are as deterministic as the first one's."""
        return await self._database.write(partial(_parts, delivery, total))

    async def settle(self, transitions: Sequence[Transition], now: datetime) -> None:
        """All or none of them. Receipts, most of what comes, decide nothing from rows that others change."""
        simple = all(each.state in _SIMPLE and not each.refused and not each.dead for each in transitions)
        run = self._database.note if simple else self._database.write
        await run(partial(settle, transitions, now, self._owner()))

    async def root(self, digest: int) -> Receipt | None:
        """None before it was sent."""
        row = await self._database.read(lambda db: db.execute(_SQL["root"], {"digest": digest}).fetchone())
        return None if row is None else Receipt(row[0], row[1] or "")

    async def receipts(self, digest: int) -> Sequence[tuple[Delivery, Receipt | None]]:
        """All its parts."""
        rows = await self._database.read(lambda db: db.execute(_SQL["receipts"], {"digest": digest}).fetchall())
        return [(_delivery(row[:-2]), Receipt(row[-2], row[-1] or "") if row[-2] else None) for row in rows]

    async def parked(self, limit: int) -> Sequence[tuple[Delivery, str]]:
        """Of all platforms."""
        rows = await self._database.read(lambda db: db.execute(_SQL["parked"], {"limit": limit}).fetchall())
        return [(_delivery(row[:-1]), row[-1]) for row in rows]

    async def release(self, key: int, *, send: bool, now: datetime) -> bool:
        """False if it is not parked (any more)."""

        def release(db: Connection) -> bool:
            if send:
                return db.execute(_SQL["send_again"], {"id": key, "now": to_column(now)}).rowcount > 0
            row = db.execute(_SQL["digest_of_parked"], {"id": key}).fetchone()
            if row is not None:
                give_up(db, {row[0]: "given up by hand"}, now)
            return row is not None

        return await self._database.write(release)

    async def next_at(self, platforms: Sequence[str]) -> datetime | None:
        """A row held up by a wait counts from the wait's end."""

        def instants(db: Connection) -> list[int]:
            asked = [(name, {"platform": each}) for each in platforms for name in ("next_ready", "next_wait")]
            rows = [db.execute(_SQL[name], row).fetchone() for name, row in asked]
            return [row[0] for row in rows if row is not None and row[0] is not None]

        return from_column_or_null(min(await self._database.read(instants), default=None))

    async def waits(self, now: datetime) -> Sequence[Wait]:
        """The longest first."""
        asked = {"now": to_column(now)}
        rows = await self._database.read(lambda db: db.execute(_SQL["waits"], asked).fetchall())
        return [
            Wait(
                platform=platform,
                workspace=workspace or None,
                channel=channel or None,
                until=from_column(until),
                reason=reason,
            )
            for platform, workspace, channel, until, reason in rows
        ]

    async def set_back(self, seconds: float, now: datetime) -> None:
        """Waits, leases and rows to be tried again alike."""
        asked = {"now": to_column(now), "back": to_column(now) - to_column(now - timedelta(seconds=seconds))}

        def set_back(db: Connection) -> None:
            db.execute(_SQL["set_waits_back"], asked)
            db.execute(_SQL["set_rows_back"], asked)

        await self._database.write(set_back)

    async def late(self, now: datetime, platforms: Sequence[str]) -> Late | None:
        """Dead workspaces, and what a platform told us to wait with, are not late."""

        def oldest(db: Connection) -> Late | None:
            found = []
            for platform in platforms:
                asked = {"now": to_column(now), "platform": platform}
                for name in ("late_channel", "late_row"):
                    row = db.execute(_SQL[name], asked).fetchone()
                    if row is not None:
                        found.append((row[0], platform, name == "late_row"))
            if not found:
                return None
            since, platform, planned = min(found)
            return Late(from_column(since), platform, planned)

        return await self._database.read(oldest)


def _delivery(row: tuple[Any, ...]) -> Delivery:
    key, digest, platform, workspace, channel, part, name, state, attempts, plain, first, last, insisted = row[:13]
    return Delivery(
        key=key,
        digest=digest,
        address=Address(platform, workspace, channel),
        part=part,
        token=name,
        state=State(state),
        attempts=attempts,
        plain=bool(plain),
        first_tried=from_column_or_null(first),
        last_tried=from_column_or_null(last),
        insisted=bool(insisted),
        lease=row[13],
    )


def _claim(
    owner: str, limits: Mapping[str, int], now: datetime, until: datetime, db: Connection
) -> Sequence[Delivery]:
    asked: dict[str, Any] = {
        "now": to_column(now),
        "latest": to_column(now + LONGEST_WAIT),
        "owner": owner,
    }
    db.execute(_SQL["forget_waits"], asked)
    rows = []
    for platform, limit in limits.items():
        asked |= {"platform": platform, "limit": limit}
        db.execute(_SQL["give_up_sending"], asked)
        db.execute(_SQL["disbelieve"], asked)
        rows += db.execute(_SQL["claimable"], asked).fetchall()
    claimed = sorted(rows)
    if owner:
        claimed = _of_our_workspaces(owner, claimed, db)
    if not claimed:
        return []
    keys = {"keys": json.dumps([row[1] for row in claimed])}
    db.execute(_SQL["lease"], {"until": to_column(until), "owner": owner, **keys})
    if not owner:
        return [_delivery(row[1:]) for row in claimed]
    leases = {key: lease for key, _, lease in db.execute(_SQL["held"], keys)}
    return [replace(_delivery(row[1:]), lease=leases[row[1]]) for row in claimed]


def _of_our_workspaces(owner: str, rows: Sequence[tuple[Any, ...]], db: Connection) -> list[tuple[Any, ...]]:
    """A workspace's deliveries go through one process at a time, which keeps its pace."""
    names = sorted({f"{row[3]} {row[4]}" for row in rows})
    ours = {name for (name,) in db.execute(_SQL["take_workspaces"], {"owner": owner, "names": json.dumps(names)})}
    return [row for row in rows if f"{row[3]} {row[4]}" in ours]


def _parts(delivery: Delivery, total: int, db: Connection) -> int:
    """While nothing was sent the rows follow the rendering; what was begun keeps its number of messages."""
    asked = {"digest": delivery.digest}
    known, due, sent = db.execute(_SQL["count_parts"], asked).fetchone()
    if sent or known == total:
        return int(known)
    db.execute(_SQL["drop_parts"], {**asked, "total": total})
    local_date, slot, channel, first = db.execute(_SQL["slot"], asked).fetchone()
    day = date.fromisoformat(local_date)
    if first != token(delivery.address, day, slot, 0):  # another digest has, or had, that date
        slot = f"{slot} {delivery.digest}"
    db.executemany(
        _SQL["add_part"],
        [
            (
                delivery.digest,
                channel,
                delivery.address.platform,
                part,
                token(delivery.address, day, slot, part),
                due,
                due,
                delivery.plain,
            )
            for part in range(known, total)
        ],
    )
    return total

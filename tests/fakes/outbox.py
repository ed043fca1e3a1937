"""An outbox with its digests in memory: for what no database does on demand (failing, counting its hops)."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.errors import StorageError
from bot.model.channel import Address, Channel, Schedule
from bot.model.delivery import Delivery, Receipt, State
from bot.model.digest import DAILY, Digest, Edition
from bot.model.paper import Candidate, Paper, Signals
from bot.model.transition import Transition, Wait


@dataclass(slots=True)
class Row:
    delivery: Delivery
    due: datetime
    leased: datetime | None = None
    reason: str = ""
    receipt: Receipt | None = None


@dataclass(slots=True)
class FakeOutbox:
    """Outbox and Plans in one, as far as the dispatcher asks them."""

    rows: dict[int, Row] = field(default_factory=dict)
    digests: dict[int, Edition] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    paused: set[tuple[str, str]] = field(default_factory=set)
    hops: list[str] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    fails: dict[str, int] = field(default_factory=dict)  # how many of the next calls of a method fail

    def put(self, address: Address, now: datetime, *, papers: int = 1, **digest: object) -> int:
        """A digest of so many papers, due now; returns its number."""
        number = len(self.digests) + 1
        channel = Channel(
            key=number,
            address=address,
            name=f"#{address.channel}",
            since=date(2026, 1, 1),
            schedule=Schedule(zone="UTC"),
            owner="owner",
        )
        candidates = tuple(
            Candidate(
                key=n,
                paper=Paper(id=f"arxiv:2611.{number:05}{n}", title=f"Paper {number}.{n}", url="https://x.example"),
                signals=Signals(first_listed=now.date(), last_listed=now.date()),
            )
            for n in range(papers)
        )
        values: dict[str, object] = {"local_date": now.date(), "slot": DAILY, "planned": now} | digest
        self.digests[number] = Edition(
            digest=Digest(**values),
            channel=channel,
            papers=candidates,  # type: ignore[arg-type]
        )
        self._add(number, address, 0, now)
        return number

    def state(self, digest: int, part: int = 0) -> State:
        return self._row(digest, part).delivery.state

    def reason(self, digest: int, part: int = 0) -> str:
        return self._row(digest, part).reason

    def states(self) -> set[State]:
        return {row.delivery.state for row in self.rows.values()}

    async def recover(self, now: datetime) -> int:
        await self._hop("recover")
        found = [row for row in self.rows.values() if row.delivery.state is State.SENDING]
        for row in found:
            row.delivery = replace(row.delivery, state=State.AMBIGUOUS)
            row.due, row.leased = now, None
        return len(found)

    async def claim(self, limits: Mapping[str, int], now: datetime, lease: float) -> Sequence[Delivery]:
        await self._hop("claim")
        due = sorted(
            (r for r in self.rows.values() if self._claimable(r, now)), key=lambda r: (r.due, r.delivery.key)
        )
        left = Counter(limits)
        found = []
        for row in due:
            if left[row.delivery.address.platform] > 0:
                left[row.delivery.address.platform] -= 1
                row.leased = now + timedelta(seconds=lease)
                found.append(row.delivery)
        return found

    async def begin(self, attempts: Sequence[Delivery], now: datetime, lease: float) -> Sequence[bool]:
        await self._hop("begin")
        for delivery in attempts:
            row = self.rows[delivery.key]
            resent = row.delivery.state is State.AMBIGUOUS and row.delivery.attempts
            assert resent or row.delivery.state is State.QUEUED, "only what is queued, or was looked up, is sent"
            row.delivery = replace(
                row.delivery,
                state=State.SENDING,
                attempts=row.delivery.attempts + 1,
                first_tried=row.delivery.first_tried or now,
                last_tried=now,
            )
        return [True] * len(attempts)

    async def parts(self, delivery: Delivery, total: int) -> int:
        await self._hop("parts")
        have = [r for r in self.rows.values() if r.delivery.digest == delivery.digest]
        if delivery.part == 0:
            for row in have:
                if row.delivery.part >= total:
                    del self.rows[row.delivery.key]
            for part in range(len(have), total):
                self._add(delivery.digest, delivery.address, part, self.rows[delivery.key].due)
        return sum(r.delivery.digest == delivery.digest for r in self.rows.values())

    async def settle(self, transitions: Sequence[Transition], now: datetime) -> None:
        await self._hop("settle")
        for change in transitions:
            self.transitions.append(change)
            row = self.rows[change.delivery.key]
            assert row.delivery.state not in {State.SENT, State.CANCELLED}, "what has ended stays so"
            row.delivery = replace(row.delivery, state=change.state, plain=change.plain)
            row.due, row.leased = change.due or row.due, None
            row.reason, row.receipt = change.reason, change.receipt
            if change.plain and change.delivery.part == 0:
                for other in self.rows.values():
                    if other.delivery.digest == change.delivery.digest:
                        other.delivery = replace(other.delivery, plain=True)
            if change.wait:
                self.waits.append(change.wait)
            if change.dead:
                self.paused.add((change.delivery.address.platform, change.delivery.address.workspace))

    async def root(self, digest: int) -> Receipt | None:
        await self._hop("root")
        return self._row(digest, 0).receipt

    async def parked(self, limit: int) -> Sequence[tuple[Delivery, str]]:
        return [(r.delivery, r.reason) for r in self.rows.values() if r.delivery.state is State.PARKED][:limit]

    async def release(self, key: int, *, send: bool, now: datetime) -> bool:
        raise NotImplementedError

    async def next_at(self, platforms: Sequence[str]) -> datetime | None:
        await self._hop("next_at")
        return min((r.due for r in self.rows.values() if self._claimable(r, None)), default=None)

    async def late(self, now: datetime, platforms: Sequence[str]) -> None:
        raise NotImplementedError

    async def editions(self, digests: Sequence[int]) -> Mapping[int, Edition]:
        await self._hop("editions")
        return {each: self.digests[each] for each in digests if each in self.digests}

    async def _hop(self, name: str) -> None:
        self.hops.append(name)
        await asyncio.sleep(0)
        if self.fails.get(name, 0) > 0:
            self.fails[name] -= 1
            raise StorageError("the disk is full")

    def _add(self, digest: int, address: Address, part: int, due: datetime) -> None:
        key = len(self.rows) + 1
        delivery = Delivery(
            key=key, digest=digest, address=address, part=part, token=f"t{digest}p{part}", state=State.QUEUED
        )
        self.rows[key] = Row(delivery, due)

    def _row(self, digest: int, part: int) -> Row:
        return next(r for r in self.rows.values() if (r.delivery.digest, r.delivery.part) == (digest, part))

    def _claimable(self, row: Row, now: datetime | None) -> bool:
        """Whether it can be claimed at that instant (None: ever)."""
        delivery = row.delivery
        address = delivery.address
        if (
            delivery.state not in {State.QUEUED, State.AMBIGUOUS}
            or (address.platform, address.workspace) in self.paused
        ):
            return False
        if delivery.part and self._row(delivery.digest, delivery.part - 1).delivery.state is not State.SENT:
            return False
        if now is None:
            return True
        held = any(
            w.until > now
            and w.platform == address.platform
            and w.workspace in {None, address.workspace}
            and w.channel in {None, address.channel}
            for w in self.waits
        )
        return row.due <= now and not held and (row.leased is None or row.leased <= now)


NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

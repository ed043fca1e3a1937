"""The signs that health is judged by, and the numbers of /metrics, read from the store at this moment."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from bot.app.troubles import in_words
from bot.channels.obstacles import wait_in_words, wide
from bot.errors import StorageError
from bot.health import Signs
from bot.model.role import ALL_ROLES, Role, without_worker
from bot.papers.source_state import down
from bot.ports import Late, Poll, Store

T = TypeVar("T")
Gauges: TypeAlias = dict[str, dict[str, float]]

ANSWER_SECONDS = 5.0  # in which a server at hand has answered many times over
SHOWN_PARKED = 1_000  # more than that nobody counts


class _Reading(Generic[T]):
    """What is read of a server at this moment, once for all who ask meanwhile: they would take all connections.

    One that is cut off answers nothing for a minute; whoever asks for health waits for seconds.
    """

    def __init__(self) -> None:
        self._under_way: asyncio.Future[T] | None = None

    async def soon(self, read: Coroutine[Any, Any, T]) -> T:
        """What `read`, or another that is under way, finds; TimeoutError where that takes long."""
        under_way = self._under_way
        if under_way is None or under_way.done():
            under_way = self._under_way = asyncio.ensure_future(read)
            under_way.add_done_callback(lambda done: done.cancelled() or done.exception())  # for who still waits
        else:
            read.close()
        async with asyncio.timeout(ANSWER_SECONDS):
            return await asyncio.shield(under_way)


@dataclass(slots=True)
class VitalSigns:
    """What a running process knows of itself; without a store it is only starting."""

    starting: str = "opening the database"
    store: Store | None = None
    platforms: Sequence[str] = ()
    sources: Sequence[str] = ()
    failing: Callable[[], Sequence[str]] = tuple  # the duties that fail
    said: dict[str, str] = field(default_factory=dict)  # what platforms say of themselves, by name
    roles: Collection[Role] = ALL_ROLES  # what it does
    _signs: _Reading[Signs] = field(default_factory=_Reading, init=False)
    _numbers: _Reading[Gauges] = field(default_factory=_Reading, init=False)

    @property
    def worker(self) -> str:
        """Which of several processes on one database this is; "" where there is but one."""
        return "" if self.store is None or self.store.workers.alone else self.store.workers.place

    async def signs(self, now: datetime) -> Signs:
        """For `bot.health.health`. A database that cannot be read is itself the worst sign."""
        store = self.store
        if store is None:
            return Signs(starting=self.starting, roles=self.roles)
        try:
            return await (
                self._read(store, now) if store.workers.alone else self._signs.soon(self._read(store, now))
            )
        except TimeoutError:
            failing = self.failing() or ["the database does not answer"]
            return Signs(starting=self.starting, failing=failing, roles=self.roles)
        except StorageError as error:
            known = [each for each in self.failing() if error.sentence in each]
            return Signs(starting=self.starting, failing=known or [error.sentence], roles=self.roles)

    async def _read(self, store: Store, now: datetime) -> Signs:
        share = store.index.share
        indexing = f"indexing {share * 100:.0f} %" if share < 1 else ""
        living = await store.workers.living()
        nobody = "" if store.workers.alone else without_worker([each.roles for each in living])
        dead = Counter(platform for platform, *_ in await store.workspaces.dead())
        return Signs(
            roles=self.roles,
            starting=indexing or self.starting,
            failing=self.failing(),
            late=await store.outbox.late(now, self.platforms),
            sources=len(self.sources),
            down=down(await store.journal.polls(), self.sources, now),
            held=await store.channels.held(self.platforms),
            dead=sorted(dead.items()),
            parked=len(await store.outbox.parked(SHOWN_PARKED)),
            said=(
                *self.said.values(),
                *in_words(living, own=False),
                *([nobody] if nobody else ()),
                *map(wait_in_words, wide(await store.outbox.waits(now), now)),
            ),
        )

    async def gauges(self, now: datetime) -> Gauges:
        """Numbers by name, then by source ("" where it is none's)."""
        store = self.store
        if store is None:
            return {}
        try:
            counted = self._counted(store, now)
            return await (counted if store.workers.alone else self._numbers.soon(counted))
        except (TimeoutError, StorageError):
            return {"database_fails": {"": 1}}

    async def _counted(self, store: Store, now: datetime) -> Gauges:
        polls = [poll for poll in await store.journal.polls() if poll.source in self.sources]
        return {
            "database_fails": {"": 0},
            "late_seconds": {"": _seconds_late(await store.outbox.late(now, self.platforms), now)},
            "papers": {"": await store.papers.count()},
            "parked_deliveries": {"": len(await store.outbox.parked(SHOWN_PARKED))},
            "source_last_success_timestamp_seconds": {
                poll.source: poll.answered.timestamp() for poll in polls if poll.answered
            },
            "source_down_seconds": {poll.source: _seconds_down(poll, now) for poll in polls},
        }


def _seconds_late(late: Late | None, now: datetime) -> float:
    return max(0.0, (now - late.since).total_seconds()) if late else 0.0


def _seconds_down(poll: Poll, now: datetime) -> float:
    since = poll.answered or poll.failing
    return 0.0 if poll.ok or since is None else max(0.0, (now - since).total_seconds())

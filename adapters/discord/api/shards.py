"""The shards of this process, where several divide the bot's among themselves: each is a lease in the database.

A shard is connected only while its lease is held; who was not heard of for a while has lost it, and lets go before
another can take it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from adapters.discord.api.division import divide
from bot.errors import PaperboyError
from bot.ports import LeaseKind, LivingWorker, Workers

log = logging.getLogger(__name__)

LOOK: Final = 5.0  # seconds between two looks at who holds what; sooner when a worker joins or leaves
GUARD: Final = 1.0  # seconds between two looks at what is held here
BETWEEN: Final = 5.0  # seconds: https://docs.discord.com/developers/events/gateway#rate-limiting
_NAME: Final = "discord"


class Connected(Protocol):
    """A client that connects shards one by one."""

    @property
    def connected(self) -> Sequence[int]:
        """Those that it has or is getting back."""
        ...

    async def connect_shard(self, number: int) -> None:
        """One more."""
        ...

    async def drop_shard(self, number: int) -> None:
        """One less."""
        ...


@dataclass(frozen=True, slots=True)
class Gateway:
    """What Discord says of its gateway: how many shards the bot wants, and how many may identify at once."""

    shards: int
    at_once: int = 1


class Shards:
    """Takes and gives back, for one client after the other."""

    def __init__(self, workers: Workers, *, look: float = LOOK) -> None:
        self._workers, self._look = workers, look
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()  # it was looked who holds what
        self._connecting: int | None = None
        self._total, self._at_once = 0, 1
        workers.watch(self._changed.set)

    @property
    def shared(self) -> bool:
        """Whether there may be other processes."""
        return not self._workers.alone

    async def agreed(self, gateway: Gateway, wanted: int) -> int:
        """How many shards the bot has: as many as those who hold some say, else as set (0: as Discord says)."""
        said = [total for each in await self._workers.living() for _, total in _held(each)]
        self._total, self._at_once = max(said, default=wanted or gateway.shards), gateway.at_once
        if said and wanted not in {0, self._total}:
            log.warning("shards_as_the_others_have_them", extra={"shards": self._total, "set": wanted})
        return self._total

    def holds(self, number: int) -> bool:
        """Whether that shard is this process's."""
        return self._workers.holds(LeaseKind.SHARD, self._named(number))

    async def turn(self, number: int) -> None:
        """Wait until a shard may identify: of each bucket one in five seconds, whichever process it is in."""
        bucket = number % self._at_once
        while not await self._workers.turn(f"discord identify {bucket}", BETWEEN):  # noqa: ASYNC110 -- others' turns
            await asyncio.sleep(GUARD / 2)

    async def keep(self, client: Connected) -> None:
        """Until cancelled: connect what is held, and see that it is neither too much nor too little."""
        works = [asyncio.create_task(work(client)) for work in (self._keep_dividing, self._keep_connecting)]
        guarding = asyncio.create_task(self._guard(client))
        try:
            ended, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            ended.pop().result()  # what it raised
        finally:
            for task in (*works, guarding):
                task.cancel()
            await asyncio.gather(*works, guarding, return_exceptions=True)

    async def let_go(self) -> None:
        """Others may take them at once."""
        if not self.shared:
            return
        with contextlib.suppress(PaperboyError):  # then they wait until this process is thought dead
            mine = next((each for each in await self._workers.living() if each.own), None)
            if mine is not None:
                shards = [self._named(number) for number, _ in _held(mine)]
                await self._workers.give_back(LeaseKind.SOCKET, [f"{_NAME} {mine.id}"])
                await self._workers.give_back(LeaseKind.SHARD, shards)

    async def _keep_dividing(self, client: Connected) -> None:
        quiet = False
        while True:
            self._changed.clear()
            try:
                await self._divide(client, left=quiet)
            except PaperboyError as error:  # the database does not answer
                log.warning("shards_not_divided", extra={"why": error.sentence})
            self._taken.set()
            quiet = not await _within(self._changed, self._look)

    async def _divide(self, client: Connected, *, left: bool) -> None:
        """`left`: what is free has been so since the last look, and is whoever's wants it."""
        living = await self._workers.living()
        mine = next((each.id for each in living if each.own), None)
        if mine is None or not await self._workers.take(LeaseKind.SOCKET, f"{_NAME} {mine}"):
            return  # not heard of at the moment
        listeners = {each.id: [number for number, _ in _held(each)] for each in living if _listens(each)}
        listeners.setdefault(mine, [])
        used = {*client.connected, self._connecting}
        idle = {number for number in listeners[mine] if number not in used}
        found = divide(self._total, listeners, mine, self._at_once, idle, left=left)
        back = found.give_back
        if not idle.issuperset(back) and not await self._workers.turn(f"{_NAME} hand over", BETWEEN):
            back = ()  # whoever takes one has to identify, and many would be nobody's until their turn
        for number in back:
            await client.drop_shard(number)
        await self._workers.give_back(LeaseKind.SHARD, [self._named(number) for number in back])
        for number in found.take:
            await self._workers.take(LeaseKind.SHARD, self._named(number))
        if found.take or back:
            log.info("shards_divided", extra={"take": len(found.take), "give_back": len(back)})

    async def _keep_connecting(self, client: Connected) -> None:
        """One after the other, which takes a minute for a dozen; they are divided anew meanwhile."""
        while True:
            self._taken.clear()
            for number in range(self._total):
                if self.holds(number) and number not in client.connected:
                    self._connecting = number
                    await client.connect_shard(number)
                    self._connecting = None
            await self._taken.wait()

    async def _guard(self, client: Connected) -> None:
        while True:
            for number in client.connected:
                if not self.holds(number):
                    log.warning("shard_lost", extra={"shard": number})
                    await client.drop_shard(number)
            await asyncio.sleep(GUARD)

    def _named(self, number: int) -> str:
        return f"{_NAME} {number} of {self._total}"


async def _within(event: asyncio.Event, seconds: float) -> bool:
    """Whether it came."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _held(worker: LivingWorker) -> list[tuple[int, int]]:
    """The shards that a worker holds, each with how many there are."""
    named = [name.split() for name in worker.leases.get(LeaseKind.SHARD, ())]
    return [(int(number), int(total)) for of, number, _, total in named if of == _NAME]


def _listens(worker: LivingWorker) -> bool:
    """Whether it wants shards: it says so with a lease of its own."""
    return f"{_NAME} {worker.id}" in worker.leases.get(LeaseKind.SOCKET, ())

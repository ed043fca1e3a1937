"""Pages kept: each is made once while the papers are the same, however many readers ask, within some megabytes."""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from hashlib import sha256
from typing import Final

from adapters.web.answers.conditional import http_date
from adapters.web.answers.content import Content, fixed_headers
from bot.ports import Clock, Index, Lists

KEPT_BYTES: Final = 16_000_000
LOOK_EVERY: Final = 1.0  # seconds: what a poll has just brought is shown within that
AT_ONCE: Final = 2  # pages in the making; whatever else Paperboy does goes on beside them
WORTH_PACKING: Final = 1_000  # bytes; less fits a packet anyway
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Make = Callable[[], Awaitable[Content]]


@dataclass(frozen=True, slots=True)
class State:
    """What pages depend on beside their address. `changed`: since when they are as they are."""

    revision: int
    today: date
    indexed: float
    changed: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A page ready to be sent, plain and packed."""

    status: int
    body: bytes
    packed: bytes
    etag: str
    modified: datetime
    headers: tuple[tuple[bytes, bytes], ...]
    state: State

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.body) + len(self.packed)


class KeptPages:
    """Made pages by address."""

    def __init__(self, lists: Lists, index: Index, clock: Clock) -> None:
        self._lists, self._index, self._clock = lists, index, clock
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._making: dict[str, asyncio.Task[Kept]] = {}
        self._few = asyncio.Semaphore(AT_ONCE)
        self._bytes = 0
        self._state: State | None = None
        self._looked = float("-inf")

    async def find(self, address: str) -> Kept | None:
        """The page, if it is as it would be made now."""
        state = await self.state()
        kept = self._pages.get(address)
        if kept is None or kept.state != state:
            return None
        self._pages.move_to_end(address)
        return kept

    async def make(self, address: str, make: Make) -> Kept:
        """The page, made now; whoever else asks for it meanwhile waits for the same."""
        task = self._making.get(address)
        if task is None:
            task = asyncio.create_task(self._make(address, make))
            self._making[address] = task
            task.add_done_callback(partial(self._made, address))
        return await asyncio.shield(task)

    def _made(self, address: str, task: asyncio.Task[Kept]) -> None:
        """It is under way no more; an error is for whoever waits, and nobody's if all have gone."""
        self._making.pop(address, None)
        if not task.cancelled():
            task.exception()

    async def state(self) -> State:
        """As of a second ago at most."""
        now = asyncio.get_running_loop().time()
        if self._state is None or now - self._looked >= LOOK_EVERY:
            self._looked = now
            today = self._clock.now().date()
            papers = await self._lists.state()
            midnight = datetime.combine(today, time(), UTC)  # from which on "today" is another day
            changed = max(papers.changed or _EPOCH, midnight)
            self._state = State(papers.revision, today, round(self._index.share, 2), changed)
        return self._state

    async def _make(self, address: str, make: Make) -> Kept:
        state = await self.state()
        async with self._few:
            content = await make()
        kept = prepared(content, state)
        if content.status == 200 and content.kept:
            self._keep(address, kept)
        return kept

    def _keep(self, address: str, kept: Kept) -> None:
        if before := self._pages.pop(address, None):
            self._bytes -= before.size
        self._pages[address] = kept
        self._bytes += kept.size
        while self._bytes > KEPT_BYTES and len(self._pages) > 1:
            _, oldest = self._pages.popitem(last=False)
            self._bytes -= oldest.size


def prepared(content: Content, state: State) -> Kept:
    """What is sent of a content."""
    body = content.text.encode("utf-8", "replace")
    packed = gzip.compress(body, compresslevel=6, mtime=0) if len(body) >= WORTH_PACKING else b""
    etag = f'W/"{sha256(body).hexdigest()[:24]}"'  # weak: packed and plain are the same page
    headers = {
        **fixed_headers(content),
        "etag": etag,
        "last-modified": http_date(state.changed),
        "cache-control": f"public, max-age={content.fresh}" if content.fresh else "no-cache",
        "vary": "accept-encoding",
    }
    coded = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())
    return Kept(content.status, body, packed, etag, state.changed, coded, state)

"""Redrawing: digests that are posted show what the team made of their papers, each click's doing within a second.

Clicks come in crowds: those of a channel that come while its digest is being redrawn are shown by the next edit.
An edit that fails leaves the message as it was; nothing is ever posted.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from bot.counters import Counters
from bot.delivery.attempt import RenderDigest, about
from bot.delivery.holding import holding
from bot.errors import blame
from bot.model.delivery import Ambiguous, Delivery, Receipt, RetryAfter, State
from bot.ports import Clock, Editor, Message, Outbox, Plans, Platform

log = logging.getLogger(__name__)

GATHER = 1.0  # seconds in which a channel's clicks are gathered; so far apart are the edits of one message
TRIES = 5  # edits that fail for a while, in a row, after which a channel's marks wait for the next click
LONGEST = 120.0  # seconds waited for a platform that asks to
AT_ONCE = 8  # channels
LET_FINISH = 0.5  # seconds at shutdown, after those of the dispatcher


class Redraws:
    """Follows every channel in which something was marked, until its digests show it."""

    def __init__(
        self,
        plans: Plans,
        outbox: Outbox,
        platforms: Mapping[str, Platform],
        clock: Clock,
        render_digest: RenderDigest,
        *,
        counters: Counters | None = None,
        shared: bool = False,
    ) -> None:
        """`shared`: other processes redraw as well."""
        self._plans, self._outbox, self._platforms, self._clock = plans, outbox, platforms, clock
        self._render_digest, self._counters = render_digest, counters or Counters()
        self._shared = shared
        self._marked: dict[int, set[int]] = {}
        self._following: dict[int, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    def mark(self, channel: int, paper: int) -> None:
        """Somebody of the channel saved, voted for or hid the paper, or took that back."""
        self._marked.setdefault(channel, set()).add(paper)
        if channel not in self._following:
            self._following[channel] = asyncio.create_task(self._follow(channel))

    async def finish(self) -> None:
        """Let what is under way end; what is not shown by then is shown at the next click."""
        if self._following:
            await asyncio.wait(self._following.values(), timeout=LET_FINISH)
        for task in [*self._following.values()]:
            task.cancel()

    async def _follow(self, channel: int) -> None:
        tries, wait = 0, GATHER
        try:
            while channel in self._marked and tries < TRIES:
                await self._clock.sleep(wait)
                papers = self._marked.pop(channel, set())
                async with self._room:
                    again = await self._shown(channel, papers)
                if again is None:
                    tries, wait = 0, GATHER
                    continue
                self._marked.setdefault(channel, set()).update(papers)
                tries, wait = tries + 1, min(max(again, GATHER), LONGEST)
        finally:
            self._marked.pop(channel, None)
            self._following.pop(channel, None)

    async def _shown(self, channel: int, papers: set[int]) -> float | None:
        """Redraw what shows the papers; seconds after which it is to be tried again, None: it need not."""
        waits = []
        try:
            for digest, held in (await self._plans.showing(channel, sorted(papers))).items():
                waits.append(await self._redraw(channel, digest, held))
        except Exception as error:  # noqa: BLE001 -- the marks are stored; showing them can wait
            log.warning("digest_not_redrawn", extra={"channel": channel} | blame(error))
            return GATHER
        return max(filter(None, waits), default=None)

    async def _redraw(self, channel: int, digest: int, papers: Sequence[int]) -> float | None:
        edition = await self._plans.edition(digest)
        platform = self._platforms.get(edition.channel.address.platform) if edition else None
        if edition is None or platform is None or platform.editor is None:
            return None
        parts = await self._outbox.receipts(digest)
        plain = any(delivery.plain for delivery, _ in parts)
        now, held = holding(platform.sender, self._render_digest, edition, papers, plain=plain, parts=len(parts))
        if len(now) != len(parts):  # it divides otherwise than it was posted
            return None
        waits = [
            await self._edit(platform.editor, delivery, now[at], receipt)
            for at, (delivery, receipt) in enumerate(parts)
            if receipt is not None and at in held
        ]
        if any(delivery.state is State.SENDING for delivery, _ in parts):
            waits.append(GATHER)  # it was rendered before the click, and has no receipt yet
        elif self._shared and not any(waits):
            shown = {at: now[at] for at in held}
            if await self._outdated(platform, digest, papers, shown, plain=plain, parts=len(parts)):
                self._marked.setdefault(channel, set()).update(papers)
        return max(filter(None, waits), default=None)

    async def _outdated(
        self,
        platform: Platform,
        digest: int,
        papers: Sequence[int],
        shown: Mapping[int, Message],
        *,
        plain: bool,
        parts: int,
    ) -> bool:
        """Whether somebody clicked while the edits were on their way: another process may have shown that click
        already, and these edits, which came later, have taken it back.
        """
        edition = await self._plans.edition(digest)
        if edition is None or not shown:
            return False
        now, _ = holding(platform.sender, self._render_digest, edition, papers, plain=plain, parts=parts)
        return len(now) == parts and any(now[at] != message for at, message in shown.items())

    async def _edit(self, editor: Editor, delivery: Delivery, message: Message, receipt: Receipt) -> float | None:
        outcome = await editor.edit(delivery, message, receipt)
        name = type(outcome).__name__
        self._counters.inc("edits", platform=delivery.address.platform, outcome=name)
        match outcome:
            case RetryAfter(seconds=seconds):
                return seconds or GATHER
            case Ambiguous():
                return GATHER
        log.debug("digest_redrawn", extra=about(delivery) | {"outcome": name})
        return None

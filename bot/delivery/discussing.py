"""Discussing: a thread opened on the posted message that holds a paper, once, whoever asks and however often.

What is said in it goes by the rules of a delivery: tried, and where the answer is lost, looked for before it is
tried again. Who asked waits for the answer, so nothing is tried for long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from bot.delivery.attempt import RenderDigest
from bot.delivery.holding import holding
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Sent,
    State,
)
from bot.model.digest import Edition
from bot.model.discussion import NotOpened, Opened
from bot.ports import Clock, Discussions, Message, Outbox, Plans, Platform, Threads
from bot.views.blocks import View

TRIES = 4
PAUSE = 2.0  # seconds before another try
LONGEST = 10.0  # seconds waited for a platform that asks to
TOKEN = 12  # bytes, as hexadecimal digits twice as many characters

NOT_POSTED = "It was not posted in this channel, so there is no message to open a thread on."
NO_THREADS = "There are no threads here. Where a chat has them, press Discuss beside the paper there."
ON_ITS_WAY = "The digest that holds it is still on its way. Please try again in a minute."
BEING_OPENED = "Its thread is being opened at this moment."


@dataclass(frozen=True, slots=True)
class _Place:
    """The posted message that holds the paper."""

    edition: Edition
    delivery: Delivery
    receipt: Receipt


class Discussing:
    """Opens discussions."""

    def __init__(
        self,
        *,
        plans: Plans,
        outbox: Outbox,
        discussions: Discussions,
        platforms: Mapping[str, Platform],
        clock: Clock,
        render_digest: RenderDigest,
    ) -> None:
        self._plans, self._outbox, self._discussions = plans, outbox, discussions
        self._platforms, self._clock, self._render_digest = platforms, clock, render_digest

    async def open(self, channel: int, paper: int, view: View) -> Opened | NotOpened:
        """A thread on the paper's message, with the view in it. `channel`, `paper`: keys of the store."""
        digest = max(await self._plans.showing(channel, [paper]), default=None)
        edition = await self._plans.edition(digest) if digest is not None else None
        if digest is None or edition is None:
            return NotOpened(NOT_POSTED, posted=False)
        platform = self._platforms.get(edition.channel.address.platform)
        if platform is None or platform.threads is None:
            return NotOpened(NO_THREADS)
        place = self._place(platform, edition, paper, await self._outbox.receipts(digest))
        if place is None:
            return NotOpened(ON_ITS_WAY)
        found = await self._discussions.begin(channel, paper, self._clock.now())
        if found.link is not None:
            return Opened(found.link, already=True)
        if not found.mine:
            return NotOpened(BEING_OPENED)
        said = [
            (_message(place, (channel, paper), number, found.tried), message)
            for number, message in enumerate(platform.sender.render(view, None, plain=False), 1)
        ]
        made = await self._opened(platform.threads, place, view.summary, said)
        match made:
            case Opened(link=link):
                await self._discussions.opened(channel, paper, link)
            case NotOpened():
                await self._discussions.given_up(channel, paper)
        return made

    def _place(
        self, platform: Platform, edition: Edition, paper: int, parts: Sequence[tuple[Delivery, Receipt | None]]
    ) -> _Place | None:
        """The first message that holds the paper; the digest's first where the layout was changed since."""
        plain = any(delivery.plain for delivery, _ in parts)
        messages, held = holding(
            platform.sender, self._render_digest, edition, [paper], plain=plain, parts=len(parts)
        )
        at = min(held, default=0) if len(messages) == len(parts) else 0
        delivery, receipt = parts[at] if parts else (None, None)
        return _Place(edition, delivery, receipt) if delivery and receipt else None

    async def _opened(
        self, threads: Threads, place: _Place, title: str, messages: Sequence[tuple[Delivery, Message]]
    ) -> Opened | NotOpened:
        thread: Outcome = Ambiguous("")
        for _ in range(TRIES):
            thread = await threads.open(place.delivery, place.receipt, title)
            if not await self._again(thread):
                break
        if not isinstance(thread, Sent):
            return _why(thread)
        for delivery, message in messages:
            said = await self._said(threads, delivery, message, thread.receipt)
            if not isinstance(said, Sent | Ambiguous):  # whether that arrived is seen in the thread
                if delivery.part == 1:
                    return _why(said)
                break  # a thread that lacks its end is open all the same
        return Opened(thread.receipt.link or place.receipt.link)

    async def _said(self, threads: Threads, delivery: Delivery, message: Message, thread: Receipt) -> Outcome:
        said: Outcome = Ambiguous("")
        for _ in range(TRIES):
            now = self._clock.now()
            said = await threads.say(delivery, message, thread, now)
            if not await self._again(said):
                break
            if isinstance(said, Ambiguous):
                first = delivery.first_tried or now
                delivery = replace(delivery, state=State.AMBIGUOUS, first_tried=first, last_tried=now)
        return said

    async def _again(self, outcome: Outcome) -> bool:
        """Whether it is to be tried again, after the wait that it takes."""
        match outcome:
            case Ambiguous():
                await self._clock.sleep(PAUSE)
            case RetryAfter(seconds=seconds) if (seconds or PAUSE) <= LONGEST:
                await self._clock.sleep(seconds or PAUSE)
            case _:
                return False
        return True


def _message(place: _Place, which: tuple[int, int], number: int, tried: datetime | None) -> Delivery:
    """A message of the discussion, known again by its token."""
    token = blake2b(f"discussion {which} {number}".encode(), digest_size=TOKEN).hexdigest()
    return replace(
        place.delivery,
        key=0,
        part=number,
        token=token,
        state=State.AMBIGUOUS if tried else State.SENDING,
        attempts=1,
        plain=False,
        first_tried=tried,
        last_tried=tried,
    )


def _why(outcome: Outcome) -> NotOpened:
    match outcome:
        case Refused(reason=reason, fix=fix) | Dead(reason=reason, fix=fix):
            return NotOpened(f"{_sentence(reason)} {_sentence(fix)}".strip())
        case Rejected(reason=reason):
            return NotOpened(_sentence(reason))
        case RetryAfter(reason=reason) | Ambiguous(reason=reason):
            return NotOpened(f"{_sentence(reason)} Please try again in a while.")
        case Sent():
            raise AssertionError("what was sent needs no reason")


def _sentence(words: str) -> str:
    stripped = words.strip().rstrip(".")
    return f"{stripped[:1].upper()}{stripped[1:]}." if stripped else ""

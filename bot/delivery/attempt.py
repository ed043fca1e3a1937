"""An attempt: one claimed delivery carried out, from rendering to its recorded outcome."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.counters import Counters
from bot.delivery.division import division
from bot.delivery.gathering import Gathering
from bot.delivery.holds import Holds
from bot.delivery.next_state import (
    give_up,
    in_doubt_still,
    kept_back,
    let_go,
    overtaken,
    settle,
    settle_lookup,
    wait_for_setting,
)
from bot.errors import LeaseLostError, OperatorError, StorageError, blame
from bot.model.delivery import Ambiguous, Delivery, Outcome, Receipt, Rejected, RetryAfter, Sent, State, Unknown
from bot.model.digest import Edition
from bot.model.transition import Transition
from bot.ports import Clock, Message, Outbox, Plans, Platform, Sender
from bot.views.blocks import View

log = logging.getLogger(__name__)

SEND_SECONDS = 45.0  # longer than any client's own timeout (30 s), so that its own word comes first
RECORDED_WITHIN = 60.0  # seconds after an answer in which it is recorded, unless the database fails for long
RESEND_TURN = 5.0  # seconds waited for a turn after a look-up: longer ago, "not there" is looked up again
RECORD_AGAIN = (0.5, 1, 2, 5, 10, 30)  # seconds between tries to record an outcome; the last one repeats

RenderDigest: TypeAlias = Callable[[Edition], View]


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be sent."""

    edition: Edition
    message: Message
    root: Receipt | None
    total: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of an attempt. `outcome` None: the platform was not asked. `seconds` it took to answer."""

    transition: Transition
    edition: Edition | None = None
    outcome: Outcome | None = None
    seconds: float = 0.0
    more: bool = False  # the digest goes on with another part


class Attempts:
    """Carries deliveries out; many at a time share their hops into the database."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        plans: Plans,
        platforms: Mapping[str, Platform],
        clock: Clock,
        render_digest: RenderDigest,
        counters: Counters,
        holds: Holds,
        send_seconds: float = SEND_SECONDS,
    ) -> None:
        self._outbox, self._plans, self._platforms, self._clock = outbox, plans, platforms, clock
        self._render_digest = render_digest
        self._counters = counters
        self._holds = holds
        self._send_seconds = send_seconds
        self._lease = send_seconds + RECORDED_WITHIN
        self._called: dict[int, float] = {}  # by row: when this process last called, by the clock that nobody sets
        self._editions = Gathering[int, Edition | None](self._read_editions)
        self._begin = Gathering[Delivery, bool](lambda rows: outbox.begin(rows, clock.now(), self._lease))
        self._settle = Gathering[Transition, None](self._settle_all)

    async def run(self, delivery: Delivery) -> Ran | None:
        """Carry it out; the caller records it. None: something unforeseen; the row comes back by its lease.

        StorageError if the database failed before the platform was asked.
        """
        sender = self._platforms[delivery.address.platform].sender
        try:
            if delivery.state is State.AMBIGUOUS:
                ran = await self._look_up(delivery, sender)
            else:
                ran = await self._post(delivery, sender)
        except StorageError as error:
            log.error("delivery_put_off", extra=about(delivery) | blame(error))  # noqa: TRY400 -- as below
            raise
        except Exception as error:  # noqa: BLE001 -- one delivery's fault must not end the loop
            log.error("delivery_put_off", extra=about(delivery) | blame(error))  # noqa: TRY400 -- no message text in logs
            return None
        if ran.transition.state is not State.AMBIGUOUS:
            self._called.pop(delivery.key, None)
        return ran

    async def record(self, transition: Transition) -> None:
        """Record an outcome, again and again until the database takes it: a receipt must not be lost."""
        tries = 0
        while True:
            try:
                return await self._settle.put(transition)
            except Exception as error:  # noqa: BLE001 -- a full disk may be repaired meanwhile
                log.error("outcome_not_recorded", extra=about(transition.delivery) | blame(error))  # noqa: TRY400 -- as above
            await self._clock.sleep(RECORD_AGAIN[min(tries, len(RECORD_AGAIN) - 1)])
            tries += 1

    async def _read_editions(self, digests: Sequence[int]) -> Sequence[Edition | None]:
        found = await self._plans.editions(digests)
        return [found.get(each) for each in digests]

    async def _settle_all(self, transitions: Sequence[Transition]) -> Sequence[None]:
        await self._outbox.settle(transitions, self._clock.now())
        return [None] * len(transitions)

    async def _post(self, delivery: Delivery, sender: Sender) -> Ran:
        """Its turn was taken before."""
        ready = await self._prepare(delivery, sender)
        if isinstance(ready, Ran):
            return ready
        now = self._clock.now()
        tried = replace(
            delivery,
            state=State.SENDING,
            attempts=delivery.attempts + 1,
            first_tried=delivery.first_tried or now,
            last_tried=now,
        )
        if (until := self._holds.until(delivery.address, now)) is not None:
            return Ran(let_go(delivery, until), ready.edition)
        if not await self._begin.put(delivery):
            raise LeaseLostError("Another process has taken this delivery over, and goes on with it.")
        self._called[delivery.key] = self._clock.monotonic()
        outcome = await self._send(tried, ready, sender)
        ended = self._clock.now()
        return Ran(
            self._settled(tried, outcome, ready.edition, sender, ended),
            ready.edition,
            outcome,
            (ended - now).total_seconds(),
            more=isinstance(outcome, Sent) and delivery.part + 1 < ready.total,
        )

    async def _send(self, delivery: Delivery, ready: Ready, sender: Sender) -> Outcome:
        """One call. Whatever is not the platform's own word leaves open whether it arrived."""
        try:
            async with asyncio.timeout(self._send_seconds):
                return await sender.send(delivery, ready.message, ready.root)
        except TimeoutError:
            return Ambiguous(f"no answer in {self._send_seconds:g} s")
        except asyncio.CancelledError:  # at shutdown: recorded, then looked up at the next start
            return Ambiguous("stopped during the call")
        except Exception as error:  # noqa: BLE001 -- the adapter foresaw less than the outside did
            log.error("send_raised", extra=about(delivery) | blame(error))  # noqa: TRY400 -- as above
            return Ambiguous(f"the adapter failed ({type(error).__name__})")

    async def _look_up(self, delivery: Delivery, sender: Sender) -> Ran:
        ready = await self._prepare(delivery, sender)
        now = self._clock.now()
        if isinstance(ready, Ran):
            reason = f"its message cannot be made again: {ready.transition.reason}"
            return replace(ready, transition=settle_lookup(delivery, Unknown(reason), now))
        try:
            async with asyncio.timeout(self._send_seconds):
                lookup = await sender.find(delivery, ready.message, ready.root, now)
        except TimeoutError:
            lookup = RetryAfter(None, "the look-up took too long")
        except Exception as error:  # noqa: BLE001 -- as in _send
            log.error("find_raised", extra=about(delivery) | blame(error))  # noqa: TRY400 -- as above
            lookup = RetryAfter(None, f"the look-up failed ({type(error).__name__})")
        self._counters.inc("lookups", platform=delivery.address.platform, answer=type(lookup).__name__)
        ended = self._clock.now()
        more = isinstance(lookup, Sent) and delivery.part + 1 < ready.total
        tried = self._as_tried(delivery, ended)
        transition = settle_lookup(tried, lookup, ended, overtaken=overtaken(ready.edition))
        if transition.state is State.QUEUED:  # not there: sent again while that is known, not some time later
            return await self._resend(delivery, sender)
        return Ran(transition, ready.edition, seconds=(ended - now).total_seconds(), more=more)

    def _as_tried(self, delivery: Delivery, now: datetime) -> Delivery:
        """With the times of its calls as the wall clock shows them now: it may have been set since.

        What was called by an earlier process has its row's word alone.
        """
        called, last = self._called.get(delivery.key), delivery.last_tried
        if called is None or last is None:
            return delivery
        tried = now - timedelta(seconds=self._clock.monotonic() - called)
        first = (delivery.first_tried or last) + (tried - last)
        return replace(delivery, first_tried=first, last_tried=tried)

    async def _resend(self, delivery: Delivery, sender: Sender) -> Ran:
        """Post again right after the look-up; what cannot go now stays to be looked up."""
        waited = 0.0
        while (wait := sender.turn(delivery.address)) is not None:
            waited += wait.seconds
            if waited > RESEND_TURN:
                return Ran(let_go(delivery, self._clock.now() + timedelta(seconds=wait.seconds)))
            await self._clock.sleep(wait.seconds)
        ran = await self._post(replace(delivery, state=State.QUEUED), sender)
        return replace(ran, transition=in_doubt_still(ran.transition, ran.outcome))

    async def _prepare(self, delivery: Delivery, sender: Sender) -> Ready | Ran:
        """The message to send, or why there is none."""
        edition = await self._editions.put(delivery.digest)
        if edition is None:
            return Ran(give_up(delivery, "its digest is no longer there"))
        unsent = delivery.state is State.QUEUED and delivery.part == 0
        if unsent and not delivery.insisted and (kept := kept_back(delivery, edition, self._clock.now())):
            return Ran(kept, edition)
        messages = self._render(delivery, edition, sender)
        if isinstance(messages, Transition):
            return Ran(messages, edition)
        if isinstance(messages, Rejected):
            return Ran(self._settled(delivery, messages, edition, sender, self._clock.now()), edition)
        total = await self._total(delivery, len(messages))
        if total != len(
            messages
        ):  # an upgrade in between, or plain text of a later part: papers would be left out
            reason = f"it now divides into {len(messages)} messages instead of {total}"
            return Ran(replace(give_up(delivery, reason), state=State.PARKED), edition)
        root = await self._outbox.root(delivery.digest) if delivery.part else None
        return Ready(edition, messages[delivery.part], root, total)

    def _settled(
        self, delivery: Delivery, outcome: Outcome, edition: Edition, sender: Sender, now: datetime
    ) -> Transition:
        """A later message may go as plain text only if that holds the same papers: else some would be left out."""
        match outcome:
            case Rejected(reason=reason) if delivery.part and not delivery.plain:
                if not self._divides_alike(edition, sender):
                    reason = f"{reason}; as plain text the digest divides otherwise"
                    return replace(give_up(delivery, reason), state=State.PARKED)
            case _:
                pass
        return settle(delivery, outcome, now)

    def _divides_alike(self, edition: Edition, sender: Sender) -> bool:
        view = self._render_digest(edition)
        try:
            return division(view, lambda part: sender.render(part, edition, plain=False)) == division(
                view, lambda part: sender.render(part, edition, plain=True)
            )
        except Exception as error:  # noqa: BLE001 -- a paper that breaks a renderer: nobody knows how it would divide
            log.error("render_failed", extra=blame(error))  # noqa: TRY400 -- no message text in logs
            return False

    async def _total(self, delivery: Delivery, messages: int) -> int:
        """How many messages the digest has; the usual single one needs no hop into the database."""
        if messages == 1 and delivery.part == 0 and not delivery.plain:
            return 1
        return await self._outbox.parts(delivery, messages)

    def _render(
        self, delivery: Delivery, edition: Edition, sender: Sender
    ) -> Sequence[Message] | Rejected | Transition:
        try:
            messages = sender.render(self._render_digest(edition), edition, plain=delivery.plain)
        except OperatorError as error:
            log.error("render_failed", extra=about(delivery) | {"why": error.sentence})  # noqa: TRY400 -- it says all
            return wait_for_setting(delivery, error.sentence, self._clock.now())
        except Exception as error:  # noqa: BLE001 -- a paper that breaks a renderer must not stop the others
            log.error("render_failed", extra=about(delivery) | blame(error))  # noqa: TRY400 -- as above
            return Rejected(f"it cannot be rendered ({type(error).__name__})")
        return messages or Rejected("it was rendered to nothing")


def about(delivery: Delivery) -> dict[str, object]:
    """Which delivery a log line is about."""
    address = delivery.address
    return {
        "platform": address.platform,
        "workspace": address.workspace,
        "channel": address.channel,
        "digest": delivery.digest,
        "part": delivery.part,
        "token": delivery.token,
    }

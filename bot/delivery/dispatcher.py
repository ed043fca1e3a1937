"""The dispatcher: claims what is due from the outbox and sees that every delivery is carried out.

Rounds of claims fill lanes (one a workspace); tasks take from the lanes in turn. Between rounds it sleeps until
the outbox says that something falls due, or until it is poked.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.owner_notices import OwnerNotices
from bot.counters import Counters
from bot.delivery.attempt import SEND_SECONDS, Attempts, Ran, RenderDigest, about
from bot.delivery.holds import Holds
from bot.delivery.lanes import Lanes
from bot.delivery.next_state import let_go
from bot.errors import blame
from bot.model.delivery import Dead, Delivery, Refused, Sent, State
from bot.ports import Clock, Outbox, Plans, Platform

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The dispatcher's limits, in seconds unless said otherwise."""

    lease: float = 60  # a claimed row is nobody else's so long; held longer it is claimed again by ourselves
    claim: int = 256  # rows a round
    send: float = SEND_SECONDS
    slow: float = 5  # an answer that took longer makes the workspace's lane narrow
    longest_nap: float = 30  # so that a clock that jumped or a row put in from outside is noticed
    shortest_nap: float = 0.05  # completions within it share one claim
    after_failure: float = 5  # the database did not answer
    let_finish: float = 10  # what is under way at shutdown


@dataclass(frozen=True, slots=True)
class Tally:
    """What a drain did, by the state each attempt led to."""

    sent: int = 0
    queued: int = 0
    ambiguous: int = 0
    parked: int = 0
    cancelled: int = 0
    put_off: int = 0  # the database failed


class Dispatcher:
    """Delivers until cancelled (`run`), or what is due now (`drain`). One at a time of either."""

    def __init__(
        self,
        outbox: Outbox,
        plans: Plans,
        platforms: Sequence[Platform],
        clock: Clock,
        render_digest: RenderDigest,
        *,
        notices: OwnerNotices | None = None,
        counters: Counters | None = None,
        limits: Limits | None = None,
        lanes: Lanes | None = None,
    ) -> None:
        self._outbox, self._clock = outbox, clock
        self._platforms = {platform.name: platform for platform in platforms}
        self._counters = counters or Counters()
        self._limits = limits or Limits()
        self._lanes = lanes or Lanes()
        self._holds = Holds()
        self._attempts = Attempts(
            outbox=outbox,
            plans=plans,
            platforms=self._platforms,
            clock=clock,
            render_digest=render_digest,
            counters=self._counters,
            holds=self._holds,
            send_seconds=self._limits.send,
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._notices = notices or OwnerNotices(self._platforms)
        self._ended: set[int] = set()  # keys done while a claim is under way: its rows may be older than that
        self._wake = asyncio.Event()
        self._recovered = False
        self._tally: Counter[str] = Counter()  # by the fields of `Tally`

    def poke(self) -> None:
        """Something was put into the outbox: look now."""
        self._wake.set()

    def clock_stepped(self) -> None:
        """The wall clock was set: what was to wait by it is looked at anew."""
        self._holds.clear()
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. A database that fails is asked again; nothing else ends it."""
        try:
            while True:
                self._wake.clear()
                try:
                    nap = await self._round()
                except Exception as error:  # noqa: BLE001 -- a loop that dies without a word is the worst
                    log.error("dispatch_round_failed", extra=blame(error))  # noqa: TRY400 -- no message text in logs
                    nap = self._limits.after_failure
                await self._nap(nap)
        finally:
            await self._close()

    async def drain(self) -> Tally:
        """Deliver what is due now, whatever comes of it, and say how it went."""
        self._tally.clear()
        try:
            while True:
                self._wake.clear()
                claimed = await self._claim(fair=False)
                if claimed >= self._limits.claim and self._lanes.room:
                    continue
                if not claimed and not self._tasks:
                    break
                while self._tasks and not self._wake.is_set():
                    await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._close()
        return Tally(**self._tally)

    async def _round(self) -> float:
        """Claim and start; returns how long nothing more will fall due."""
        if not self._lanes.room:
            return self._limits.longest_nap  # an attempt that ends wakes it
        claimed = await self._claim(fair=True)
        if claimed >= self._limits.claim:
            return 0
        due = await self._outbox.next_at(list(self._platforms))
        if due is None:
            return self._limits.longest_nap
        wait = (due - self._clock.now()).total_seconds()
        if wait <= 0:  # due but not claimed: leased by us still, or waiting for room; not asked for in a hot loop
            wait = self._limits.shortest_nap if claimed else 1
        return min(wait, self._limits.longest_nap)

    async def _nap(self, seconds: float) -> None:
        """Sleep until then or until woken."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((alarm, woken), return_when=asyncio.FIRST_COMPLETED)
            if woken.done() and not alarm.done():
                await asyncio.sleep(self._limits.shortest_nap)
        finally:
            alarm.cancel()
            woken.cancel()

    async def _claim(self, *, fair: bool) -> int:
        """Take due rows into the lanes and start what may run; how many were claimed."""
        if not self._recovered:
            found = await self._outbox.recover(self._clock.now())
            self._recovered = True
            if found:
                log.warning("ambiguous_at_start", extra={"deliveries": found})
        self._ended.clear()
        rows: Sequence[Delivery] = ()
        if self._lanes.room:
            limits = self._limits
            rows = await self._outbox.claim(list(self._platforms), self._clock.now(), limits.lease, limits.claim)
        for row in rows:
            if row.key not in self._ended:
                self._lanes.add(row, fair=fair)
        self._pump()
        return len(rows)

    def _pump(self) -> None:
        while (delivery := self._lanes.next()) is not None:
            task = asyncio.create_task(self._carry(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._carried)

    def _carried(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery_broke_off", extra=blame(error))

    async def _carry(self, delivery: Delivery) -> None:
        """One attempt and what follows from it for others."""
        quick = False
        try:
            ran = await self._attempts.run(delivery)
            if ran is None:
                self._tally["put_off"] += 1
                return
            closed = self._holds.note(ran.transition, self._clock.now())
            withdrawn = self._lanes.withdraw(*closed[0]) if closed else []
            await self._attempts.record(ran.transition)
            if closed:
                await self._give_back(withdrawn, closed[1])
            self._note(ran)
            quick = ran.seconds <= self._limits.slow and ran.transition.state is not State.AMBIGUOUS
            self._notice(ran)
            if ran.more or ran.transition.due is not None:  # however soon it is, the nap must not outlast it
                self._wake.set()
        finally:
            full = not self._lanes.room
            self._ended.add(delivery.key)
            self._lanes.done(delivery, quick=quick)
            self._pump()
            if full:
                self._wake.set()

    async def _give_back(self, rows: Iterable[Delivery], due: datetime) -> None:
        back = [let_go(row, due) for row in rows]
        if not back:
            return
        try:
            await self._outbox.settle(back, self._clock.now())
        except Exception as error:  # noqa: BLE001 -- their leases end by themselves
            log.error("not_given_back", extra={"deliveries": len(back)} | blame(error))  # noqa: TRY400 -- as above

    def _note(self, ran: Ran) -> None:
        transition = ran.transition
        platform = transition.delivery.address.platform
        self._tally[transition.state.value] += 1
        self._counters.inc("deliveries", platform=platform, state=transition.state.value)
        if ran.outcome is not None:
            outcome = type(ran.outcome).__name__
            self._counters.inc("attempts", platform=platform, outcome=outcome)
            self._counters.observe("attempt_seconds", ran.seconds, platform=platform)
        level = logging.INFO if transition.state in {State.SENT, State.QUEUED} else logging.WARNING
        extra = about(transition.delivery) | {"state": transition.state.value, "reason": transition.reason}
        log.log(level, "delivery_settled", extra=extra | {"attempts": transition.delivery.attempts})

    def _notice(self, ran: Ran) -> None:
        """Whoever set the channel up hears of what is news to them."""
        if ran.edition is None:
            return
        match ran.outcome:
            case Sent():
                self._notices.works(ran.transition.delivery.address)
            case Refused() as refused:
                self._notices.refused(ran.edition.channel, refused)
            case Dead() as dead:
                self._notices.dead(ran.edition.channel, dead)
            case _:
                pass

    async def _close(self) -> None:
        """Start nothing more, let what is under way end, give the rest back."""
        await self._give_back(self._lanes.withdraw_all(), self._clock.now())
        if self._tasks:
            _, unfinished = await asyncio.wait(set(self._tasks), timeout=self._limits.let_finish)
            for task in unfinished:
                task.cancel()  # a call under way is recorded as ambiguous
            if unfinished:
                await asyncio.wait(unfinished, timeout=self._limits.let_finish)
        await self._notices.finish(self._limits.let_finish)

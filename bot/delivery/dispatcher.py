"""The dispatcher: claims what is due from the outbox and sees that every delivery is carried out.

Rounds of claims fill lanes (one a workspace); what may go by the platform's limits is started, in turn. Between
rounds it sleeps until the outbox says that something falls due, or until it is poked.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.channels.owner_notices import OwnerNotices
from bot.counters import Counters
from bot.delivery.alarm import Alarm
from bot.delivery.attempt import Attempts, Ran, RenderDigest, about
from bot.delivery.holds import Holds, within
from bot.delivery.lanes import Lanes
from bot.delivery.limits import Limits, Tally
from bot.delivery.next_state import let_go
from bot.delivery.prefetch import Prefetch
from bot.errors import DatabaseLostError, StorageError, blame
from bot.model.delivery import Delivery, Refused, Sent, State
from bot.ports import Clock, NotYet, Outbox, Plans, Platform

log = logging.getLogger(__name__)


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
        shared: bool = False,
    ) -> None:
        """`shared`: other processes deliver from the same outbox."""
        self._outbox, self._clock = outbox, clock
        self._platforms = {platform.name: platform for platform in platforms}
        self._counters = counters or Counters()
        self._limits = limits or Limits()
        self._lanes = Lanes(slow=timedelta(seconds=self._limits.slow)) if lanes is None else lanes
        self._prefetch = Prefetch(self._lanes, self._limits.claim, clock.monotonic, shared=shared)
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
        self._tasks: set[asyncio.Task[object]] = set()
        self._alarm = Alarm(clock, self._pump)
        self._notices = notices or OwnerNotices(self._platforms)
        self._ended: set[int] = set()  # keys done while a claim is under way: its rows may be older than that
        self._put_off: list[Delivery] = []  # the database failed before their platform was asked
        self._wake = asyncio.Event()
        self._news = asyncio.Event()  # it was woken, or something ended
        self._recovered, self._shared = False, shared
        self._heeded = clock.monotonic()
        self._tally: Counter[str] = Counter()  # by the fields of `Tally`

    def poke(self) -> None:
        """Something was put into the outbox: look now."""
        self._wake.set()
        self._news.set()

    def clock_stepped(self) -> None:
        """The wall clock was set: what was to wait by it is looked at anew."""
        self._holds.clear()
        self._lanes.clock_stepped(self._clock.now())
        self._alarm.stop()
        self._pump()
        self.poke()

    async def run(self) -> None:
        """Until cancelled. A database that fails is asked again, unless it is lost; nothing else ends it."""
        failed: dict[str, object] | None = None
        try:
            while True:
                self._wake.clear()
                try:
                    nap = await self._round()
                except DatabaseLostError:
                    raise
                except Exception as error:  # noqa: BLE001 -- a loop that dies without a word is the worst
                    what = blame(error)
                    if what != failed:  # what goes on failing is no news
                        log.error("dispatch_round_failed", extra=what)  # noqa: TRY400 -- no message text in logs
                    failed, nap = what, self._limits.after_failure
                else:
                    failed = None
                await self._nap(nap)
        finally:
            await self._close()

    async def drain(self) -> Tally:
        """Deliver what is due now, whatever comes of it, and say how it went."""
        self._tally.clear()
        try:
            while True:
                self._wake.clear()
                claimed = await self._claim(self._prefetch.limits(self._platforms), fair=False)
                if claimed and self._prefetch.again:
                    continue
                if not claimed and not self._tasks and not self._lanes.waiting:
                    break
                while (self._tasks or self._alarm.task) and not self._wake.is_set():
                    self._news.clear()
                    await self._news.wait()
        finally:
            await self._close()
        return Tally(**self._tally)

    async def _round(self) -> float:
        """Claim and start; returns how long nothing more will fall due."""
        limits = self._prefetch.limits(self._platforms)
        claimed = await self._claim(limits, fair=True)
        if claimed and self._prefetch.again:
            return 0
        longest = self._limits.full if self._prefetch.more else self._limits.longest_nap
        asked = [name for name in self._platforms if name not in self._prefetch.more]
        due = await self._outbox.next_at(asked) if asked else None
        if due is None:
            return longest
        wait = (due - self._clock.now()).total_seconds()
        if wait <= 0:  # due but not claimed: leased by us still, or waiting for room; not asked for in a hot loop
            wait = self._limits.shortest_nap if claimed else 1
        return min(wait, longest)

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

    async def _claim(self, most: Mapping[str, int], *, fair: bool) -> int:
        """Take due rows into the lanes and start what may run; how many were claimed."""
        if not self._recovered:
            found = await self._outbox.recover(self._clock.now())
            self._recovered = True
            if found:
                log.warning("ambiguous_at_start", extra={"deliveries": found})
        await self._heed()
        self._ended.clear()
        rows: Sequence[Delivery] = ()
        if most:
            rows = await self._outbox.claim(most, self._clock.now(), self._limits.lease)
            self._prefetch.claimed(most, rows)
        for row in rows:
            if row.key not in self._ended:
                self._lanes.add(row, fair=fair)
        self._pump()
        if self._put_off:  # the database answers again: they are not left until their leases end
            back, self._put_off = [each for each in self._put_off if each not in self._lanes], []
            if not await self._give_back(back, self._clock.now() + timedelta(seconds=self._limits.after_failure)):
                self._put_off += back
        return len(rows)

    async def _heed(self) -> None:
        """What another process was told to wait for holds here, too; what rests here another may have."""
        if not self._shared or self._clock.monotonic() - self._heeded < self._limits.heed:
            return
        self._heeded, now = self._clock.monotonic(), self._clock.now()
        await self._outbox.rest(self._lanes.workspaces)
        for place, until in self._holds.heed(await self._outbox.waits(now), now):
            await self._give_back(self._lanes.withdraw(*place), until)

    def _pump(self) -> None:
        """Start what may go now; what may not is held until the instant that its platform says."""
        now = self._clock.now()
        while (delivery := self._lanes.next(now)) is not None:
            if (wait := self._turn(delivery)) is None:
                self._start(self._carry(delivery))
                continue
            until = now + timedelta(seconds=max(wait.seconds, self._limits.shortest_wait))
            self._lanes.hold(delivery, until, wait.scope)
            if wait.seconds > self._limits.keep:
                place = within(delivery.address, wait.scope)
                self._start(self._give_back(self._lanes.withdraw(*place), until))
        self._alarm.set(self._lanes.opens())
        self._news.set()

    def _turn(self, delivery: Delivery) -> NotYet | None:
        """A look-up posts nothing and needs none; an adapter that fails here shows it when it sends."""
        if delivery.state is State.AMBIGUOUS:
            return None
        try:
            return self._platforms[delivery.address.platform].sender.turn(delivery.address)
        except Exception as error:  # noqa: BLE001 -- one delivery's fault must not end the loop
            log.error("turn_raised", extra=about(delivery) | blame(error))  # noqa: TRY400 -- no message text in logs
            return None

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        task: asyncio.Task[object] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._carried)

    def _carried(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        self._news.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery_broke_off", extra=blame(error))

    async def _carry(self, delivery: Delivery) -> None:
        """One attempt and what follows from it for others."""
        quick = False
        try:
            try:
                ran = await self._attempts.run(delivery)
            except StorageError:
                self._put_off.append(delivery)
                self.poke()
                ran = None
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
                self.poke()
        finally:
            self._ended.add(delivery.key)
            self._lanes.done(delivery, quick=quick)
            if self._prefetch.ended(delivery.address.platform):
                self.poke()
            self._pump()

    async def _give_back(self, rows: Iterable[Delivery], due: datetime) -> bool:
        """False if the database failed: their leases end by themselves."""
        back = [let_go(row, due) for row in rows]
        if not back:
            return True
        try:
            await self._outbox.settle(back, self._clock.now())
        except Exception as error:  # noqa: BLE001 -- as said
            log.error("not_given_back", extra={"deliveries": len(back)} | blame(error))  # noqa: TRY400 -- as above
            return False
        return True

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
        if ran.transition.state is State.PARKED:
            self._notices.parked(ran.edition, ran.transition.delivery, ran.transition.reason)
            return
        if (dead := ran.transition.dead) is not None:
            self._notices.dead(ran.edition.channel, dead)
        match ran.outcome:
            case Sent():
                self._notices.sent(ran.edition.channel)
            case Refused() as refused:
                self._notices.refused(ran.edition.channel, refused)
            case _:
                pass

    async def _close(self) -> None:
        """Start nothing more, let what is under way end, give the rest back."""
        self._alarm.stop()
        until = asyncio.get_running_loop().time() + self._limits.let_finish
        await self._give_back(self._lanes.withdraw_all(), self._clock.now())
        if self._tasks:
            _, unfinished = await asyncio.wait(set(self._tasks), timeout=self._limits.let_finish)
            for task in unfinished:
                task.cancel()  # a call under way is recorded as ambiguous
            if unfinished:
                await asyncio.wait(unfinished, timeout=self._limits.hand_over)
        await self._notices.finish(max(until - asyncio.get_running_loop().time(), 0))

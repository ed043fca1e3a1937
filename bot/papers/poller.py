"""Polling: when each source is asked next, and asking those that are due."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.counters import Counters
from bot.errors import PaperboyError
from bot.ports import Clock, Fetched, Ingested, Journal, Papers, Poll, Source
from bot.text.document import read_ahead

log = logging.getLogger(__name__)

USUAL_WAIT: Final = timedelta(hours=1)  # a source that says nothing is asked hourly
SHORTEST_WAIT: Final = timedelta(minutes=1)  # whatever a source wishes
LONGEST_WAIT: Final = timedelta(days=1)  # so that neither a wish nor a clock once wrong silences a source
FIRST_BACK_OFF: Final = timedelta(minutes=2)  # after a failure; doubled by each further one
LONGEST_BACK_OFF: Final = timedelta(hours=2)
POLLED: Final = "source_polled"  # the event of an answer in the log
FETCH_SECONDS: Final = 180.0  # a source that takes longer is given up, so that it delays no other for long


@dataclass(frozen=True, slots=True)
class Polled:
    """One source that was asked: what it answered, and what that changed (None: it could not be stored)."""

    source: str
    fetched: Fetched
    ingested: Ingested | None


def is_due(poll: Poll | None, now: datetime) -> bool:
    """Whether a source is to be asked now; one that never was is, and one that failed without naming a time."""
    if poll is None or poll.asked is None or poll.asked > now:  # asked in the future: the clock was wrong
        return True
    return now >= due_at(poll, poll.asked)


def due_at(poll: Poll, asked: datetime) -> datetime:
    """When a source that was asked then is to be asked again."""
    usual = asked + USUAL_WAIT if poll.ok else asked
    return min(poll.not_before or usual, asked + LONGEST_WAIT)


def wait_after(failures: int, fetched: Fetched) -> timedelta:
    """How long to leave a source alone after what it answered.

    An answer: as long as the source wishes. A failure: twice as long as after the one before (`failures` in a row
    were before this one), and never shorter than the source wishes (Retry-After).
    """
    wish = None if fetched.retry_after is None else timedelta(seconds=min(fetched.retry_after, 1e6))
    if fetched.ok:
        return min(max(wish or USUAL_WAIT, SHORTEST_WAIT), LONGEST_WAIT)
    back_off = min(FIRST_BACK_OFF * (1 << min(failures, 20)), LONGEST_BACK_OFF)
    return min(max(back_off, wish or back_off), LONGEST_WAIT)


class Poller:
    """Asks sources that are due, all at the same time; one source's failure never delays another."""

    def __init__(
        self,
        sources: Sequence[Source],
        papers: Papers,
        journal: Journal,
        clock: Clock,
        *,
        counters: Counters | None = None,
    ) -> None:
        self._sources = tuple(sources)
        self._counters = counters or Counters()
        self._papers = papers
        self._journal = journal
        self._clock = clock
        self._asking: set[str] = set()
        self._choosing = asyncio.Lock()
        self._none_asked = asyncio.Event()
        self._none_asked.set()
        self._outdated: set[str] = set()  # of those being asked: the clock was set since
        # Back-off is this process's own: a restart, after somebody mended the network, asks at once. What a source
        # wishes is stored with its poll.
        self._failures: dict[str, int] = {}
        self._held: dict[str, datetime] = {}

    def clock_stepped(self) -> None:
        """The wall clock was set: a source that was to be left alone by it is asked, and one that is being asked
        will be once more.
        """
        self._held.clear()
        self._outdated |= self._asking

    async def finished(self) -> None:
        """Wait until no source is being asked."""
        await self._none_asked.wait()

    async def poll_due(self, now: datetime) -> Sequence[Polled]:
        """Fetch and ingest each source that is due; those asked. Never asks one twice at once."""
        async with self._choosing:
            busy = frozenset(self._asking)  # what is read here says nothing yet of their answers
            polls = {poll.source: poll for poll in await self._journal.polls()}
            due = [
                source
                for source in self._sources
                if source.name not in busy
                and (source.name in self._outdated or self._is_due(source.name, polls, now))
            ]
            for source in due:
                self._begin(source.name)
        return await asyncio.gather(*(self._poll(source, polls.get(source.name), now) for source in due))

    def _begin(self, name: str) -> None:
        self._asking.add(name)
        self._outdated.discard(name)
        self._none_asked.clear()

    def _end(self, name: str) -> None:
        self._asking.discard(name)
        if not self._asking:
            self._none_asked.set()

    def _is_due(self, name: str, polls: Mapping[str, Poll], now: datetime) -> bool:
        held = now < self._held.get(name, now) <= now + LONGEST_WAIT
        return not held and is_due(polls.get(name), now)

    async def _poll(self, source: Source, before: Poll | None, now: datetime) -> Polled:
        try:
            fetched = await self._fetch(source, before.cursor if before else "", now)
            kept = self._keep(source.name, fetched, now)
            if not fetched.papers:
                return Polled(source.name, fetched, await kept)
            ingested, _ = await asyncio.gather(
                kept,
                asyncio.to_thread(read_ahead, fetched.papers),  # while they are stored: the index asks next
            )
            return Polled(source.name, fetched, ingested)
        finally:
            self._end(source.name)

    async def _fetch(self, source: Source, cursor: str, now: datetime) -> Fetched:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                fetched = await source.fetch(cursor, now)
        except TimeoutError:
            fetched = Fetched(ok=False, note=f"no answer within {FETCH_SECONDS:.0f} seconds")
        except Exception as error:  # a mistake in one source's code must not stop the others
            log.exception("source_broke", extra={"source": source.name})
            fetched = Fetched(ok=False, note=f"its reader failed ({type(error).__name__}); the log says where")
        found = {"source": source.name, "papers": len(fetched.papers), "note": fetched.note, "ok": fetched.ok}
        log.log(logging.INFO if fetched.ok else logging.WARNING, POLLED, extra=found)
        self._counters.inc("source_polls", source=source.name, outcome="answered" if fetched.ok else "failed")
        return fetched

    async def _keep(self, name: str, fetched: Fetched, asked: datetime) -> Ingested | None:
        """Store an answer and when to ask next; what cannot be stored is asked for again.

        The answer is of the time at which it was asked for: the clock may have been set since.
        """
        wait = wait_after(self._failures.get(name, 0), fetched)
        wished = fetched.ok or fetched.retry_after is not None
        kept, ingested = replace(fetched, retry_after=wait.total_seconds() if wished else None), None
        try:
            ingested = await self._papers.ingest(name, kept, asked)
        except PaperboyError as error:
            log.error("ingest_failed", extra={"source": name, "why": error.sentence})  # noqa: TRY400 -- the sentence tells it all
        if fetched.ok and ingested is not None:
            self._failures.pop(name, None)
            self._held.pop(name, None)
        else:
            self._failures[name] = self._failures.get(name, 0) + 1
            self._held[name] = self._clock.now() + (FIRST_BACK_OFF if fetched.ok else wait)
        return ingested

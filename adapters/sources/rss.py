"""Any RSS or Atom feeds: journals, blogs, labs."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import Field

from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.retry_after import LONGEST
from adapters.sources.common.web import Answer, Web
from adapters.sources.parse import values
from adapters.sources.parse.rss_entries import SOURCE, FeedRead, Looking, read_feed
from bot.errors import SettingsError, SourceError
from bot.model.source_set_up import Given
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

EVERY: Final = 3_600.0  # seconds; feeds are made to be asked hourly
MAX_FEEDS: Final = 100
AT_ONCE: Final = 4  # feeds asked at the same time
REMEMBERED: Final = (
    900  # names of entries that a feed shows no more and may show again; all that it shows are known
)
SPREAD: Final = 300  # seconds


class RssSettings(AdapterSettings):
    """Which feeds."""

    rss_feeds: str = Field("", description="addresses of RSS or Atom feeds, separated by spaces or commas")


TURN_ON: Final = "set RSS_FEEDS, for example to https://www.jmlr.org/jmlr.xml"
GIVES: Final = (Given.CATEGORIES,)


def configured() -> bool:
    """Whether there are any feeds."""
    return bool(RssSettings.load().rss_feeds.strip(" ,"))


def build(web: Web, clock: Clock) -> "Rss":  # noqa: ARG001 -- the convention's
    """The source as the settings say."""
    feeds = tuple(dict.fromkeys(RssSettings.load().rss_feeds.replace(",", " ").split()))
    wrong = next((number for number, feed in enumerate(feeds, start=1) if not values.link(feed)), 0)
    if wrong:
        raise SettingsError(f"A setting is wrong: RSS_FEEDS: address {wrong} is no web address (https://…).")
    if len(feeds) > MAX_FEEDS:
        raise SettingsError(f"A setting is wrong: RSS_FEEDS: no more than {MAX_FEEDS} feeds can be read.")
    return Rss(feeds, web)


@dataclass(frozen=True, slots=True)
class _Read:
    """One feed's answer; `state` None: what is remembered of it stays. `whole`: nothing of it is missing."""

    fetched: Fetched
    state: Mapping[str, Any] | None = None
    whole: bool = False


class Rss:
    """A source. The cursor is JSON: for each feed its validators, what it showed, until when it wants quiet."""

    name = SOURCE

    def __init__(self, feeds: tuple[str, ...], web: Web) -> None:
        self._feeds = feeds
        self._web = web
        web.trust(*feeds)  # an operator named them

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """What each feed has that it had not last time."""
        if not self._feeds:
            return Fetched(ok=False, note="no feeds are set; name their addresses in RSS_FEEDS")
        states, few = _states(cursor), asyncio.Semaphore(AT_ONCE)

        async def read(feed: str) -> _Read:
            async with few:
                return await self._feed(feed, states.get(_key(feed), {}), now)

        answers = await asyncio.gather(*map(read, self._feeds))
        after = {_key(feed): states[_key(feed)] for feed in self._feeds if _key(feed) in states}
        after |= {_key(feed): each.state for feed, each in zip(self._feeds, answers, strict=True) if each.state}
        read_well = [each.fetched for each in answers if each.fetched.ok]
        faults = tuple(fault for each in answers for fault in each.fetched.faults)
        if not read_well:
            wait = max((each.fetched.retry_after or 0.0 for each in answers), default=0.0)
            return Fetched(ok=False, note=faults[0].reason, faults=faults, retry_after=wait or None)
        lacking = [each.fetched.faults[0].reason for each in answers if each.fetched.faults and not each.whole]
        papers = tuple(paper for each in read_well for paper in each.papers)
        return Fetched(
            papers=papers,
            listings=tuple(listing for each in read_well for listing in each.listings),
            revisions=tuple(paper for each in read_well for paper in each.revisions),
            cursor=json.dumps(after, sort_keys=True) if after else cursor,
            faults=faults,
            remarks=tuple(remark for each in read_well for remark in each.remarks),
            note=lacking[0] if lacking else "" if papers else "no feed has anything new",
            retry_after=EVERY + _lag(self._feeds),
        )

    async def _feed(self, feed: str, state: Mapping[str, Any], now: datetime) -> _Read:
        host = urlsplit(feed).hostname or "the feed"
        if (quiet := _quiet(state, now)) > 0:
            said = f"{host} asked for quiet until {now + timedelta(seconds=quiet):%d %b %H:%M} UTC"
            return _Read(Fetched(ok=False, faults=(Fault(host, said),), retry_after=quiet))
        sent = {"If-None-Match": state.get("etag"), "If-Modified-Since": state.get("modified")}
        headers = {name: value for name, value in sent.items() if isinstance(value, str) and value}
        gate = self._web.arxiv if host.endswith("arxiv.org") else None
        try:
            answer = await self._web.get(feed, headers=headers, gate=gate, accept=frozenset({304}))
        except SourceError as error:
            wait = error.retry_after if isinstance(error, RefusedError) else None
            until = {"until": (now + timedelta(seconds=wait)).timestamp()} if wait else {}
            failed = Fetched(ok=False, faults=(Fault(host, error.sentence),), retry_after=wait)
            return _Read(failed, {**state, **until} if until else None)
        if answer.status == 304:
            return _Read(Fetched(), whole=True)
        remembered = tuple(str(mark) for mark in state.get("seen") or ())
        today, first = now.astimezone(UTC).date(), "seen" not in state
        looking = Looking(host, today, now, first=first, known=frozenset(remembered))
        kind = answer.headers.get("content-type", "")
        try:
            found = await self._web.read(host, read_feed, answer.body, answer.url or feed, kind, looking)
        except SourceError as error:
            return _Read(Fetched(ok=False, faults=(Fault(host, error.sentence),)))
        if not found.fetched.ok:
            return _Read(Fetched(ok=False, faults=(Fault(host, f"{host}: {found.reason}"),)))
        return _new(found, answer, state, remembered)


def _new(found: FeedRead, answer: Answer, state: Mapping[str, Any], remembered: Sequence[str]) -> _Read:
    """What a feed has that is not remembered of it, and what is remembered from now on. Pure."""
    fetched, seen = found.fetched, _remembered(found.names, remembered)
    if found.reason:  # cut short: what is missing is asked for again, and at a first look it is not new today
        return _Read(fetched, {**state, "seen": seen} if "seen" in state else None)
    validators = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
    return _Read(fetched, {"seen": seen, **{name: value[:200] for name, value in validators.items()}}, whole=True)


def _remembered(shown: Sequence[frozenset[str]], before: Sequence[str]) -> list[str]:
    """The names of all that a feed shows, and of the newest that it showed before."""
    now = set().union(*shown)
    gone = [mark for mark in before if mark not in now][REMEMBERED:]
    return list(dict.fromkeys([*sorted(now.difference(before)), *(m for m in before if m not in set(gone))]))


def _quiet(state: Mapping[str, Any], now: datetime) -> float:
    """Seconds for which a feed still wants to be left alone; never longer than it can have asked for."""
    until = state.get("until")
    left = until - now.timestamp() if isinstance(until, int | float) else 0.0
    return left if left <= LONGEST else 0.0


def _lag(feeds: Sequence[str]) -> int:
    """Seconds after the hour at which these feeds are asked, so that not all the world's readers come at once."""
    return 1 + int(sha256(" ".join(feeds).encode()).hexdigest()[:8], 16) % SPREAD


def _key(feed: str) -> str:
    """A feed's name in the cursor: its address may hold a secret."""
    return sha256(feed.encode()).hexdigest()[:12]


def _states(cursor: str) -> dict[str, Mapping[str, Any]]:
    try:
        said = json.loads(cursor)
    except (ValueError, RecursionError):
        return {}
    return (
        {name: state for name, state in said.items() if isinstance(state, dict)} if isinstance(said, dict) else {}
    )

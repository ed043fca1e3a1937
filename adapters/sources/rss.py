"""Any RSS or Atom feeds: journals, blogs, labs."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import Field

from adapters.sources.common import values
from adapters.sources.common.refusal import RefusedError
from adapters.sources.common.web import Web
from adapters.sources.parse.feed_body import FeedBody, parse_feed
from adapters.sources.parse.rss_entries import SOURCE, mark, read_entries
from bot.errors import SettingsError, SourceError
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

EVERY: Final = 3_600.0  # seconds; feeds are made to be asked hourly
MAX_FEEDS: Final = 100
AT_ONCE: Final = 4  # feeds asked at the same time
REMEMBERED: Final = 300  # newest entries of a feed that are known again


class RssSettings(AdapterSettings):
    """Which feeds."""

    rss_feeds: str = Field("", description="addresses of RSS or Atom feeds, separated by spaces or commas")


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
    """One feed's answer; `state` None: what is remembered of it stays."""

    fetched: Fetched
    state: Mapping[str, Any] | None = None


class Rss:
    """A source. The cursor is JSON: for each feed its validators and the entries that were there last time."""

    name = SOURCE

    def __init__(self, feeds: tuple[str, ...], web: Web) -> None:
        self._feeds = feeds
        self._web = web

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
        lacking = [each.fetched.faults[0].reason for each in answers if each.fetched.faults and not each.state]
        papers = tuple(paper for each in read_well for paper in each.papers)
        return Fetched(
            papers=papers,
            listings=tuple(listing for each in read_well for listing in each.listings),
            cursor=json.dumps(after, sort_keys=True) if after else cursor,
            faults=faults,
            note=lacking[0] if lacking else "" if papers else "no feed has anything new",
            retry_after=EVERY,
        )

    async def _feed(self, feed: str, state: Mapping[str, Any], now: datetime) -> _Read:
        host = urlsplit(feed).hostname or "the feed"
        sent = {"If-None-Match": state.get("etag"), "If-Modified-Since": state.get("modified")}
        headers = {name: value for name, value in sent.items() if isinstance(value, str) and value}
        gate = self._web.arxiv if host.endswith("arxiv.org") else None
        try:
            answer = await self._web.get(feed, headers=headers, gate=gate, accept=frozenset({304}))
        except SourceError as error:
            wait = error.retry_after if isinstance(error, RefusedError) else None
            return _Read(Fetched(ok=False, faults=(Fault(host, error.sentence),), retry_after=wait))
        if answer.status == 304:
            return _Read(Fetched())
        body = await asyncio.to_thread(parse_feed, answer.body)
        if not body.readable or (body.reason and not body.entries):
            return _Read(Fetched(ok=False, faults=(Fault(host, f"{host}: {body.reason}"),)))
        known = set(state.get("seen") or ())
        marks = {mark(entry): entry for entry in body.entries}
        new = FeedBody(body.title, tuple(e for name, e in marks.items() if name not in known), reason=body.reason)
        fetched = read_entries(new, host, now.astimezone(UTC).date(), now)
        if body.reason:  # cut short: what is missing is asked for again
            return _Read(fetched)
        kept = {
            "etag": answer.headers.get("etag", "")[:200],
            "modified": answer.headers.get("last-modified", "")[:100],
        }
        return _Read(fetched, {**kept, "seen": list(marks)[:REMEMBERED]})


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

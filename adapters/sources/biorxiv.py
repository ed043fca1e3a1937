"""bioRxiv and medRxiv: the preprints posted each day, by subject (https://api.biorxiv.org)."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from pydantic import Field

from adapters.sources.common.registry import Registry, wish
from adapters.sources.common.web import Web
from adapters.sources.parse.biorxiv import SERVERS, SOURCE, Page, Post, read_page
from bot.errors import SettingsError, SourceError
from bot.model.paper import Listing
from bot.model.source_set_up import Given
from bot.ports import Clock, Fault, Fetched
from bot.settings import AdapterSettings

EVERY: Final = 3 * 3_600.0  # seconds; posts come once a day, at no certain hour
PAUSE: Final = 1.0  # seconds between two requests; no limit is documented
QUIET: Final = 600.0  # seconds of silence after a 429
AT_FIRST: Final = timedelta(days=2)  # a first look goes so far back
LATE: Final = timedelta(days=1)  # a post may show up the day after the one it is dated
LONGEST: Final = timedelta(days=14)  # older posts are no candidates any more
STILL: Final = timedelta(days=4)  # even Christmas has posts within this
MAX_PAGES: Final = 60  # of one server; a page has 30 or 100 posts, a day about 300


class BiorxivSettings(AdapterSettings):
    """Which servers and subjects, and where they are asked."""

    biorxiv_servers: str = Field("", description="biorxiv, medrxiv, or both; setting it turns the source on")
    biorxiv_categories: str = Field(
        "", description="subjects that are kept, comma-separated (neuroscience, cell biology); by default all"
    )
    biorxiv_url: str = Field("https://api.biorxiv.org", description="the API of bioRxiv and medRxiv")


TURN_ON: Final = "set BIORXIV_SERVERS=biorxiv,medrxiv"
GIVES: Final = (Given.CATEGORIES, Given.ORGANIZATIONS)


def configured() -> bool:
    """Whether a server is named."""
    return bool(BiorxivSettings.load().biorxiv_servers.strip(" ,"))


def build(web: Web, clock: Clock) -> "Biorxiv":
    """The source as the settings say."""
    settings = BiorxivSettings.load()
    servers = tuple(dict.fromkeys(settings.biorxiv_servers.lower().replace(",", " ").split()))
    wrong = [name for name in servers if name not in SERVERS]
    if wrong:
        raise SettingsError(
            f'A setting is wrong: BIORXIV_SERVERS: "{wrong[0][:40]}" is neither biorxiv nor medrxiv.'
        )
    subjects = (name.replace("_", " ") for name in settings.biorxiv_categories.lower().split(","))
    wanted = frozenset(filter(None, (" ".join(name.split()) for name in subjects)))
    registry = Registry("bioRxiv", web, clock, pause=PAUSE, quiet=QUIET)
    return Biorxiv(servers or ("biorxiv",), wanted, settings.biorxiv_url.rstrip("/"), registry)


class Biorxiv:
    """Source and Finder. The cursor is JSON: for each server the day of the newest post read."""

    name = SOURCE

    def __init__(self, servers: tuple[str, ...], subjects: frozenset[str], url: str, registry: Registry) -> None:
        self._servers = servers
        self._subjects = subjects
        self._url = url
        self._registry = registry

    async def fetch(self, cursor: str, now: datetime) -> Fetched:
        """What was posted since the newest post known; a second version changes a paper and is none itself."""
        today = now.astimezone(UTC).date()
        marks, posts, faults = _marks(cursor, today), list[Post](), list[Fault]()
        wait, answered = None, False
        for server in self._servers:
            first = max(marks.get(server, today - AT_FIRST) - LATE, today - LONGEST)
            try:
                page = await self._between(server, first, today)
            except SourceError as error:
                faults.append(Fault(server, error.sentence))
                wait = max(filter(None, (wait, wish(error))), default=None)
                continue
            answered = True
            posts += page.posts
            faults += page.faults
            newest = max((post.day for post in page.posts), default=marks.get(server))
            if newest and today - newest >= STILL:
                faults.append(Fault(server, f"{server} stands still: its newest post is of {newest}"))
            elif newest:
                marks[server] = newest
        if not answered:
            return Fetched(ok=False, note=faults[0].reason, faults=tuple(faults), retry_after=wait)
        kept = [post for post in posts if not self._subjects or post.subject in self._subjects]
        new = {post.paper.id: post for post in kept if post.version == 1}
        return Fetched(
            papers=tuple(post.paper for post in new.values()),
            listings=tuple(_listings(new.values(), today, now)),
            revisions=tuple(post.paper for post in kept if post.version > 1),
            cursor=json.dumps({name: day.isoformat() for name, day in sorted(marks.items())}) if marks else "",
            faults=tuple(faults),
            note=faults[0].reason if faults else "" if new else _why_empty(posts, kept, today),
            retry_after=wait or EVERY,
        )

    def finds(self, paper_id: str) -> bool:
        """A DOI of bioRxiv's or medRxiv's."""
        return paper_id.startswith(("doi:10.1101/", "doi:10.64898/"))

    async def find(self, paper_id: str, now: datetime) -> Fetched:  # noqa: ARG002 -- the port's
        """A preprint by its DOI, as its newest version has it."""
        if not self.finds(paper_id):
            return Fetched(note="bioRxiv has preprints of its own only")
        for server in SERVERS:
            try:
                page = await self._registry.ask(
                    f"{self._url}/details/{server}/{paper_id.removeprefix('doi:')}/na/json",
                    reader=partial(read_page, server=server),
                )
                posts = page.posts if page else ()
            except SourceError as error:
                return Fetched(ok=False, note=error.sentence, retry_after=wish(error))
            found = [post for post in posts if post.paper.id == paper_id]
            if found:
                return Fetched(papers=(max(found, key=lambda post: post.version).paper,))
        return Fetched(note=f"neither bioRxiv nor medRxiv has {paper_id}")

    async def _between(self, server: str, first: date, last: date) -> Page:
        """All that a server posted on these days. Raises SourceError if any of it cannot be had."""
        posts, faults, at = list[Post](), list[Fault](), 0
        for _ in range(MAX_PAGES):
            url = f"{self._url}/details/{server}/{first}/{last}/{at}/json"
            page = await self._registry.ask(url, reader=partial(read_page, server=server))
            page = page or read_page(None, server)
            posts += page.posts
            faults += page.faults
            at += page.records
            if not page.records or at >= page.total:
                return Page(tuple(posts), at, page.total, tuple(faults))
        raise SourceError(f"{server} has more than {at} posts between {first} and {last}")


def _listings(posts: Iterable[Post], today: date, now: datetime) -> Iterable[Listing]:
    for rank, post in enumerate(posts, start=1):
        day = min(post.day, today)
        yield Listing(paper_id=post.paper.id, source=SOURCE, list_date=day, rank=rank, observed=now)


def _why_empty(posts: list[Post], kept: list[Post], today: date) -> str:
    if kept:
        return "new versions only"
    if posts:
        return f"nothing new in the subjects of BIORXIV_CATEGORIES ({len(posts)} posts in others)"
    return f"nothing is posted yet on {today}"


def _marks(cursor: str, today: date) -> dict[str, date]:
    """What a cursor says; nothing of the future, and nothing if it cannot be read."""
    try:
        said = json.loads(cursor)
        days = {name: date.fromisoformat(day) for name, day in said.items() if name in SERVERS}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: day for name, day in days.items() if day <= today}

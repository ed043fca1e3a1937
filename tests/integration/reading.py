"""The page over a store in memory with the real index and search, as its tests open it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette

from adapters.web import application
from adapters.web.answers.visitors import Visitors
from adapters.web.reading import reading_routes
from adapters.web.services import Door, Mail, WebServices
from bot.channels.letter_writer import LetterWriter
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.health import Health
from bot.model.channel import Address
from bot.model.mail_links import MailLinks
from bot.model.paper import Listing, Paper
from bot.ports import Fetched
from bot.search.foresight import Foresight
from bot.search.searcher import Search
from storage.store import SqliteStore, open_store
from tests.fakes.clock import FakeClock
from tests.fakes.core import NOW, TITLES, listed
from tests.fakes.letters import FakeLetters

HOME = "http://papers.test"
DOORS = (
    Door("Add to Slack", "/slack/install", "digests in channels"),
    Door("By pigeon", "/pigeon", "On your roof", queries=True),
)


@dataclass
class Reading:
    """What a reader has before them, and what is behind it."""

    store: SqliteStore
    services: WebServices
    clock: FakeClock
    app: Starlette
    client: httpx.AsyncClient
    letters: FakeLetters
    writer: LetterWriter

    async def add(self, *papers: tuple[Paper, Listing]) -> None:
        """Papers come in and can be found."""
        fetched = Fetched(papers=tuple(p for p, _ in papers), listings=tuple(one for _, one in papers))
        await self.store.papers.ingest("huggingface", fetched, self.clock.now())
        await self.store.index.repair()

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer."""
        return await self.client.get(
            path, headers={name.replace("_", "-"): each for name, each in headers.items()}
        )


async def _health() -> Health:
    return Health(ok=True, reason="")


async def _metrics() -> tuple[bytes, str]:
    return b"", "text/plain"


@asynccontextmanager
async def open_reading(
    *,
    shown: Sequence[Address] = (),
    doors: Sequence[Door] = DOORS,
    papers: bool = True,
    patient: bool = False,
    by_mail: bool = True,
) -> AsyncIterator[Reading]:
    """Papers of three days (tests.fakes.core), unless told otherwise; `patient` with whoever asks a lot."""
    async with open_store(":memory:") as store:
        clock = FakeClock(NOW)
        searcher = Search(store.index, store.papers)
        links, notices, letters = MailLinks(HOME, b"k" * 32), OwnerNotices({}), FakeLetters()
        opt_in = OptIn(store, links, notices, zone="Europe/Paris")
        writer = LetterWriter(store, links, opt_in, notices, lambda: letters)
        desk = Desk(
            Tools(
                store=store,
                searcher=searcher,
                foresight=Foresight(store.papers, store.index),
                poke=lambda: None,
                opt_in=opt_in,
            )
        )
        mail = Mail(opt_in, links, desk) if by_mail else None
        services = WebServices.of(store, searcher, clock, HOME, doors=tuple(doors), shown=tuple(shown), mail=mail)
        app = application(
            _health,
            _metrics,
            reading_routes(services, Visitors(burst=1e9) if patient else Visitors(clock.monotonic)),
        )
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            reading = Reading(store, services, clock, app, client, letters, writer)
            if papers:
                days = [
                    NOW.date().fromordinal(NOW.date().toordinal() - number // 3) for number in range(len(TITLES))
                ]
                made = [
                    listed(title, number + 1, day, keywords=("diffusion models", "agents"))
                    for number, (title, day) in enumerate(zip(TITLES, days, strict=True))
                ]
                await reading.add(*made)
            yield reading

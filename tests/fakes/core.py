"""A desk over a store in memory with a few papers, for tests of commands."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.model.channel import Address, Channel
from bot.model.paper import Listing, Paper
from bot.model.source_set_up import SourceSetUp
from bot.ports import Fetched, Index, Store
from bot.ports.request import Choice, Person, Reply, Request
from bot.search.foresight import Foresight
from storage.store import open_store
from tests.fakes.searcher import FakeIndex, FakeSearcher

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)  # a Friday
HERE = Address("slack", "T1", "C1")

TITLES = (
    "Low-Rank Adaptation of Large Language Models",
    "Diffusion Models Beat GANs on Image Synthesis",
    "Retrieval-Augmented Generation for Knowledge Tasks",
    "Continual Pre-Training of Language Models",
    "A Survey of Diffusion Models",
    "Segment Anything",
    "Direct Preference Optimization",
    "Mixture of Experts with Low-Rank Routing",
)


def listed(title: str, number: int, day: date, **changes: Any) -> tuple[Paper, Listing]:
    """A paper with its one listing; the earlier in the list, the more upvotes."""
    paper = Paper(
        id=f"arxiv:2611.{number:05}",
        title=title,
        url=f"https://arxiv.org/abs/2611.{number:05}",
        abstract=f"We study {title.lower()}. Results on many tasks are given.",
        authors=("Ada Lovelace", "Alan Turing"),
        published=day,
        categories=("cs.CL",),
    )
    listing = Listing(
        paper_id=paper.id,
        source="huggingface",
        list_date=day,
        rank=number,
        observed=datetime(day.year, day.month, day.day, 8, tzinfo=UTC),
        upvotes=100 - number,
    )
    return replace(paper, **changes), listing


@dataclass
class FakeFinder:
    """Finds the papers it was given."""

    papers: dict[str, Paper] = field(default_factory=dict)
    note: str = "arXiv has no such paper."

    def finds(self, paper_id: str) -> bool:
        return not paper_id.startswith("url:")

    async def find(self, paper_id: str, now: datetime) -> Fetched:
        if paper_id in self.papers:
            return Fetched(papers=(self.papers[paper_id],))
        return Fetched(note=self.note)


@dataclass
class Office:
    """The desk with everything around it."""

    desk: Desk
    store: Store
    searcher: FakeSearcher
    index: FakeIndex
    finder: FakeFinder
    pokes: list[None]

    async def say(self, text: str, *, now: datetime = NOW, **request: Any) -> Reply:
        """Type it as a manager, unless said otherwise."""
        return await self.desk.answer(request_for(text=text, now=now, **request))

    async def complete(self, command: str, parameter: str, typed: str, **request: Any) -> Sequence[Choice]:
        """The completions of what is typed."""
        return await self.desk.complete(request_for(command=command, **request), parameter, typed)

    async def channel(self, address: Address = HERE) -> Channel:
        """The channel as stored."""
        channel = await self.store.channels.get(address)
        assert channel is not None
        return channel

    async def queries(self) -> list[str]:
        """The channel's subscriptions."""
        return [s.query for s in await self.store.channels.subscriptions((await self.channel()).key)]

    async def ingest(self, *papers: tuple[Paper, Listing]) -> None:
        """Papers come in."""
        fetched = Fetched(papers=tuple(p for p, _ in papers), listings=tuple(one for _, one in papers))
        await self.store.papers.ingest("huggingface", fetched, NOW)
        self.searcher.papers = await self.store.papers.listed(date(2000, 1, 1), date(2100, 1, 1))


def request_for(
    *, text: str = "", now: datetime = NOW, manager: bool = True, zone: str = "Europe/Paris", **changes: Any
) -> Request:
    """A request from a person in Paris."""
    request = Request(
        address=HERE, person=Person(id="U1", name="Ada", manager=manager, zone=zone), now=now, text=text
    )
    return replace(request, **changes)


@asynccontextmanager
async def open_office(*, papers: bool = True, set_ups: Sequence[SourceSetUp] = ()) -> AsyncIterator[Office]:
    """An office with the papers of three days."""
    async with open_store(":memory:") as opened:
        index = FakeIndex(
            words=("diffusion", "diffuse", "RAG"),
            close={"difusion": ["diffusion", "infusion"]},
            matched=('author:"Alan Turing"', 'diffusion author:"alan turing"'),
        )
        store = replace(opened, index=cast(Index, index))
        searcher, finder, pokes = FakeSearcher(), FakeFinder(), []
        tools = Tools(
            store=store,
            searcher=searcher,
            foresight=Foresight(store.papers, store.index),
            poke=lambda: pokes.append(None),
            finders=(finder,),
            sources=("arxiv", "huggingface"),
            set_ups=set_ups,
        )
        office = Office(Desk(tools), store, searcher, index, finder, pokes)
        if papers:
            today = NOW.date()
            days = (today - timedelta(days=n // 3) for n in range(len(TITLES)))
            await office.ingest(*(listed(t, n + 1, d) for n, (t, d) in enumerate(zip(TITLES, days, strict=True))))
        yield office

"""A team on a real adapter: the whole core on a database in memory, a digest posted to a platform's stand-in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.app.system_clock import SystemClock
from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.commands.reactions import Reactions
from bot.delivery.discussing import Discussing
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.redraw import Redraws
from bot.model.channel import Address, Channel, Settings
from bot.model.discussion import NotOpened, Opened
from bot.model.paper import Listing, Paper
from bot.planning.planner import draft, slot_of
from bot.ports import Clock, CoreServices, Fetched, Platform, Store
from bot.search.foresight import Foresight
from bot.views.blocks import View
from bot.views.digest import digest_view
from storage import open_store
from tests.fakes.searcher import FakeIndex, FakeSearcher

TITLES = (
    "Low-Rank Adaptation of Language Models",
    "Diffusion Models for Video",
    "Agents that Ask First",
    "Retrieval for Long Documents",
    "Measuring What Quantized Models Forget",
)


def paper_id(number: int) -> str:
    """Of the paper so far down the digest, from 1."""
    return f"arxiv:2611.{number:05d}"


class HastyClock(SystemClock):
    """Whose seconds of waiting are a twentieth: what gathers clicks for a second holds no test up."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 20)


@dataclass(kw_only=True)
class Team:
    """A channel with its digest posted."""

    store: Store
    desk: Desk
    platform: Platform
    redraws: Redraws
    dispatcher: Dispatcher
    channel: Channel
    clock: Clock
    hears: list[Callable[[Address], None]]  # told where each command came from

    async def papers(self) -> dict[str, int]:
        """The store's keys by id."""
        found = await self.store.papers.by_id([paper_id(n) for n in range(1, len(TITLES) + 1)])
        return {each.paper.id: each.key for each in found}


@asynccontextmanager
async def team(
    address: Address, build: Callable[[CoreServices], Platform], settings: Settings | None = None, **services: Any
) -> AsyncIterator[Team]:
    """The team of a channel, once its digest is posted."""
    clock = SystemClock()
    async with open_store(":memory:") as opened:
        store = replace(opened, index=FakeIndex())  # type: ignore[arg-type] -- nobody searches here
        marked: list[Redraws] = []

        discussing: list[Discussing] = []
        hears: list[Callable[[Address], None]] = []

        def heard(address: Address) -> None:
            for each in hears:
                each(address)

        async def discuss(channel: int, paper: int, view: View) -> Opened | NotOpened:
            return await discussing[0].open(channel, paper, view)

        def redraw(channel: int, paper: int) -> None:
            marked[0].mark(channel, paper)

        desk = Desk(
            Tools(
                store=store,
                searcher=FakeSearcher(),
                foresight=Foresight(store.papers, store.index),
                poke=lambda: None,
                redraw=redraw,
                heard=heard,
                discuss=discuss,
            )
        )
        platform = build(
            CoreServices(
                desk=desk,
                vault=store.vault,
                adapter_facts=store.adapter_facts,
                journal=store.journal,
                clock=clock,
                workers=store.workers,
                reactions=Reactions(store, redraw),
                **services,
            )
        )
        there = {platform.name: platform}
        discussing.append(
            Discussing(
                plans=store.plans,
                outbox=store.outbox,
                discussions=store.discussions,
                platforms=there,
                clock=clock,
                render_digest=digest_view,
            )
        )
        redraws = Redraws(store.plans, store.outbox, there, HastyClock(), digest_view)
        marked.append(redraws)
        dispatcher = Dispatcher(store.outbox, store.plans, (platform,), clock, digest_view)
        now = clock.now()
        papers = [
            Paper(
                id=paper_id(n),
                title=title,
                url=f"https://arxiv.org/abs/2611.{n:05d}",
                abstract=f"{title}. It works.",
            )
            for n, title in enumerate(TITLES, 1)
        ]
        listings = [
            Listing(
                paper_id=paper.id,
                source="huggingface",
                list_date=now.date(),
                rank=n,
                observed=now,
                upvotes=100 - n,
            )
            for n, paper in enumerate(papers, 1)
        ]
        await store.papers.ingest("huggingface", Fetched(papers=tuple(papers), listings=tuple(listings)), now)
        since = now.date() - timedelta(days=3)
        home = await store.channels.create(
            Channel(key=0, address=address, name="papers", since=since, settings=settings or Settings())
        )
        await store.plans.plan_one(home.key, since, draft(now, slot_of(now)), keep=True)
        try:
            yield Team(
                store=store,
                desk=desk,
                platform=platform,
                redraws=redraws,
                dispatcher=dispatcher,
                channel=home,
                clock=clock,
                hears=hears,
            )
        finally:
            await redraws.finish()

"""The gallery's replies: what the desk answers to commands, over a store in memory with the gallery's papers."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache

from bot.commands.context import Tools
from bot.commands.desk import Desk
from bot.model.channel import Address
from bot.model.paper import Candidate, Listing
from bot.ports import Fetched
from bot.ports.request import Person, Request
from bot.search.foresight import Foresight
from bot.search.searcher import Search
from bot.views.blocks import View
from storage import open_store

SOURCE = "huggingface"


@cache
def replies(
    address: Address, papers: Sequence[Candidate], zone: str, now: datetime, commands: tuple[tuple[str, str], ...]
) -> Mapping[str, View]:
    """The answer to each (name, command), typed one after the other by somebody who may do everything."""
    work = _replies(address, papers, zone, now, commands)
    with ThreadPoolExecutor(1) as apart:  # who asks may have an event loop of their own
        return apart.submit(asyncio.run, work).result()


async def _replies(
    address: Address, papers: Sequence[Candidate], zone: str, now: datetime, commands: tuple[tuple[str, str], ...]
) -> Mapping[str, View]:
    async with open_store(":memory:") as store:
        listings = tuple(
            Listing(
                paper_id=each.paper.id,
                source=SOURCE,
                list_date=now.date(),
                rank=rank,
                observed=now,
                upvotes=each.signals.upvotes,
            )
            for rank, each in enumerate(papers, 1)
        )
        await store.papers.ingest(
            SOURCE, Fetched(papers=tuple(each.paper for each in papers), listings=listings), now
        )
        await store.index.repair()
        desk = Desk(
            Tools(
                store=store,
                searcher=Search(store.index, store.papers),
                foresight=Foresight(store.papers, store.index),
                poke=lambda: None,
                sources=(SOURCE,),
            )
        )
        person = Person(id="U1", name="Ada", manager=True, zone=zone)
        return {
            name: (
                await desk.answer(
                    Request(address=address, person=person, now=now, text=text, channel_name="papers")
                )
            ).view
            for name, text in commands
        }

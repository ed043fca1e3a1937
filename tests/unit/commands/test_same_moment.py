"""Two people who change a channel at the same moment: both changes are kept, whichever two they are."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

from bot.model.channel import Address, Changes, Channel, EmptyDay, Layout
from tests.fakes.core import open_office


@dataclass(frozen=True)
class Now:
    """The channel as it is afterwards."""

    channel: Channel
    queries: list[str]


CHANGES: dict[str, Callable[[Now], bool]] = {
    "schedule 10:15": lambda it: it.channel.schedule.at.hour == 10,
    "schedule sunday": lambda it: it.channel.schedule.weekdays == {6},
    "schedule Tokyo": lambda it: it.channel.schedule.zone == "Asia/Tokyo",
    "settings picks 9": lambda it: it.channel.settings.picks == 9,
    "settings layout compact": lambda it: it.channel.settings.layout is Layout.COMPACT,
    "settings empty silent": lambda it: it.channel.settings.empty_day is EmptyDay.SILENT,
    "settings upvotes 7": lambda it: it.channel.settings.min_upvotes == 7,
    "settings sources arxiv": lambda it: it.channel.settings.sources == ("arxiv",),
    "settings mentions on": lambda it: it.channel.settings.mentions,
    "settings images on": lambda it: it.channel.settings.images,
    "settings reactions off": lambda it: not it.channel.settings.reactions,
    "settings withdrawals off": lambda it: not it.channel.settings.withdrawals,
    "settings changes managers": lambda it: it.channel.settings.changes is Changes.MANAGERS,
    "subscribe rag": lambda it: "rag" in it.queries,
    "subscribe lora": lambda it: "lora" in it.queries,
    "unsubscribe base": lambda it: "base" not in it.queries,
    "pause": lambda it: it.channel.pause is not None,
}


async def test_every_pair_of_changes_is_kept() -> None:
    async with open_office(papers=False) as office:
        lost = []
        for number, pair in enumerate(permutations(CHANGES, 2)):
            here = Address("slack", "T1", f"C{number}")
            await office.say("subscribe base", address=here)
            await asyncio.gather(*(office.say(each, address=here) for each in pair))
            channel = await office.channel(here)
            subscriptions = await office.store.channels.subscriptions(channel.key)
            after = Now(channel, [each.query for each in subscriptions])
            lost += [(pair, each) for each in pair if not CHANGES[each](after)]
        assert not lost


async def test_all_of_them_at_once_are_kept() -> None:
    async with open_office(papers=False) as office:
        await office.say("subscribe base")
        await asyncio.gather(*(office.say(each) for each in CHANGES))
        channel = await office.channel()
        subscriptions = await office.store.channels.subscriptions(channel.key)
        after = Now(channel, [each.query for each in subscriptions])
        assert [each for each, kept in CHANGES.items() if not kept(after)] == []

"""A thread on a paper: on the message that holds it, once, and with a sentence where that cannot be."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.delivery.discussing import BEING_OPENED, NO_THREADS, ON_ITS_WAY, Discussing
from bot.model.delivery import (
    Ambiguous,
    Dead,
    Delivery,
    Outcome,
    Receipt,
    Refused,
    Rejected,
    RetryAfter,
    Sent,
    State,
)
from bot.model.discussion import Discussion, NotOpened, Opened
from bot.ports import Message, Platform
from bot.views.blocks import Paragraph, View, plain
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakePlatform
from tests.unit.delivery.test_redraw import PAPERS, Shelf, show

VIEW = View((Paragraph(plain("what to discuss")),), "Paper 2")


@dataclass
class Threads:
    """Threads, and what was said in them; scripts first."""

    opens: list[Outcome] = field(default_factory=list)
    says: list[Outcome] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    said: list[tuple[State, str]] = field(default_factory=list)

    async def open(self, delivery: Delivery, receipt: Receipt, title: str) -> Outcome:
        self.asked.append(f"{title} on {receipt.message_id}")
        return self.opens.pop(0) if self.opens else Sent(Receipt("t", "https://chat.example/t"))

    async def say(self, delivery: Delivery, message: Message, thread: Receipt, now: datetime) -> Outcome:
        self.said.append((delivery.state, delivery.token))
        return self.says.pop(0) if self.says else Sent(Receipt("r"))


@dataclass
class Kept:
    """One discussion."""

    kept: Discussion = field(default_factory=lambda: Discussion(mine=True))
    became: list[str] = field(default_factory=list)

    async def begin(self, channel: int, paper: int, now: datetime) -> Discussion:
        return self.kept

    async def opened(self, channel: int, paper: int, link: str) -> None:
        self.became.append(link)

    async def given_up(self, channel: int, paper: int) -> None:
        self.became.append("given up")


async def opened(
    threads: Threads | None, kept: Kept | None = None, shelf: Shelf | None = None, **fake: Any
) -> Opened | NotOpened:
    clock = FakeClock()
    shelf = shelf or Shelf()
    platform = FakePlatform(clock=clock, **{"split": 1, **fake})
    discussing = Discussing(
        plans=shelf,  # type: ignore[arg-type] -- as far as it asks
        outbox=shelf,  # type: ignore[arg-type] -- as far as it asks
        discussions=kept or Kept(),
        platforms={"fake": Platform("fake", platform, platform, threads=threads)},
        clock=clock,
        render_digest=show,
    )
    running = asyncio.create_task(discussing.open(1, PAPERS[1].key, VIEW))
    for _ in range(60):
        await asyncio.sleep(0)
        if running.done():
            break
        clock.advance(5)
    return await running


async def test_it_is_opened_on_the_message_that_holds_the_paper_and_remembered():
    threads, kept = Threads(), Kept()
    assert await opened(threads, kept) == Opened("https://chat.example/t")
    assert threads.asked == ["Paper 2 on m1"]
    assert [state for state, _ in threads.said] == [State.SENDING]
    assert kept.became == ["https://chat.example/t"]


async def test_where_the_layout_was_changed_since_it_is_opened_on_the_first_message():
    threads = Threads()
    await opened(threads, split=3)
    assert threads.asked == ["Paper 2 on m0"]


async def test_what_is_open_or_being_opened_is_not_opened_again():
    threads = Threads()
    assert await opened(threads, Kept(Discussion(link="https://x"))) == Opened("https://x", already=True)
    assert await opened(threads, Kept(Discussion())) == NotOpened(BEING_OPENED)
    assert threads.asked == []


async def test_what_somebody_else_tried_is_looked_for_before_it_is_said_again():
    threads = Threads()
    await opened(threads, Kept(Discussion(mine=True, tried=FakeClock().now())))
    assert [state for state, _ in threads.said] == [State.AMBIGUOUS]


async def test_a_lost_answer_is_looked_for_and_a_wait_is_waited():
    threads = Threads(opens=[RetryAfter(3, "slow down")], says=[RetryAfter(None, "busy"), Ambiguous("dropped")])
    assert isinstance(await opened(threads), Opened)
    assert [state for state, _ in threads.said] == [State.SENDING, State.SENDING, State.AMBIGUOUS]
    assert len({token for _, token in threads.said}) == 1
    assert len(threads.asked) == 2


async def test_what_stays_in_doubt_counts_as_open_for_the_thread_shows_it():
    assert isinstance(await opened(Threads(says=[Ambiguous("dropped")] * 9)), Opened)


@each_of(
    ("script", "why"),
    [
        ({"opens": [Rejected("the message was deleted")]}, "The message was deleted."),
        ({"opens": [Refused("it may not", "let it")]}, "It may not. Let it."),
        ({"opens": [Dead("the token is dead", "install it again.")]}, "The token is dead. Install it again."),
        ({"opens": [RetryAfter(600, "too much")]}, "Too much. Please try again in a while."),
        ({"says": [Refused("it may not", "let it")]}, "It may not. Let it."),
    ],
)
async def test_what_stands_in_the_way_is_said_and_the_next_one_begins_anew(script, why):
    kept = Kept()
    assert await opened(Threads(**script), kept) == NotOpened(why)
    assert kept.became == ["given up"]


async def test_where_there_is_no_thread_or_no_message_yet_it_says_so():
    assert await opened(None) == NotOpened(NO_THREADS)
    waiting: Sequence[State] = [State.SENT, State.QUEUED, State.QUEUED]
    assert await opened(Threads(), shelf=Shelf(states=list(waiting))) == NotOpened(ON_ITS_WAY)

    class Nothing(Shelf):
        async def showing(self, key: int, papers: Sequence[int]) -> dict[int, Sequence[int]]:
            return {}

    found = await opened(Threads(), shelf=Nothing())
    assert isinstance(found, NotOpened)
    assert not found.posted

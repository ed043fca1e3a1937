"""Digests are shown anew after clicks: gathered, patient with the platform, and never posted."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.delivery.redraw import TRIES, Redraws
from bot.errors import StorageError
from bot.model.channel import Address
from bot.model.delivery import Ambiguous, Delivery, Outcome, Receipt, Rejected, RetryAfter, Sent, State
from bot.model.digest import DAILY, Digest, Edition
from bot.model.marks import Marks
from bot.ports import Message, Platform
from bot.views.blocks import Paragraph, View, plain
from tests.each_of import each_of
from tests.fakes.clock import FakeClock
from tests.fakes.papers import NOON, candidate, channel
from tests.fakes.platform import FakePlatform

HERE = Address("fake", "w", "c")
PAPERS = tuple(candidate(n, f"Paper {n}") for n in (1, 2, 3))


def show(edition: Edition) -> View:
    lines = [f"{c.paper.title}: {edition.marks.get(c.key, Marks()).votes}" for c in edition.papers]
    return View(tuple(Paragraph(plain(line)) for line in lines), "today")


@dataclass
class Shelf:
    """One digest of three messages, as plans and outbox tell it; and the editor that takes its edits."""

    marks: dict[int, Marks] = field(default_factory=dict)
    states: list[State] = field(default_factory=lambda: [State.SENT] * 3)
    script: list[Outcome] = field(default_factory=list)
    edited: list[tuple[int, str]] = field(default_factory=list)
    fails: int = 0

    async def showing(self, key: int, papers: Sequence[int]) -> Mapping[int, Sequence[int]]:
        if self.fails:
            self.fails -= 1
            raise StorageError("the disk is full")
        return {5: papers}

    async def edition(self, digest: int) -> Edition | None:
        day = Digest(local_date=date(2026, 11, 20), slot=DAILY, planned=NOON)
        return Edition(digest=day, channel=channel(address=HERE), papers=PAPERS, marks=dict(self.marks))

    async def receipts(self, digest: int) -> Sequence[tuple[Delivery, Receipt | None]]:
        made = Delivery(key=1, digest=digest, address=HERE, part=0, token="t", state=State.SENT)
        return [
            (replace(made, part=n, state=state), Receipt(f"m{n}") if state is State.SENT else None)
            for n, state in enumerate(self.states)
        ]

    async def edit(self, delivery: Delivery, message: Message, receipt: Receipt) -> Outcome:
        outcome = self.script.pop(0) if self.script else Sent(receipt)
        self.edited.append((delivery.part, message["text"]))
        return outcome


def redraws(shelf: Shelf, clock: FakeClock, *, shared: bool = False, **fake: Any) -> Redraws:
    platform = FakePlatform(clock=clock, **{"split": 1, **fake})
    built = Platform("fake", platform, platform, editor=shelf)
    return Redraws(shelf, shelf, {"fake": built}, clock, show, shared=shared)


async def all_shown(made: Redraws) -> None:
    while made._following:  # noqa: ASYNC110 -- nothing tells that it is done
        await asyncio.sleep(0)


async def test_only_the_message_that_holds_the_paper_is_edited() -> None:
    shelf, clock = Shelf(), FakeClock()
    made = redraws(shelf, clock)
    shelf.marks[2] = Marks(votes=1)
    made.mark(7, 2)
    await all_shown(made)
    assert [part for part, _ in shelf.edited] == [1]
    assert "Paper 2: 1" in shelf.edited[0][1]


async def test_clicks_that_come_together_are_one_edit() -> None:
    shelf, clock = Shelf(), FakeClock()
    made = redraws(shelf, clock)
    for votes in range(1, 21):
        shelf.marks[2] = Marks(votes=votes)
        made.mark(7, 2)
    await all_shown(made)
    assert len(shelf.edited) == 1
    assert "Paper 2: 20" in shelf.edited[0][1]


async def test_a_platform_that_asks_to_wait_or_does_not_answer_is_asked_again_with_what_holds_then() -> None:
    shelf, clock = Shelf(script=[RetryAfter(30, "slow down"), Ambiguous("no answer")]), FakeClock()
    made = redraws(shelf, clock)
    made.mark(7, 2)
    shelf.marks[2] = Marks(votes=3)
    await all_shown(made)
    assert [part for part, _ in shelf.edited] == [1, 1, 1]
    assert 30 in clock.slept


async def test_an_edit_that_is_refused_is_let_be() -> None:
    shelf = Shelf(script=[Rejected("message_not_found")])
    made = redraws(shelf, FakeClock())
    made.mark(7, 2)
    await all_shown(made)
    assert len(shelf.edited) == 1


async def test_a_platform_that_never_takes_it_is_left_alone_after_a_while() -> None:
    shelf = Shelf(script=[RetryAfter(None, "busy")] * 50)
    made = redraws(shelf, FakeClock())
    made.mark(7, 2)
    await all_shown(made)
    assert len(shelf.edited) == TRIES


@each_of("split", [2, 100])
async def test_a_digest_that_divides_otherwise_by_now_stays_as_it_was_posted(split: int) -> None:
    shelf = Shelf()
    made = redraws(shelf, FakeClock(), split=split)
    made.mark(7, 2)
    await all_shown(made)
    assert shelf.edited == []


async def test_a_message_on_its_way_is_shown_anew_once_it_is_there() -> None:
    shelf, clock = Shelf(states=[State.SENT, State.SENDING, State.QUEUED]), FakeClock()
    made = redraws(shelf, clock)
    made.mark(7, 2)
    while len(clock.slept) < 2:  # noqa: ASYNC110 -- as above
        await asyncio.sleep(0)
    shelf.states = [State.SENT] * 3
    await all_shown(made)
    assert [part for part, _ in shelf.edited] == [1]


async def test_a_database_that_fails_for_a_moment_costs_nothing() -> None:
    shelf = Shelf(fails=2)
    made = redraws(shelf, FakeClock())
    made.mark(7, 2)
    await all_shown(made)
    assert [part for part, _ in shelf.edited] == [1]


async def test_what_is_under_way_at_the_end_is_finished() -> None:
    shelf = Shelf()
    made = redraws(shelf, FakeClock())
    await made.finish()
    made.mark(7, 2)
    await made.finish()
    assert [part for part, _ in shelf.edited] == [1]
    assert made._following == {}


async def test_a_platform_without_an_editor_has_nothing_to_show() -> None:
    shelf, clock = Shelf(), FakeClock()
    platform = FakePlatform(clock=clock, split=1)
    made = Redraws(shelf, shelf, {"fake": Platform("fake", platform, platform)}, clock, show)
    made.mark(7, 2)
    await all_shown(made)
    assert shelf.edited == []


class Crossed(Shelf):
    """Another process shows a later click while the first edit is on its way, and that edit comes last."""

    async def edit(self, delivery: Delivery, message: Message, receipt: Receipt) -> Outcome:
        if not self.edited:
            self.marks[2] = Marks(votes=2)  # not clicked here, so nobody here is told
        return await super().edit(delivery, message, receipt)


async def test_an_edit_that_crossed_one_of_another_process_is_made_again_with_what_holds() -> None:
    shelf = Crossed({2: Marks(votes=1)})
    made = redraws(shelf, FakeClock(), shared=True)
    made.mark(7, 2)
    await all_shown(made)
    assert [text[text.index("Paper 2") :][:10] for _, text in shelf.edited] == ["Paper 2: 1", "Paper 2: 2"]


async def test_where_one_process_redraws_it_looks_once() -> None:
    shelf = Crossed({2: Marks(votes=1)})
    made = redraws(shelf, FakeClock())
    made.mark(7, 2)
    await all_shown(made)
    assert len(shelf.edited) == 1

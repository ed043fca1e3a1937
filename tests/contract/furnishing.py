"""Papers, channels and decisions that the suites of the store are furnished with."""

from datetime import UTC, date, datetime, timedelta

from bot.model.channel import Address, Channel
from bot.model.delivery import Delivery, Receipt, State
from bot.model.digest import DAILY, Counts, Digest, Pick, Reason
from bot.model.paper import Listing, Paper
from bot.model.transition import Transition
from bot.ports import Fetched, Plan, Store
from bot.schedule.turn import Turn

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
TODAY = NOW.date()
RECEIPT = Receipt("1700.1", "https://chat.example/1")


def paper(number: int = 1, **fields) -> Paper:
    base = {"id": f"arxiv:2601.{number:05d}", "title": f"A telling title with number {number}"}
    return Paper(**{**base, "url": f"https://arxiv.org/abs/2601.{number:05d}", **fields})


def listing(number: int = 1, **fields) -> Listing:
    base = {"paper_id": f"arxiv:2601.{number:05d}", "source": "huggingface", "list_date": TODAY}
    return Listing(**{**base, "rank": number, "observed": NOW, **fields})


async def known(store: Store, count: int = 3) -> list[int]:
    """So many papers listed today; their keys."""
    numbers = range(1, count + 1)
    fetched = Fetched(papers=tuple(map(paper, numbers)), listings=tuple(map(listing, numbers)), cursor="c")
    await store.papers.ingest("huggingface", fetched, NOW)
    return [each.key for each in await store.papers.by_id([paper(number).id for number in numbers])]


async def channel(store: Store, place: str = "C1", workspace: str = "T1", **fields) -> Channel:
    base = {"key": 0, "address": Address("slack", workspace, place), "name": "general", "since": date(2026, 1, 1)}
    return await store.channels.create(Channel(**{**base, "next_due": NOW, "owner": "U1", **fields}))


def everything(
    channels: list | None = None, *, deliver: bool = True, slot: str = DAILY, limit: int = 5, late=None
):
    """A decision that picks all candidates that a channel has not seen."""

    def prepare(candidates):
        def decide(due):
            if channels is not None:
                channels.extend(due)
            plans = []
            for each in due:
                free = [one for one in candidates if one.key not in each.seen][:limit]
                digest = Digest(
                    local_date=TODAY,
                    slot=slot,
                    planned=NOW,
                    picks=tuple(Pick(one.key, 1.5, (Reason("words", ("title",)),), carried=True) for one in free),
                    counts=Counts(len(candidates), 1, 2, 3, 4),
                    note="" if free else "nothing new",
                    late=late,
                )
                turn = Turn(TODAY, TODAY, NOW + timedelta(days=1), each.routine.pause)
                plans.append(Plan(each, digest, turn, deliver))
            return plans

        return decide

    return prepare


async def planned(store: Store, **how):
    return await store.plans.plan(NOW, TODAY - timedelta(days=7), everything(**how))


async def claimed(store: Store, at: datetime = NOW, limit: int = 10):
    return await store.outbox.claim({"slack": limit, "terminal": limit}, at, 60)


def sent(delivery, receipt=RECEIPT):
    return Transition(delivery=delivery, state=State.SENT, receipt=receipt)


async def half_delivered(store: Store) -> tuple[Channel, Channel, Delivery]:
    """Two channels with a digest each, and a secret; the first digest has arrived, the second is claimed."""
    one, two = await channel(store, "C1"), await channel(store, "C2")
    await known(store)
    await store.vault.put("slack", "T1", "token", b"xoxb-secret")
    await planned(store)
    first, second = sorted(await claimed(store), key=lambda each: each.address.channel)
    assert await store.outbox.begin([first], NOW, 60)
    await store.outbox.settle([sent(first)], NOW)
    return one, two, second

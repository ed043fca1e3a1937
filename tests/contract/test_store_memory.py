"""What every store promises of a team's memory; `store` is each implementation in turn (conftest.py)."""

from datetime import timedelta

from bot.model.delivery import State
from bot.model.marks import Marks, Week
from bot.model.transition import Transition
from bot.ports import Voted
from tests.contract.furnishing import NOW, RECEIPT, channel, claimed, known, paper, planned, sent


async def test_saved_papers_are_kept_once_newest_first_and_can_be_let_go(store):
    one, two, _ = await known(store)
    home = await channel(store)
    assert await store.memory.save(home.key, one, "U1", NOW)
    assert await store.memory.save(home.key, two, "U2", NOW + timedelta(minutes=1))
    assert not await store.memory.save(home.key, one, "U3", NOW)
    saved = await store.memory.saved(home.key)
    assert [(each.paper.key, each.by) for each in saved] == [(two, "U2"), (one, "U1")]
    assert await store.memory.unsave(home.key, one)
    assert not await store.memory.unsave(home.key, one)


async def test_a_hidden_paper_counts_as_seen(store):
    one, *_ = await known(store)
    home = await channel(store)
    assert await store.memory.hide(home.key, one, "U1", NOW)
    assert not await store.memory.hide(home.key, one, "U2", NOW)
    history = await store.plans.history(home.key, one)
    assert (history.how, history.at, history.digest) == ("hidden", NOW, None)


async def test_a_person_votes_once_and_votes_count_in_their_workspace(store):
    one, *_ = await known(store)
    home, neighbour = await channel(store, "C1"), await channel(store, "C2")
    stranger = await channel(store, "C3", "T2")
    votes = [
        await store.memory.vote(where.key, one, person, NOW)
        for where, person in ((home, "U1"), (home, "U1"), (neighbour, "U2"), (stranger, "U1"))
    ]
    assert votes == [Voted(True, 1), Voted(False, 1), Voted(True, 2), Voted(True, 1)]
    assert await store.memory.unvote(home.key, one, "U1") == Voted(True, 1)
    assert await store.memory.unvote(home.key, one, "U1") == Voted(False, 1)


async def test_a_hidden_paper_can_be_a_candidate_again(store):
    one, *_ = await known(store)
    home = await channel(store)
    await store.memory.hide(home.key, one, "U1", NOW)
    assert await store.memory.unhide(home.key, one)
    assert not await store.memory.unhide(home.key, one)
    assert (await store.plans.history(home.key, one)).how == ""
    due: list = []
    await planned(store, channels=due)
    assert one not in due[0].seen


async def test_what_is_hidden_on_its_way_is_posted_and_never_again(store):
    one, *_ = await known(store)
    home = await channel(store)
    await planned(store, limit=1)
    await store.memory.hide(home.key, one, "U1", NOW)
    (delivery,) = await claimed(store)
    given_up = Transition(delivery=delivery, state=State.CANCELLED, reason="too late")
    await store.outbox.settle([given_up], NOW)
    assert (await store.plans.history(home.key, one)).how == "hidden", (
        "no candidate, though its digest was given up"
    )


async def test_a_digest_knows_what_the_team_made_of_its_papers(store):
    one, two, three = await known(store)
    home, neighbour = await channel(store), await channel(store, "C2")
    await planned(store)
    await store.memory.met("slack", "T1", "U1", "Ada")
    await store.memory.met("slack", "T1", "U2", "Grace H.")
    await store.memory.met("slack", "T1", "U2", "Grace")
    await store.memory.met("slack", "T2", "U3", "somebody else's U3")
    await store.memory.save(home.key, one, "U1", NOW)
    await store.memory.save(neighbour.key, two, "U1", NOW)
    await store.memory.hide(home.key, three, "U3", NOW)
    for person in ("U1", "U2"):
        await store.memory.vote(neighbour.key, one, person, NOW)
    (digest,) = await store.plans.showing(home.key, [one])
    edition = await store.plans.edition(digest)
    assert edition.marks == {
        one: Marks(saved=True, saved_by="Ada", votes=2),
        three: Marks(hidden=True, hidden_by=""),
    }
    assert await store.memory.name("slack", "T1", "U2") == "Grace"
    assert await store.memory.name("slack", "T1", "U9") == ""
    assert [each.name for each in await store.memory.saved(home.key)] == ["Ada"]


async def test_the_digests_that_show_a_paper_are_known_with_their_receipts(store):
    one, two, _ = await known(store)
    home = await channel(store)
    await planned(store)
    (digest,) = await store.plans.showing(home.key, [one, two])
    assert await store.plans.showing(home.key, [one, two, 99]) == {digest: [one, two]}
    ((delivery, none),) = await store.outbox.receipts(digest)
    assert (delivery.part, none) == (0, None)
    (delivery,) = await claimed(store)
    await store.outbox.begin([delivery], NOW, 60)
    await store.outbox.settle([sent(delivery)], NOW)
    ((delivery, receipt),) = await store.outbox.receipts(digest)
    assert (delivery.state, receipt) == (State.SENT, RECEIPT)


async def test_a_digest_tells_what_the_team_did_in_the_week_before_it(store):
    one, two, three = await known(store)
    home, stranger = await channel(store), await channel(store, "C3", "T2")
    before = NOW - timedelta(days=2)
    await store.memory.save(home.key, one, "U1", before)
    await store.memory.save(home.key, two, "U1", NOW - timedelta(days=8))
    await store.memory.save(home.key, three, "U1", NOW + timedelta(minutes=1))
    for person in ("U1", "U2"):
        await store.memory.vote(home.key, two, person, before)
    await store.memory.vote(home.key, one, "U1", before)
    await store.memory.vote(stranger.key, three, "U1", before)
    await planned(store)
    (digest,) = await store.plans.showing(home.key, [one])
    week = (await store.plans.edition(digest)).week
    assert week == Week(saved=1, votes=3, most=paper(2).title, most_url=paper(2).url)

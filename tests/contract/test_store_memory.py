"""What every store promises of a team's memory; `store` is each implementation in turn (conftest.py)."""

from datetime import timedelta

from tests.contract.furnishing import NOW, channel, known


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
    assert votes == [1, 1, 2, 1]

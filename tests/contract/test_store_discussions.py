"""What every store promises of discussions: one for a paper in a channel, whoever asks."""

from datetime import timedelta

from bot.model.discussion import Discussion
from tests.contract.furnishing import NOW, channel, known


async def test_whoever_asks_first_opens_it_and_the_others_are_told_where_it_is(store):
    home, (paper, other, _) = await channel(store), await known(store)
    begin = store.discussions.begin
    assert await begin(home.key, paper, NOW) == Discussion(mine=True)
    assert await begin(home.key, paper, NOW) == Discussion(tried=NOW), "somebody is opening it"
    assert await begin(home.key, other, NOW) == Discussion(mine=True), "another paper's is another"
    await store.discussions.opened(home.key, paper, "https://chat.example/thread")
    assert (await begin(home.key, paper, NOW + timedelta(days=9))).link == "https://chat.example/thread"


async def test_what_could_not_be_opened_is_begun_anew_and_what_is_in_doubt_after_a_while(store):
    home, (paper, other, _) = await channel(store), await known(store)
    await store.discussions.begin(home.key, paper, NOW)
    await store.discussions.given_up(home.key, paper)
    assert await store.discussions.begin(home.key, paper, NOW) == Discussion(mine=True)
    await store.discussions.begin(home.key, other, NOW)
    later = NOW + timedelta(minutes=5)
    assert await store.discussions.begin(home.key, other, later) == Discussion(mine=True, tried=NOW)
    assert await store.discussions.begin(home.key, other, later) == Discussion(tried=later)


async def test_an_open_one_is_not_given_up_and_goes_with_its_channel(store):
    home, (paper, *_) = await channel(store), await known(store)
    await store.discussions.begin(home.key, paper, NOW)
    await store.discussions.opened(home.key, paper, "")
    await store.discussions.given_up(home.key, paper)
    assert (await store.discussions.begin(home.key, paper, NOW)).link == ""
    await store.channels.remove(home.key)
    again = await channel(store)
    assert (await store.discussions.begin(again.key, paper, NOW)).mine

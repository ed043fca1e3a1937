"""What every store promises of addresses that are to be asked, and of those that nothing is written to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.email_address import EmailAddress, address_of
from bot.ports import End, MailRequest, Memory, Wish
from tests.contract.furnishing import NOW, channel, known

DAY = timedelta(days=1)
ADA = "ada@lab.org"


def request(address=ADA, wish=Wish.CONFIRM, **fields):
    return MailRequest(**{"address": address, "wish": wish, "asked": NOW, "due": NOW, **fields})


async def test_a_request_is_kept_whole_and_as_it_is_now(store):
    asked = await store.mail_requests.put(request(queries=("RAG", "“é”"), zone="Europe/Paris", by="slack:T1:U1"))
    assert asked == request(queries=("RAG", "“é”"), zone="Europe/Paris", by="slack:T1:U1", key=asked.key)
    later = replace(asked, queries=("RAG",), due=NOW + DAY, tries=2)
    assert await store.mail_requests.put(later) == later
    assert await store.mail_requests.get(asked.key) == later
    assert await store.mail_requests.of(ADA) == [later]
    assert await store.mail_requests.get(asked.key + 1) is None
    assert await store.mail_requests.of("other@lab.org") == []


async def test_letters_are_due_in_order_and_each_once(store):
    late = await store.mail_requests.put(request("late@lab.org", due=NOW + DAY))
    second = await store.mail_requests.put(request("second@lab.org"))
    first = await store.mail_requests.put(request(due=NOW - DAY))
    assert await store.mail_requests.due(NOW, 9) == [first, second]
    assert await store.mail_requests.due(NOW, 1) == [first]
    assert await store.mail_requests.write(first.key, "mark", NOW)
    assert not await store.mail_requests.write(first.key, "mark", NOW)  # another process was as quick
    assert await store.mail_requests.due(NOW, 9) == [second]
    assert await store.mail_requests.due(NOW + DAY, 9) == [second, late]
    assert await store.mail_requests.memory("mark") == Memory(written=NOW, letters=1)
    assert (await store.mail_requests.get(first.key)).tries == 1


async def test_what_is_remembered_is_decided_on_what_it_is_at_that_moment(store):
    assert await store.mail_requests.memory("m") == Memory()
    await store.mail_requests.remember("m", lambda it: replace(it, end=End.BLOCKED, reason="so", ended=NOW))
    await store.mail_requests.remember("m", lambda it: replace(it, letters=it.letters + 2))
    assert await store.mail_requests.memory("m") == Memory(letters=2, end=End.BLOCKED, reason="so", ended=NOW)
    assert await store.mail_requests.memory("n") == Memory()


async def test_how_many_addresses_somebody_asked_for(store):
    for address in ("a@lab.org", "a@lab.org", "b@lab.org"):
        await store.mail_requests.put(request(address, by="slack:T1:U1"))
    await store.mail_requests.put(request("c@lab.org", by="slack:T1:U1", asked=NOW - DAY))
    await store.mail_requests.put(request("d@lab.org"))
    assert await store.mail_requests.asked_by("slack:T1:U1", NOW) == 2
    assert await store.mail_requests.asked_by("slack:T1:U1", NOW - DAY) == 3


async def test_one_that_was_confirmed_settles_what_waits_for_an_answer_and_not_what_waits_for_its_letter(store):
    first = await store.mail_requests.put(request(due=None))
    older = await store.mail_requests.put(request(due=None, queries=("x",)))
    waits = await store.mail_requests.put(request(due=NOW + DAY))
    home = await channel(store)
    await store.mail_requests.confirmed(first.key, home.key)
    assert (await store.mail_requests.get(first.key)).channel == home.key
    assert await store.mail_requests.get(older.key) is None
    assert await store.mail_requests.of(ADA) == [waits]


@pytest.mark.parametrize("subscribed", [True, False])
async def test_an_address_is_forgotten_with_its_channel_and_only_the_memory_stays(store, subscribed):
    (paper, *_) = await known(store)
    address = address_of(EmailAddress.parse(ADA))
    home = await store.channels.create(replace(await channel(store), address=address)) if subscribed else None
    if home:
        await store.memory.save(home.key, paper, "1", NOW)
    await store.mail_requests.put(request())
    ended = Memory(end=End.UNSUBSCRIBED, ended=NOW)
    await store.mail_requests.forget(ADA, home.key if home else None, "mark", ended)
    assert await store.channels.get(address) is None
    assert await store.mail_requests.of(ADA) == []
    assert await store.mail_requests.memory("mark") == ended


async def test_what_is_old_is_tidied_away_and_what_ends_something_stays(store):
    old = await store.mail_requests.put(request(asked=NOW - 8 * DAY))
    new = await store.mail_requests.put(request())
    await store.mail_requests.remember("old", lambda _: Memory(written=NOW - 40 * DAY, letters=1))
    await store.mail_requests.remember("ended", lambda _: Memory(written=NOW - 40 * DAY, end=End.BLOCKED))
    await store.mail_requests.remember("new", lambda _: Memory(written=NOW))
    assert await store.mail_requests.tidy(NOW - 7 * DAY, NOW - 31 * DAY) == 2
    assert await store.mail_requests.get(old.key) is None
    assert await store.mail_requests.get(new.key) == new
    assert await store.mail_requests.memory("old") == Memory()
    assert (await store.mail_requests.memory("ended")).end is End.BLOCKED
    assert (await store.mail_requests.memory("new")).written == NOW


async def test_a_channel_that_is_removed_takes_its_requests_along(store):
    address = address_of(EmailAddress.parse(ADA))
    home = await store.channels.create(replace(await channel(store), address=address))
    other = await store.mail_requests.put(request("other@lab.org"))
    await store.mail_requests.put(request())
    await store.channels.remove(home.key)
    assert await store.mail_requests.of(ADA) == []
    assert await store.mail_requests.of("other@lab.org") == [other]
    assert await store.channels.by_key(home.key) is None


async def test_a_channel_is_found_by_its_number(store):
    home = await channel(store)
    assert await store.channels.by_key(home.key) == home
    assert await store.channels.by_key(home.key + 1) is None

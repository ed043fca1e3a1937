"""A workspace sees nothing of another's, and leaves nothing behind when it goes."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.letter_writer import LetterWriter
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.model.channel import Address
from bot.model.email_address import EmailAddress, address_of
from bot.model.mail_links import MailLinks
from bot.ports import PLANNER, AuditEntry, Fault, Fetched, MailRequest, Wish
from storage.store import open_store
from tests.contract.furnishing import NOW, TODAY, channel, known
from tests.fakes.core import HERE, open_office
from tests.fakes.core import NOW as DESK_NOW
from tests.fakes.letters import FakeLetters

# Words that are nowhere else; whoever leaves may leave none of them.
TEAM, ROOM, PERSON, QUERY, TOKEN = "TLEAVES1", "CLEAVES2", "ULEAVES3", "zyxleaves4", b"xoxb-leaves5"
STAYS = "TSTAYS"


async def live(store, team, room, person, query, token=TOKEN):  # noqa: PLR0917 -- a life has many words
    """A workspace's life: everything of it that is ever stored."""
    home = await channel(store, room, team)
    (paper, *_) = await known(store)
    await store.channels.subscribe(home.key, [query], person, NOW)
    await store.memory.vote(home.key, paper, person, NOW)
    await store.memory.save(home.key, paper, person, NOW)
    await store.memory.hide(home.key, paper, person, NOW)
    await store.papers.submit(home.address, paper, person, NOW)
    await store.vault.put("slack", team, "bot", token)
    await store.journal.audit(AuditEntry(NOW, home.address, person, f"subscribe {query}"))
    await store.journal.once(f"slack:{team}:Ev{room}", NOW)
    await store.adapter_facts.write("slack", f"welcome:{team}:{room}", "2026-11-20")
    await store.adapter_facts.write("slack", f"command:{team}:abc", f"search {query}")
    await store.adapter_facts.write("list", f"{home.key}:abc", room)
    email = address_of(EmailAddress.parse(f"reader-{len(room)}@lab.org"))
    who = f"slack:{team}:{person}"
    await store.channels.create(replace(home, address=email, owner=who, next_due=None))
    await store.mail_requests.put(MailRequest(address=email.channel, wish=Wish.CONFIRM, by=who, asked=NOW))


async def fail_to_plan(store):
    def broken(candidates):
        def fails(due):
            raise ValueError("a zone that is none")

        return fails

    await store.plans.plan(NOW, TODAY, broken)


def searched(path, *words):
    found = path.read_bytes() + b"".join(
        other.read_bytes() for other in path.parent.glob(f"{path.name}-*") if other.is_file()
    )
    return [word for word in words if (word if isinstance(word, bytes) else word.encode()) in found]


LEFT = (TEAM, ROOM, PERSON, QUERY, TOKEN)
KEPT = (STAYS, "CSTAYS", "USTAYS", "zyxstays")


@pytest.mark.parametrize("vacuum", [True, False])
async def test_nothing_of_a_workspace_is_in_the_file_after_it_is_deleted(tmp_path, vacuum):
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        await live(store, TEAM, ROOM, PERSON, QUERY, TOKEN)
        await live(store, STAYS, "CSTAYS", "USTAYS", "zyxstays")
        await fail_to_plan(store)
        places = [fault.where for _, source, fault in await store.journal.faults(10) if source == PLANNER]
        await store.workspaces.kill("slack", TEAM, f"uninstalled by {PERSON}", NOW + timedelta(days=30))
        await store.workspaces.purge("slack", TEAM)
        assert sorted(places) == sorted([f"slack:{TEAM}:{ROOM}", f"slack:{STAYS}:CSTAYS"])
    if vacuum:
        with closing(sqlite3.connect(path)) as db:
            db.execute("VACUUM")
    assert searched(path, *LEFT) == []
    assert searched(path, *KEPT) == list(KEPT)


async def test_the_search_would_find_it(tmp_path):
    """The attack itself: before the deletion every word is there (but the token, which is sealed)."""
    path = tmp_path / "x.db"
    async with open_store(path) as store:
        await live(store, TEAM, ROOM, PERSON, QUERY, TOKEN)
        await fail_to_plan(store)
    assert searched(path, *LEFT) == [TEAM, ROOM, PERSON, QUERY]


async def test_status_shows_a_channel_its_own_faults_and_the_sources():
    async with open_office() as office:
        await office.say("subscribe diffusion")
        await office.store.papers.ingest(
            "rss", Fetched(note="x", faults=(Fault("feeds.example", "no feed"),)), DESK_NOW
        )
        files = Fetched(faults=(Fault("/home/operator/secret.jsonl", "line 3 is no JSON"),))
        await office.store.papers.ingest("file", files, DESK_NOW, polled=False)
        for where in (str(HERE), "slack:T2:CSECRET", "discord:9:8"):
            fault = Fetched(faults=(Fault(where, f"its digest could not be planned ({where})"),))
            await office.store.papers.ingest(PLANNER, fault, DESK_NOW, polled=False)
        shown = str((await office.say("status")).view)
        assert "feeds.example: no feed" in shown
        assert f"could not be planned ({HERE})" in shown
        for secret in ("secret.jsonl", "CSECRET", "discord:9:8"):
            assert secret not in shown
        operator = Address("terminal", "local", "demo")
        shown = str((await office.say("status", address=operator)).view)
        assert all(said in shown for said in ("secret.jsonl", "CSECRET", "discord:9:8"))


async def test_nothing_of_an_address_is_in_the_file_after_it_ends(tmp_path):
    path = tmp_path / "x.db"
    links, post = MailLinks("http://papers.test"), FakeLetters()
    async with open_store(path) as store:
        opt_in = OptIn(store, links, OwnerNotices({}))
        writer = LetterWriter(store, links, opt_in, OwnerNotices({}), lambda: post)
        ada, bob, eve = map(EmailAddress.parse, ("zyxada@lab.org", "zyxbob@lab.org", "zyxeve@lab.org"))
        for email in (ada, bob, eve):
            await opt_in.ask(email, [f"{QUERY}{email.local}"], NOW, by=f"slack:T1:{PERSON}")
        await writer.write_due(NOW)
        channel = await opt_in.confirm(1, NOW)
        (paper, *_) = await known(store)
        await store.memory.save(channel.key, paper, f"{channel.key}", NOW)
        await store.journal.audit(AuditEntry(NOW, channel.address, f"{channel.key}", "save"))
        await opt_in.leave(channel, NOW)
        await opt_in.block(links.read(post.token(1, link=1), NOW), NOW)
        await opt_in.unreachable(eve, "550 refused", NOW)
    assert searched(path, "zyxada", "zyxbob", "zyxeve", QUERY) == []
    assert searched(path, "550 refused") == ["550 refused"]

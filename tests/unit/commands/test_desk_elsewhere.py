"""`to email` and `to feed`: what a channel gets, somewhere else, too."""

from dataclasses import replace

import pytest

from bot.channels.feed_link import channel_of, link_key
from bot.channels.opt_in import OptIn
from bot.channels.owner_notices import OwnerNotices
from bot.channels.reach import Reach
from bot.commands.desk import Desk
from bot.model.mail_links import MailLinks
from bot.views.blocks import Code
from bot.views.plain_text import view_text
from tests.each_of import each_of
from tests.fakes.core import NOW, open_office
from tests.fakes.letters import FakeLetters

HOME = "https://papers.example.org"


def with_mail(office, *, home=HOME, public=True, letters=None, mail=True):
    opt_in = OptIn(office.store, MailLinks(home), OwnerNotices({}), zone="UTC")
    reach = Reach(home, public, lambda: letters, lambda: mail)
    return replace(office, desk=Desk(replace(office.desk._tools, opt_in=opt_in, reach=reach)))


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield with_mail(opened, letters=FakeLetters())


async def asked(office, address="ada@lab.org"):
    return await office.store.mail_requests.of(address)


@pytest.mark.parametrize(
    "typed", ["to email ada@lab.org", "email Ada@LAB.org", "to email <mailto:ada@lab.org|ada@lab.org>"]
)
async def test_an_address_is_asked_with_this_channels_keywords(office, typed):
    await office.say("subscribe RAG, agents")
    before = await office.channel()
    reply = await office.say(typed)
    assert (reply.ok, reply.public, reply.told) == (True, False, None)
    assert "Asked ada@lab.org: do you want papers by mail, on this channel's 2 keywords?" in view_text(reply.view)
    assert "Only the address itself can say yes" in view_text(reply.view)
    (request,) = await asked(office)
    assert (request.queries, request.by, request.zone) == (("RAG", "agents"), "slack:T1:U1", "Europe/Paris")
    assert await office.channel() == before
    assert len(await office.store.channels.within(None)) == 1
    assert not [each for each in await office.store.journal.audited(before.address, 9) if "ada" in each.what]


async def test_from_a_channel_without_keywords_it_is_about_what_is_upvoted(office):
    reply = await office.say("to email ada@lab.org")
    assert "on the day's most upvoted papers?" in view_text(reply.view)
    assert (await asked(office))[0].queries == ()
    assert await office.store.channels.within(None) == []


async def test_one_keyword_is_named(office):
    await office.say("subscribe RAG")
    assert "on “RAG”?" in view_text((await office.say("to email ada@lab.org")).view)


@each_of(
    ("typed", "said"),
    [
        ("to email", "address"),
        ("to email ada", "is no e-mail address; one is written like you@lab.org"),
        ("to email ada@lab.org, bob@lab.org", "cannot stand before the @"),
        ("to email ada@lab", "no whole domain"),
        ("to", "to takes one of: to email (email), to feed (feed)."),
        ("to feed title:", "title"),
    ],
)
async def test_what_is_no_address_gets_a_sentence(office, typed, said):
    reply = await office.say(typed)
    assert not reply.ok
    assert said in reply.view.summary
    assert await office.store.mail_requests.due(NOW, 9) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mail": False}, "No e-mail is set up here: whoever runs Paperboy sets SMTP_URL and MAIL_FROM"),
        ({"public": False, "letters": FakeLetters()}, "whoever runs Paperboy sets PAPERBOY_PUBLIC_URL"),
    ],
)
async def test_without_mail_or_a_public_address_it_says_who_sets_what(office, given, said):
    reply = await with_mail(office, **given).say("to email ada@lab.org")
    assert not reply.ok
    assert said in reply.view.summary
    assert await asked(office) == []


async def test_where_no_mail_is_wired_there_is_none():
    async with open_office() as bare:
        assert (await bare.say("to email ada@lab.org")).view.summary == "There is no e-mail here."


async def test_letters_that_stay_on_this_machine_are_said_to(office):
    folder = FakeLetters(kept_here="Mail is only written into data/mail.")
    reply = await with_mail(office, home="http://127.0.0.1:8080", public=False, letters=folder).say(
        "to email a@lab.org"
    )
    assert reply.ok
    assert "Mail is only written into data/mail." in view_text(reply.view)
    assert "http://127.0.0.1:8080, which only the machine that Paperboy runs on can reach" in view_text(reply.view)


async def test_a_channels_feed_is_its_own_address_that_nobody_else_can_make(office):
    assert not (await office.say("to feed")).ok
    await office.say("subscribe RAG")
    reply = await office.say("to feed")
    (code,) = [each.text for each in reply.view.blocks if isinstance(each, Code)]
    assert code.startswith(f"{HOME}/feeds/channel/")
    token = code.split("/")[-2]
    key = await link_key(office.store.vault)
    assert channel_of(key, token, NOW) == (await office.channel()).key
    assert "Whoever has this address can read it" in view_text(reply.view)
    assert not reply.public


async def test_a_querys_feed_is_everybodys(office):
    reply = await office.say('feed "low-rank" & agents')
    (code,) = [each.text for each in reply.view.blocks if isinstance(each, Code)]
    assert code == f"{HOME}/feeds/atom?q=%22low-rank%22+%26+agents"
    assert await office.store.channels.within(None) == []
    there = with_mail(office, home="http://127.0.0.1:8080", public=False)
    assert "until whoever runs it sets PAPERBOY_PUBLIC_URL" in view_text((await there.say("feed RAG")).view)


async def test_a_query_of_a_feed_is_completed_as_any(office):
    assert [each.value for each in await office.complete("feed", "query", "diff")]

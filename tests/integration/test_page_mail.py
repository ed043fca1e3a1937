"""Papers by mail on the page: the form, the letter, its links, an address's own page, and the end by one click."""

import logging
import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from adapters.web.answers.content import POLICY
from bot.model.delivery import Refused
from bot.model.email_address import EmailAddress, address_of
from bot.model.mail_links import LINKS_LAST, PATH
from bot.planning.planner import draft
from bot.planning.window import listed_since
from bot.ports import End
from tests.fakes.core import NOW, TITLES
from tests.integration.reading import HOME, open_reading

ADA = "ada@lab.org"
PAPER = "2611.00001"
DAY = timedelta(days=1)
NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture
async def reading():
    async with open_reading() as opened:
        yield opened


async def post(reading, path, headers=None, **fields):
    body = urlencode(fields, doseq=True)
    kind = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
    return await reading.client.post(path, content=body, headers=kind)


async def asked(reading, query="diffusion", address=ADA, **more):
    """The form, sent; and the letter's first link's path."""
    answer = await post(reading, "/mail/subscribe", address=address, q=query, **more)
    assert (answer.status_code, answer.headers["location"]) == (303, "/mail/asked"), answer.text
    await reading.writer.write_due(reading.clock.now())
    return reading.letters.posted[-1].links[0][1].removeprefix(HOME) if reading.letters.posted else ""


async def subscribed(reading, query="diffusion"):
    """Ada gets papers: her channel."""
    answer = await post(reading, await asked(reading, query))
    assert answer.status_code == 200
    return await ada(reading)


async def ada(reading):
    return await reading.store.channels.get(address_of(EmailAddress.parse(ADA)))


def link(reading, channel, command):
    return reading.services.mail.links.command(channel.key, command, reading.clock.now()).removeprefix(HOME)


def manage(reading, channel):
    return reading.services.mail.links.manage(channel.key, reading.clock.now()).removeprefix(HOME)


def stop(reading, channel):
    return reading.services.mail.links.unsubscribe(channel.key, reading.clock.now()).removeprefix(HOME)


async def queries(reading):
    return [s.query for s in await reading.store.channels.subscriptions((await ada(reading)).key)]


async def test_from_the_form_to_the_digest_and_to_the_end_by_one_click(reading):
    confirm = await asked(reading, "diffusion, low-rank", zone="Asia/Tokyo")
    assert await ada(reading) is None
    shown = await reading.get(confirm)
    assert "Do you want these papers by mail?" in shown.text
    assert "low-rank" in shown.text
    assert await ada(reading) is None  # a scanner that follows every link confirms nothing
    done = await post(reading, confirm)
    assert "Confirmed. Papers come from now on." in done.text
    channel = await ada(reading)
    assert (channel.schedule.zone, await queries(reading)) == ("Asia/Tokyo", ["diffusion", "low-rank"])

    due = channel.next_due
    reading.clock.advance((due - reading.clock.now()).total_seconds())
    planned = await reading.store.plans.plan(due, listed_since(due.date()), draft(due), ["email"])
    assert (planned.digests, planned.picks) == (1, 3)
    edition = await reading.store.plans.latest(channel.key)
    assert edition.channel.address == channel.address

    found = (await reading.store.papers.by_key([edition.digest.picks[0].paper]))[0]
    save = link(reading, channel, f"save {found.paper.id}")
    assert found.paper.title in (await reading.get(save)).text
    assert await reading.store.memory.saved(channel.key) == []
    assert "Saved" in (await post(reading, save)).text
    assert len(await reading.store.memory.saved(channel.key)) == 1

    one_click = await reading.client.post(
        stop(reading, channel),
        content="List-Unsubscribe=One-Click",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert (one_click.status_code, await ada(reading)) == (200, None)
    assert (await reading.store.plans.latest(channel.key)) is None


async def test_the_answer_is_the_same_whoevers_address_it_is(reading):
    await subscribed(reading)
    mail = reading.services.mail
    await mail.opt_in.unreachable(EmailAddress.parse("gone@lab.org"), "550", NOW)
    mark = await mail.opt_in.mark(EmailAddress.parse("never@lab.org"))
    await reading.store.mail_requests.remember(mark, lambda it: it.__class__(end=End.BLOCKED, ended=NOW))
    answers = [
        await post(reading, "/mail/subscribe", address=a, q="x") for a in (ADA, "new@lab.org", "gone@lab.org")
    ]
    reading.clock.advance(3600)
    answers += [await post(reading, "/mail/again", address=a) for a in (ADA, "other@lab.org", "never@lab.org")]
    assert len({(each.status_code, each.text, each.headers["location"]) for each in answers}) == 1
    reading.clock.advance(2 * 86400)
    assert await reading.writer.write_due(reading.clock.now()) == 2
    assert {each.to.channel for each in reading.letters.posted[-2:]} == {ADA, "new@lab.org"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "", "q": ""}, "is no e-mail address; one is written like you@lab.org"),
        ({"address": "ada", "q": ""}, "“ada” is no e-mail address"),
        ({"address": "ada@lab.org\r\nBcc: all@lab.org"}, "one line, without control characters"),
        ({"address": NASTY + "@lab.org"}, "cannot stand before the @"),
        ({"address": ADA, "q": '"zyxw'}, "quote"),
        ({"address": ADA, "q": "x" * 5000}, "characters"),
        ({"address": ADA, "q": ",".join(f"word{n}" for n in range(99))}, "At most"),
        ({}, "is no e-mail address"),
    ],
)
async def test_what_is_wrong_in_a_form_is_said_in_it_and_nothing_is_stored(reading, fields, said):
    answer = await post(reading, "/mail/subscribe", **fields)
    assert answer.status_code == 400
    assert said in unescape(answer.text)
    assert "<script>" not in answer.text.replace('<script src="/static', "")
    assert NASTY not in answer.text
    assert await reading.writer.write_due(NOW) == 0


async def test_international_addresses_are_asked(reading):
    await asked(reading, address="用户@bücher.example")
    assert reading.letters.posted[-1].to.channel == "用户@xn--bcher-kva.example"


async def test_script_in_a_query_is_text_on_every_page(reading):
    confirm = await asked(reading, NASTY)
    for answer in (await reading.get(confirm), await post(reading, confirm)):
        assert NASTY not in answer.text
        assert "alert(1)" in answer.text
        assert answer.headers["content-security-policy"] == POLICY


async def test_floods_from_one_visitor_and_for_one_address_end(reading):
    statuses = [
        (await post(reading, "/mail/subscribe", address=f"a{n}@lab.org", q="x")).status_code for n in range(7)
    ]
    assert statuses == [303] * 5 + [429] * 2
    refused = await post(reading, "/mail/again", address=ADA)
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    reading.clock.advance(3600)
    for _ in range(5):
        await post(reading, "/mail/subscribe", address="a0@lab.org", q="y")
    assert await reading.writer.write_due(reading.clock.now()) == 5
    assert sum(each.to.channel == "a0@lab.org" for each in reading.letters.posted) == 1


async def test_another_site_cannot_send_the_form(reading):
    answer = await post(reading, "/mail/subscribe", {"sec-fetch-site": "cross-site"}, address=ADA, q="x")
    assert answer.status_code == 400
    assert await reading.writer.write_due(NOW) == 0


@pytest.mark.parametrize(
    ("command", "heading", "said"),
    [
        (f"save {PAPER}", "Save this paper?", "Saved"),
        (f"hide {PAPER}", "Is this paper not relevant to you?", "not"),
        ("pause 1w", "A pause for your papers?", "Paused until"),
        ("unsubscribe diffusion", "One keyword fewer?", "Unsubscribed from “diffusion”"),
        ("subscribe RAG", "One more keyword?", "Subscribed to “RAG”"),
        ("schedule 17:00", "Do this?", "17:00"),
    ],
)
async def test_a_link_shows_and_a_post_does_it_by_the_desk(reading, command, heading, said):
    channel = await subscribed(reading)
    path = link(reading, channel, command)
    before = (await ada(reading), await queries(reading), await reading.store.memory.saved(channel.key))
    page = await reading.get(path)
    assert (page.status_code, heading in page.text) == (200, True)
    assert (await reading.client.head(path)).status_code == 200
    assert (await ada(reading), await queries(reading), await reading.store.memory.saved(channel.key)) == before
    done = await post(reading, path)
    assert done.status_code == 200
    assert said in unescape(done.text)
    assert '<h1 dir="auto">Done</h1>' in done.text or command.startswith(("subscribe", "schedule"))
    assert (await post(reading, path)).status_code in {200, 400}  # again: a sentence, and no harm


async def test_what_only_reads_is_shown_at_once_and_its_buttons_are_forms_and_links(reading):
    channel = await subscribed(reading)
    page = await reading.get(link(reading, channel, f"paper {PAPER}"))
    assert page.status_code == 200
    assert TITLES[0] in page.text
    forms = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    assert forms
    assert all(each.startswith(PATH) for each in forms)


async def test_the_own_page_changes_hour_days_zone_keywords_and_picks(reading):
    channel = await subscribed(reading)
    path = manage(reading, channel)
    await post(reading, path, do="schedule", at="07:30", day=["Monday", "Sunday"], zone="new york")
    await post(reading, path, do="subscribe", query="RAG, agents")
    await post(reading, path, do="unsubscribe", query="diffusion")
    page = await post(reading, path, do="picks", picks="3")
    now = await ada(reading)
    assert (f"{now.schedule.at:%H:%M}", set(now.schedule.weekdays), now.schedule.zone) == (
        "07:30",
        {0, 6},
        "America/New_York",
    )
    assert (await queries(reading), now.settings.picks) == (["RAG", "agents"], 3)
    assert "a…@lab.org" in page.text
    assert ADA not in page.text
    await post(reading, path, do="pause")
    assert (await ada(reading)).pause.until == NOW + 7 * DAY
    await post(reading, path, do="resume")
    assert (await ada(reading)).pause is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "schedule", "at": "25:00", "day": "Monday", "zone": "UTC"}, "25:00"),
        ({"do": "schedule", "at": "9:00", "zone": "UTC"}, "Choose a day at least"),
        ({"do": "schedule", "at": "9:00", "day": "Monday", "zone": "../../etc/passwd"}, "zone"),
        ({"do": "subscribe", "query": '"zyxw'}, "quote"),
        ({"do": "picks", "picks": "9999"}, "25"),
        ({"do": "unsubscribe", "query": "nothing"}, "not subscribed"),
        ({"do": "now"}, "no form of this page"),
        ({}, "no form of this page"),
    ],
)
async def test_what_is_wrong_on_the_own_page_is_said_and_changes_nothing(reading, fields, said):
    channel = await subscribed(reading)
    answer = await post(reading, manage(reading, channel), **fields)
    assert answer.status_code == 400
    assert said in unescape(answer.text)
    assert (await ada(reading), await queries(reading)) == (channel, ["diffusion"])


async def test_a_forged_an_old_and_a_used_link_get_a_page_with_a_way_on(reading, caplog):
    caplog.set_level(logging.INFO)
    channel = await subscribed(reading)
    good = link(reading, channel, f"save {PAPER}")
    for path in (
        good[:-2],
        good.replace(".", "-", 1),
        f"{PATH}/x",
        f"{PATH}/{'x' * 3000}",
        f"{PATH}/%00",
        f"{PATH}/a.b.c",
    ):
        for answer in (await reading.get(path), await post(reading, path)):
            assert (answer.status_code, "This link does not work" in answer.text) == (400, True)
            assert 'action="/mail/again"' in answer.text
    reading.clock.advance(LINKS_LAST.total_seconds() + 1)
    old = await reading.get(good)
    assert (old.status_code, "Write me a new link" in old.text) == (410, True)
    assert (await post(reading, good)).status_code == 410
    assert await reading.store.memory.saved(channel.key) == []
    sent = await post(reading, good, again="1")
    assert sent.headers["location"] == "/mail/asked"
    await post(reading, good, again="1")
    assert await reading.writer.write_due(reading.clock.now()) == 1
    assert "Your link" in reading.letters.posted[-1].subject
    new = reading.letters.posted[-1].links[0][1].removeprefix(HOME)
    assert "What comes, and when" in (await reading.get(new)).text
    ours = [str(each.__dict__) for each in caplog.records if each.name != "httpx"]
    assert ours
    assert not [each for each in ours if good.rpartition("/")[2] in each or ADA in each]


async def test_an_old_link_still_ends_it_and_after_the_end_no_link_acts(reading):
    channel = await subscribed(reading)
    end = stop(reading, channel)
    reading.clock.advance(LINKS_LAST.total_seconds() + DAY.total_seconds())
    save, own = link(reading, channel, f"save {PAPER}"), manage(reading, channel)
    assert "No more papers by mail?" in (await reading.get(end)).text
    assert await ada(reading) is not None
    assert "You are unsubscribed" in (await post(reading, end)).text
    assert await ada(reading) is None
    assert (await post(reading, end)).status_code == 200
    assert (await reading.get(end)).status_code == 200
    for path in (save, own):
        assert (await post(reading, path)).status_code == 410
    assert await ada(reading) is None


async def test_a_confirmation_that_was_used_or_replaced_says_so(reading):
    confirm = await asked(reading)
    await post(reading, confirm)
    assert "This address was confirmed already." in (await reading.get(confirm)).text
    channel = await ada(reading)
    await post(reading, stop(reading, channel))
    gone = await post(reading, confirm)
    assert (gone.status_code, "used already" in gone.text) == (410, True)
    assert await ada(reading) is None


async def test_never_again_is_asked_for_and_then_holds(reading):
    await asked(reading)
    never = reading.letters.posted[-1].links[1][1].removeprefix(HOME)
    assert "Shall Paperboy never write to you again?" in (await reading.get(never)).text
    assert (await reading.services.mail.opt_in.known(EmailAddress.parse(ADA))).end is None
    done = await post(reading, never, **{"List-Unsubscribe": "One-Click"})
    assert "Nothing is written to you any more" in done.text
    reading.clock.advance(3 * 86400)
    await asked(reading)
    assert len(reading.letters.posted) == 1


async def test_a_letter_that_bounced_is_followed_by_none(reading):
    reading.letters.answers.append(Refused("550 unknown", "", gone=True))
    await asked(reading)
    reading.clock.advance(3 * 86400)
    await asked(reading)
    assert len(reading.letters.posted) == 1


async def test_pages_of_links_are_for_their_reader_alone(reading):
    channel = await subscribed(reading)
    for path in (
        manage(reading, channel),
        stop(reading, channel),
        link(reading, channel, f"save {PAPER}"),
        f"{PATH}/x",
        "/mail/asked",
    ):
        answer = await reading.get(path)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["content-security-policy"] == POLICY
        assert 'name="robots" content="noindex, nofollow"' in answer.text
        assert "etag" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
    for method in ("PUT", "DELETE", "PATCH"):
        assert (await reading.client.request(method, stop(reading, channel))).status_code == 405


async def test_too_many_links_from_one_place_wait(reading):
    for _ in range(120):
        await reading.get(f"{PATH}/x")
    answer = await reading.get(f"{PATH}/x")
    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)


async def test_every_page_offers_it_and_a_paper_with_its_own_words(reading):
    for path in ("/", "/keyword?q=diffusion", f"/papers/{PAPER}"):
        assert 'action="/mail/subscribe"' in (await reading.get(path)).text
    page = (await reading.get("/mail/subscribe?q=RAG")).text
    assert 'value="RAG"' in page


async def test_where_no_mail_is_sent_no_page_speaks_of_it():
    async with open_reading(by_mail=False) as reading:
        for path in ("/", "/keyword?q=diffusion", f"/papers/{PAPER}", "/papers"):
            assert "/mail/" not in (await reading.get(path)).text
        assert (await reading.get("/mail/subscribe")).status_code == 404
